# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from odoo.addons.cs_helpdesk.tools.clock import now

WAITING = ("queued", "open")  # a person has to answer


class CsConversation(models.Model):
    """What is promised on a conversation: policies, clocks and alerts of tickets."""

    _name = "cs.conversation"
    _inherit = ["cs.conversation", "cs.sla.mixin"]

    _sla_applies_to = "conversation"
    _sla_field = "conversation_id"
    # The bot answers at once; what an agent put away waits for something else.
    _sla_phases = {
        "bot": "paused",
        "queued": "running",
        "open": "running",
        "snoozed": "paused",
        "closed": "solved",
    }

    sla_line_ids = fields.One2many(
        "cs.sla.line", "conversation_id", string="Promises", groups="base.group_user"
    )

    @api.model
    def _sla_condition_fields(self):
        return super()._sla_condition_fields() | {"partner_id"}

    def _sla_facts(self):
        facts = super()._sla_facts()
        for conversation in self:
            facts[conversation]["tier"] = conversation.commercial_partner_id.cs_tier_id
        return facts

    def _receive(self, payload, at):
        promised = self.waiting_since and self.state in WAITING
        message = super()._receive(payload, at)
        if self.state in WAITING and not promised:
            self._sla_asked(now(self.env))
        return message

    def _answered(self, message):
        super()._answered(message)
        if self._is_by_agent(message):
            # sudo: cs.conversation: the clock is the code's alone
            self.sudo()._sla_answered(now(self.env))

    def _answered_outside(self, at):
        super()._answered_outside(at)
        if not self.waiting_since:
            # sudo: cs.conversation: as in _answered
            self.sudo()._sla_answered(now(self.env))

    def _refresh_first_response(self):
        had = self.filtered("first_response_at")
        done = self.filtered(lambda conversation: not conversation.waiting_since)
        super()._refresh_first_response()
        again = done.filtered(lambda talk: talk.waiting_since and talk.state in WAITING)
        # sudo: cs.conversation: as in _answered
        again.sudo()._sla_asked(now(self.env))
        lost = had.filtered(lambda conversation: not conversation.first_response_at)
        # sudo: cs.conversation: as in _answered
        lost.sudo()._sla_unanswered(now(self.env))

    def _sla_tell_broken(self, lines):
        super()._sla_tell_broken(lines)
        self._sla_remind(lines, self.env._("Promise broken: %s"))
        told = {
            conversation.commercial_partner_id: (
                conversation,
                self.env._(
                    "A promise in conversation %s broke.", conversation.display_name
                ),
            )
            for conversation in self.filtered("commercial_partner_id")
        }
        self.commercial_partner_id._cs_raise_each("promise_broken", told)
        self._publish()

    def _sla_tell_at_risk(self, lines):
        super()._sla_tell_at_risk(lines)
        self._sla_remind(lines, self.env._("Promise at risk: %s"))
        self._publish()
