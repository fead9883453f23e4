# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

STATES = [
    ("new", "New"),
    ("open", "Open"),
    ("waiting", "Waiting"),
    ("solved", "Solved"),
    ("closed", "Closed"),
]


class CsTicketStage(models.Model):
    """A step of the way of a ticket; its state says what it means to the clock."""

    _name = "cs.ticket.stage"
    _description = "Ticket Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        STATES,
        required=True,
        default="open",
        help="Waiting pauses the promises. Solved ends them and reopens when the "
        "customer answers. Closed is final: an answer makes a follow-up ticket.",
    )
    team_ids = fields.Many2many(
        "cs.team", string="Teams", help="Empty: every team uses this stage."
    )
    fold = fields.Boolean(string="Folded in Kanban")
    rotting_threshold_days = fields.Integer(
        string="Days to Rot",
        help="Tickets that stay longer in this stage are marked; 0 means never.",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Mail Template",
        domain="[('model', '=', 'cs.ticket')]",
        help="Sent to the customer when a ticket reaches this stage.",
    )
