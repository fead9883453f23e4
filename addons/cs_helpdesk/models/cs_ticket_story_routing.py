# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models


class CsTicketStory(models.AbstractModel):
    """Plays hand-overs and statuses of the past, as the demo data tells them."""

    _inherit = "cs.ticket.story"

    @api.model
    def _play_statuses(self, user_id, steps):
        """Let a person come and go.

        :param list steps: (hours ago, status, reason or False), in order
        """
        user = self.env["res.users"].browse(user_id)
        for hours, status, reason in steps:
            at = fields.Datetime.now() - timedelta(hours=hours)
            self._at(user, at)._cs_change_status(status, reason)

    def _step_assign(self, ticket, user_id, login):
        agent = self.env["res.users"].search([("login", "=", login)])
        ticket.with_user(user_id).user_id = agent

    def _step_escalate(self, ticket, user_id, text):
        before = ticket.message_ids
        ticket.with_user(user_id)._cs_escalate(text)
        # sudo: mail.message: the dates of messages of the past
        (ticket.message_ids - before).sudo().date = self.env.context["cs_now"]
