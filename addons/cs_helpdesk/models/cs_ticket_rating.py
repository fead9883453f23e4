# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools.clock import now

LOW_RATING = 2


class CsTicket(models.Model):
    """How customers found the solution: asked once, told to whom it matters."""

    _inherit = "cs.ticket"

    def _rating_get_parent_field_name(self):
        return "team_id"

    def _cs_ask_rating(self):
        """Ask the customers of solved tickets once how it was, by the mail queue."""
        template = self.env.ref("cs_helpdesk.mail_template_rating")
        asked = self.filtered(
            lambda ticket: (
                ticket.partner_id.email
                and ticket.team_id.rating_active
                and not ticket.rating_asked_at
                and not ticket.merged_into_id
                and not ticket.is_auto_closed
            )
        )
        # sudo: cs.ticket: as in create
        asked.sudo().rating_asked_at = now(self.env)
        for ticket in asked:
            ticket.rating_send_request(template, force_send=False)

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Tell the account team of a low rating, and have it followed up.

        The link of an earlier mail does nothing once the ticket was closed for
        silence or merged: there is nothing to rate.
        """
        # sudo: cs.ticket: how it ended, a field for colleagues
        ended = self.sudo()
        if ended.is_auto_closed or ended.merged_into_id:
            return rating or self.env["rating.rating"]
        rating = super().rating_apply(
            rate, token, rating, feedback, subtype_xmlid, notify_delay_send
        )
        if rating.rating <= LOW_RATING:
            self._cs_tell_low_rating(rating)
        return rating

    def _cs_tell_low_rating(self, rating):
        note = self.env._(
            "%(ticket)s was rated %(rating)d of 5. %(feedback)s",
            ticket=self.display_name,
            rating=rating.rating,
            feedback=rating.feedback or "",
        )
        # sudo: cs.ticket, cs.alert: whoever rates, the account team is told
        ticket = self.sudo()
        if ticket.commercial_partner_id:
            ticket.commercial_partner_id._cs_raise("low_rating", ticket, note)
        self.env["cs.rating.review"]._open(ticket, rating.sudo())
