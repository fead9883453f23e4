# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError

TRIED = 10


class CsTicket(models.Model):
    """The next ticket: the best one for me among those that nobody has."""

    _inherit = "cs.ticket"

    @api.model
    def next_ticket(self):
        """Take the most pressing ticket that waits in my teams and that I can do.

        Two who ask at once get two tickets: the row is locked before it is taken.

        :return: dict with id, name and reason (why this one); False when none waits
        :raises AccessError: for who is no agent
        :raises UserError: when I have no free place
        """
        if not self.env.user.has_group("cs_helpdesk.group_agent"):
            raise AccessError(self.env._("Only agents take tickets."))
        waiting = self._cs_pool(self._cs_my_open_teams(), self.env.user, limit=TRIED)
        ticket = waiting.try_lock_for_update(allow_referencing=True, limit=1)
        if not ticket:
            return False
        facts = {"rule": "next", "why": ticket._cs_why()}
        ticket._cs_give(self.env.uid, facts)
        return {
            "id": ticket.id,
            "name": ticket.display_name,
            "reason": ticket._cs_reason_text(facts),
        }

    def action_next_ticket(self):
        """Take the next ticket and open it, saying why it is this one."""
        found = self.next_ticket()
        notice = {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Nothing waits that you could take now."),
            },
        }
        if found:
            notice["params"] = {
                "type": "success",
                "title": found["name"],
                "message": found["reason"],
                "next": {
                    "type": "ir.actions.act_window",
                    "res_model": self._name,
                    "res_id": found["id"],
                    "views": [(False, "form")],
                },
            }
        return notice

    @api.model
    def _cs_my_open_teams(self):
        """My teams of the active companies, without those whose cap I have reached."""
        members = self.env["cs.team.member"].search(
            [
                ("user_id", "=", self.env.uid),
                ("team_id.active", "=", True),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        held = members._cs_held()
        return members.filtered(
            lambda member: not member.capacity or held[member] < member.capacity
        ).team_id

    def _cs_why(self):
        """What put this ticket before the others, as ``_cs_why_text`` says it."""
        self.ensure_one()
        why = []
        if self.sla_state in ("breached", "at_risk"):
            why.append(["risk", True])
        # sudo: cs.tier: its name, of a customer the caller may read
        tier = self.sudo().commercial_partner_id.cs_tier_id
        if tier.weight > 1:
            why.append(["tier", tier.name])
        if self.priority in ("2", "3"):
            why.append(["urgent" if self.priority == "3" else "high", True])
        return why or [["oldest", True]]
