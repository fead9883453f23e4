# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsSlaEvent(models.Model):
    """One thing that happened to a promise. Events are added, never changed."""

    _name = "cs.sla.event"
    _description = "Promise Event"
    _rec_name = "kind"
    _order = "at, id"

    line_id = fields.Many2one(
        "cs.sla.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    at = fields.Datetime(required=True, help="When it happened, not when it was noted.")
    kind = fields.Selection(
        [
            ("start", "Started"),
            ("pause", "Paused"),
            ("resume", "Resumed"),
            ("reach", "Kept"),
            ("breach", "Broken"),
            ("reopen", "Reopened"),
            ("swap", "Changed"),
            ("cancel", "Cancelled"),
        ],
        required=True,
    )
    consumed_hours = fields.Float(
        "Used", help="Working hours used until then.", aggregator=None
    )
    deadline = fields.Datetime(help="What was promised from then on.")
    note = fields.Char()

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: the log is evidence.

        :raises UserError: always
        """
        raise UserError(self.env._("What happened to a promise cannot be rewritten."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What happened to a promise cannot be deleted."))
