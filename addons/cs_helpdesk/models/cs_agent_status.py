# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

STATUSES = [
    ("online", "Online"),
    ("busy", "Busy"),
    ("break", "On a break"),
    ("off", "Off duty"),
]
REASONS = [
    ("lunch", "Lunch"),
    ("rest", "Short break"),
    ("meeting", "Meeting"),
    ("training", "Training"),
    ("other", "Something else"),
]


class CsAgentStatus(models.Model):
    """How long a person was online, busy, on a break or off: one row for each span.

    The status that counts for routing stands in ``cs.agent.load``, next to the load;
    these rows are its history.
    """

    _name = "cs.agent.status"
    _description = "Status of a Person"
    _rec_name = "status"
    _order = "from_at desc, id desc"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    status = fields.Selection(STATUSES, required=True)
    reason = fields.Selection(REASONS)
    from_at = fields.Datetime("Began On", required=True)
    to_at = fields.Datetime("Ended On", help="Empty: it is the status now.")
    hours = fields.Float(
        compute="_compute_hours",
        store=True,
        help="How long it lasted; 0 while it lasts.",
    )

    _now_idx = models.UniqueIndex("(user_id) WHERE to_at IS NULL")

    @api.depends("from_at", "to_at")
    def _compute_hours(self):
        for row in self:
            span = row.to_at and row.to_at - row.from_at
            row.hours = span.total_seconds() / 3600 if span else 0.0

    @api.model
    def _cs_change(self, users, status, reason, at):
        """End the present span of these people and begin another."""
        ended = self.search([("user_id", "in", users.ids), ("to_at", "=", False)])
        ended.to_at = at
        ended.flush_recordset()  # one row at a time has no end
        self.create(
            [
                {
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "status": status,
                    "reason": reason,
                    "from_at": at,
                }
                for user in users
            ]
        )
