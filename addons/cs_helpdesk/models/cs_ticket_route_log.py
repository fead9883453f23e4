# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from markupsafe import Markup

from odoo import models
from odoo.tools import plaintext2html


class CsTicket(models.Model):
    """The steps of a ticket, in its history and in words."""

    _inherit = "cs.ticket"

    def _cs_log_route(self, was, facts, at):
        """Keep each step in the history, and say in the chatter what nobody did."""
        reason = facts.get("note") or self._cs_reason_text(
            facts, len(self.user_id) == 1 and self.user_id.id
        )
        # sudo: cs.assignment: nobody writes the history but this method
        self.env["cs.assignment"].sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "company_id": ticket.company_id.id,
                    "at": at,
                    "kind": ticket._cs_route_kind(was[ticket], facts),
                    "team_id": ticket.team_id.id,
                    "user_id": ticket.user_id.id,
                    "from_team_id": was[ticket][1].id,
                    "from_user_id": was[ticket][0].id,
                    "reason": reason,
                }
                for ticket in self
                if ticket.user_id or was[ticket][0] or was[ticket][1]
            ]
        )
        told = self.filtered(lambda _ticket: facts["rule"] != "hand")
        bodies = {
            ticket.id: ticket._cs_route_note(was[ticket], facts) for ticket in told
        }
        if bodies:
            told._message_log_batch(
                bodies,
                author_id=facts.get("by")
                and self.env.user.partner_id.id
                or self.env.ref("base.partner_root").id,
            )

    def _cs_route_kind(self, was, facts):
        user, _team = was
        if facts["rule"] in ("returned", "overflow", "escalated", "left"):
            return facts["rule"]
        if facts["rule"] == "next" or self.user_id == self.env.user != user:
            return "taken"
        if facts["rule"] != "hand":
            return "automatic"
        if self.user_id == user:
            return "moved"
        return "assigned" if self.user_id else "released"

    def _cs_route_note(self, was, facts):
        """What the chatter says about a step, as a text or Markup."""
        user, team = was
        if facts["rule"] == "returned":
            return self.env._(
                "%(user)s did nothing on it for %(minutes)s working minutes: back to "
                "%(team)s.",
                user=user.name,
                minutes=team.return_minutes,
                team=team.name,
            )
        if facts["rule"] == "overflow":
            return self.env._(
                "Nobody in %(team)s took it within %(minutes)s working minutes: it "
                "goes to %(other)s.",
                team=team.name,
                minutes=team.overflow_minutes,
                other=self.team_id.name,
            )
        if facts["rule"] == "left":
            return self.env._(
                "%(user)s is not here any more: back to %(team)s.",
                user=user.name,
                team=team.name or self.env._("nobody"),
            )
        if facts["rule"] == "escalated":
            head = self.env._(
                "Escalated from %(team)s to %(other)s, level %(level)s.",
                team=team.name,
                other=self.team_id.name,
                level=self.escalation_level,
            )
            return Markup("<p>%s</p>%s") % (
                head,
                plaintext2html(facts.get("note", "")),
            )
        return self.env._(
            "Assigned to %(user)s. %(reason)s",
            user=self.user_id.name,
            reason=self.with_context(
                lang=self.user_id.lang or self.env.lang
            )._cs_reason_text(facts),
        )
