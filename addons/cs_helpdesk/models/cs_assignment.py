# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

KINDS = [
    ("taken", "Taken"),
    ("assigned", "Assigned"),
    ("automatic", "Automatic"),
    ("released", "Given back"),
    ("returned", "Untouched"),
    ("overflow", "Not taken"),
    ("escalated", "Escalated"),
    ("left", "Person left"),
    ("moved", "Other team"),
]


class CsAssignment(models.Model):
    """One step of a ticket on its way between people and teams: who, and why."""

    _name = "cs.assignment"
    _description = "Assignment"
    _rec_name = "kind"
    _order = "at desc, id desc"

    ticket_id = fields.Many2one(
        "cs.ticket", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    at = fields.Datetime("When", required=True, index=True)
    kind = fields.Selection(KINDS, string="What", required=True)
    team_id = fields.Many2one("cs.team", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", "Given to", index="btree_not_null")
    from_team_id = fields.Many2one(
        "cs.team", index="btree_not_null", ondelete="set null"
    )
    from_user_id = fields.Many2one("res.users", "Taken from", index="btree_not_null")
    reason = fields.Char(help="In the language of whoever caused it.")
