# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from .cs_ticket import DONE_STATES


class CsTicket(models.Model):
    """What a customer sees of a ticket in the portal."""

    _inherit = "cs.ticket"

    @api.model
    def _cs_portal_domain(self, user):
        """The tickets a customer's login may see.

        His own, and those of his company if it lets all or him see them.
        """
        company = user.partner_id.commercial_partner_id
        own = Domain("partner_id", "=", user.partner_id.id)
        visibility = "commercial_partner_id.cs_ticket_visibility"
        readers = "commercial_partner_id.cs_ticket_reader_ids"
        shared = Domain(visibility, "=", "company") | (
            Domain(visibility, "=", "named")
            & Domain(readers, "in", user.partner_id.ids)
        )
        return own | (Domain("commercial_partner_id", "=", company.id) & shared)

    def _cs_answer_by(self):
        """When the customer was promised the next answer; False without a promise.

        A promise that is broken already is not repeated to him.
        """
        self.ensure_one()
        deadlines = self.sla_line_ids.filtered(
            lambda line: (
                line.metric in ("first_response", "next_response")
                and line.state == "running"
            )
        ).mapped("deadline")
        return min(deadlines, default=False)

    def _cs_can_rate(self):
        """Whether the customer can rate the solution, once each time it was solved."""
        self.ensure_one()
        # sudo: cs.ticket: how it ended, a field for colleagues
        ended = self.sudo()
        if ended.is_auto_closed or ended.merged_into_id:
            return False
        return self.state in DONE_STATES and not self.rating_ids.filtered(
            lambda rating: rating.consumed and rating.write_date >= self.solved_at
        )
