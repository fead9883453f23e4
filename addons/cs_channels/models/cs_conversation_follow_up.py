# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dataclasses import replace
from datetime import datetime, timedelta

import pytz

from odoo import Command, api, fields, models
from odoo.tools.mail import plaintext2html

from odoo.addons.cs_helpdesk.tools.clock import now

from .cs_channel_follow_up import AROUND, CLOCK, MATTER, MAX_NAME, NAME, NUMBER

UNANSWERED = ("bot", "queued")


class CsConversation(models.Model):
    """Who could not be answered is called back, or sales hears of him."""

    _inherit = "cs.conversation"

    skill_ids = fields.Many2many(
        "cs.skill",
        string="Skills Needed",
        groups="base.group_user",
        help="Who takes this conversation should have all of these.",
    )
    callback_offered = fields.Boolean(readonly=True, copy=False)
    call_ids = fields.One2many("cs.call", "conversation_id", string="Calls")
    follow_up_reason = fields.Selection(
        [
            ("intent", "Wanted to buy"),
            ("abandoned", "Went before an answer"),
            ("outside", "Came outside working hours"),
        ],
        string="Sales Was Told",
        readonly=True,
        copy=False,
    )

    def _create_values(self, identity, previous):
        values = super()._create_values(identity, previous)
        if skills := identity.channel_id.skill_ids:
            values["skill_ids"] = [Command.set(skills.ids)]
        return values

    def _cs_needs(self):
        needs = super()._cs_needs()
        return {
            talk: replace(need, skills=frozenset(talk.skill_ids.ids))
            for talk, need in needs.items()
        }

    # === Call back === #

    def _receive(self, payload, at):
        waits = self.state in UNANSWERED
        message = super()._receive(payload, at)
        words = payload.get("text") or ""
        if self.callback_offered and self.state == "queued":
            self._cs_take_number(words)
        if waits and not self.first_response_at:
            channel = self.channel_id.sudo()  # sudo: cs.channel: settings of the engine
            if channel.follow_up_intent and channel._cs_wants_to_buy(words):
                self._cs_follow_up("intent")
        return message

    def _welcome_to_queue(self):
        told = super()._welcome_to_queue()
        if self.state != "queued":
            return told
        channel = self.channel_id.sudo()  # sudo: cs.channel: settings of the engine
        if channel.follow_up_outside and self._is_outside():
            self._cs_follow_up("outside")
        if channel.offer_callback and not self.callback_offered:
            self.callback_offered = True
            self._say(
                self.env._(
                    "You need not wait: write your telephone number, and a time like "
                    "14:30 if you like, and we call you."
                )
            )
        return told

    def _cs_take_number(self, words):
        """Book a call when the customer wrote where to call him."""
        found = NUMBER.search(words)
        rest = found and words.replace(found[0], " ")
        number = found and self._cs_is_only_number(rest) and self._cs_number(found[0])
        if not number:
            return
        call = self._cs_book_call(number, self._cs_wished(rest))
        lang = self._bot_lang(words)
        talk = self.with_context(lang=lang)
        zone = pytz.timezone(self._cs_zone())
        at = pytz.utc.localize(call.callback_at).astimezone(zone)
        talk._say(
            talk.env._(
                "We call you on %(number)s at %(time)s.",
                number=number,
                time=at.strftime("%Y-%m-%d %H:%M"),
            )
        )
        self.callback_offered = False
        self.close()

    @api.model
    def _cs_is_only_number(self, rest):
        """Whether a message is a telephone number and what belongs to it: a time, a
        name, "call me on"; in a question it may be the number of an order.

        :param str rest: the message without the number
        """
        if MATTER.search(rest):
            return False
        left = NAME.findall(AROUND.sub(" ", CLOCK.sub(" ", rest)))
        size = sum(1 if word.isascii() else len(word) for word in left)
        return size <= MAX_NAME

    def _cs_number(self, text):
        """A telephone number in the form all are compared in, or nothing."""
        country = self.partner_id.country_id or self.company_id.country_id
        return self.env["res.partner"]._phone_format(
            number=text, country=country, raise_exception=False
        )

    def _cs_zone(self):
        calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
        return calendar.tz or "UTC"

    def _cs_wished(self, words):
        """The next moment the clock shows what the customer wrote.

        :return: seconds since 1970 as text, as calls have it; None when he wrote none
        """
        found = CLOCK.search(words)
        if not found:
            return None
        zone = pytz.timezone(self._cs_zone())
        local = pytz.utc.localize(now(self.env)).astimezone(zone)
        hour, minute = int(found[1]), int(found[2] or 0)
        naive = datetime(local.year, local.month, local.day, hour, minute)
        if naive <= local.replace(tzinfo=None):
            naive += timedelta(days=1)
        return str(int(zone.localize(naive).timestamp()))

    def _cs_book_call(self, number, wished):
        """A call that we owe, among those that were missed."""
        # sudo: cs.call: the engine's own
        call = (
            self.env["cs.call"]
            .sudo()
            .create(
                {
                    "channel_id": self.channel_id.id,
                    "external_id": f"wish:{self.id}:{fields.Datetime.now()}",
                    "number": number,
                    "identity_id": self.identity_id.id,
                    "conversation_id": self.id,
                    "ring_at": now(self.env),
                    "hangup_at": now(self.env),
                }
            )
        )
        call._book(wished)
        return call

    # === Sales === #

    def close(self, outcome=None, tags=None):
        waiting = self.filtered(lambda talk: talk._cs_is_abandoned())
        result = super().close(outcome, tags)
        # sudo: cs.channel: settings of the engine
        for talk in waiting.filtered(
            lambda talk: talk.channel_id.sudo().follow_up_abandoned
        ):
            talk._cs_follow_up("abandoned")
        return result

    def _cs_is_abandoned(self):
        """Whether he would go now without an answer, from a person or the bot."""
        # sudo: cs.conversation: what the bot noted
        missed = (self.sudo().bot_data or {}).get("misses")
        waits = self.state == "queued" or (self.state == "bot" and missed)
        return waits and not self.first_response_at and not self.sudo().call_ids

    def _cs_follow_up(self, reason):
        """Have the customer's salesperson go after a conversation; once."""
        # sudo: cs.conversation: the engine tells sales, whoever closes
        talk = self.sudo()
        talk = talk.with_context(lang=talk.team_id._cs_lang())
        how = talk.channel_id.follow_up
        if not how or talk.follow_up_reason:
            return
        talk.follow_up_reason = reason
        names = dict(talk._fields["follow_up_reason"]._description_selection(talk.env))
        why = f"{names[reason]}: {talk._first_words() or talk.display_name}"
        customer = talk.commercial_partner_id
        if how == "call" and customer:
            customer._cs_raise("sales_call", talk, why)
        else:
            talk._cs_make_lead(why)

    def _cs_make_lead(self, why):
        identity = self.identity_id
        self.with_user(self.env.ref("base.user_root")).sudo().create_opportunity(
            {
                "name": why[:120],
                "contact_name": self.partner_id.name or identity.name,
                "email_from": identity.email or self.partner_id.email,
                "phone": identity.phone or self.partner_id.phone,
                "description": self._transcript() or plaintext2html(why),
            }
        )

    @api.model
    def _cs_engine_fields(self):
        return super()._cs_engine_fields() - {"skill_ids"}
