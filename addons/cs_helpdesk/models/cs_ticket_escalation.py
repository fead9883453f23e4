# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import models
from odoo.tools import plaintext2html


class CsTicket(models.Model):
    """Tickets go to the next level, with a note."""

    _inherit = "cs.ticket"

    def _cs_escalate(self, reason, user=None):
        """Hand these tickets to the next level of their team.

        :param str reason: the hand-over note; plain text
        :param user: a member of the next level who gets them; its team if left out
        :return: the tickets that were escalated: those whose team has a next level
        """
        up = self.sudo().filtered("team_id.escalation_team_id")
        for (team, level), tickets in up.grouped(
            lambda ticket: (ticket.team_id, ticket.escalation_level)
        ).items():
            tickets.write(
                {
                    "team_id": team.escalation_team_id.id,
                    "user_id": user.id if user else False,
                    "escalation_level": level + 1,
                    "assign_facts": {
                        "rule": "escalated",
                        "by": self.env.uid,
                        "note": reason,
                    },
                }
            )
        up._cs_tell_escalated(reason)
        return up.with_env(self.env)

    def _cs_tell_escalated(self, reason):
        """Put what nobody got on the to-do list of the leader of the new team."""
        model_id = self.env["ir.model"]._get_id(self._name)
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": self.env._("Escalated to your team"),
                    "note": plaintext2html(reason),
                    "date_deadline": ticket.company_id._cs_today(),
                    "user_id": ticket.team_id.user_id.id,
                    "res_model_id": model_id,
                    "res_id": ticket.id,
                }
                for ticket in self
                if not ticket.user_id and ticket.team_id.user_id
            ]
        )

    def action_escalate(self):
        """Write the hand-over note for the next level."""
        self._cs_check_staff()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalate"),
            "res_model": "cs.ticket.escalate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }
