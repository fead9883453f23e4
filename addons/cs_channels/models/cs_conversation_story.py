# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models


class CsConversationStory(models.AbstractModel):
    """Plays a conversation of the demo story through the engine, then dates it back.

    Nothing is sent: what the agents say counts as delivered.
    """

    _name = "cs.conversation.story"
    _description = "Conversation of the Demo Story"

    @api.model
    def _play(self, xml_id, channel_id, customer, days_ago, hour, lines, then=None):
        """Make a conversation.

        :param str xml_id: its external id
        :param tuple customer: id on the channel, name there, contact's id or False,
            and the id of the group chat he writes in, if it is one
        :param float days_ago: when it began
        :param float hour: at which hour of that day, UTC; None: that long before now
        :param list lines: (minutes after the one before, user id or False for the
            customer, text)
        :param dict then: what became of it: ``state`` (closed or snoozed), ``rating``
            (1 to 5) and ``ticket``, the external id of the ticket it led to
        """
        if self.env.ref(xml_id, raise_if_not_found=False):
            return
        then = then or {}
        talk = self._talk(channel_id, customer)
        at = self._begin(days_ago, hour)
        began = at
        for minutes, user_id, words in lines:
            at = min(at + timedelta(minutes=minutes), fields.Datetime.now())
            self._say(talk, user_id, words, at)
        self._deliver(talk)
        self._date_back(talk, began, at, lines)
        self._conclude(talk, then, at)
        data = {"xml_id": xml_id, "record": talk, "noupdate": True}
        self.env["ir.model.data"]._update_xmlids([data])

    def _talk(self, channel_id, customer):
        external_id, name, partner_id, *group = customer
        channel = self.env["cs.channel"].browse(channel_id)
        identities = self.env["cs.channel.identity"]
        identity = identities._get_or_create(channel, external_id, name)
        if partner_id and not identity.partner_id:
            identity.bind(partner_id, reason="团队熟识 Known to the team")
        if group:
            identity.group_id = group[0]
        return self.env["cs.conversation"]._for_customer_message(identity)

    def _begin(self, days_ago, hour):
        now = fields.Datetime.now()
        if hour is None:
            return now - timedelta(days=days_ago)
        day = now.replace(hour=0, minute=0, second=0) - timedelta(days=days_ago)
        return min(day + timedelta(hours=hour), now - timedelta(minutes=30))

    def _say(self, talk, user_id, words, at):
        if user_id:
            message = talk.with_user(user_id).reply(words)
        else:
            talk.identity_id._open_quota("message", at)
            message = talk._receive({"text": words}, at)
        message.sudo().date = at

    def _deliver(self, talk):
        for delivery in talk.delivery_ids:
            delivery.identity_id._take_quota()
            delivery.write({"state": "sent", "sent_at": delivery.message_id.date})

    def _date_back(self, talk, began, ended, lines):
        answers = talk.delivery_ids.message_id.sorted("date")
        last_is_customer = not lines[-1][1]
        talk.write(
            {
                "opened_at": began,
                "asked_at": began,
                "queued_at": began,
                "last_message_at": ended,
                "first_response_at": answers[:1].date,
                "waiting_since": ended if last_is_customer else False,
            }
        )
        # sudo: discuss.channel: what its members see first
        talk.sudo().discuss_channel_id.last_interest_dt = ended

    def _conclude(self, talk, then, ended):
        if ticket := then.get("ticket"):
            record = self.env.ref(ticket, raise_if_not_found=False)
            if record:
                record.conversation_id = talk
        if then.get("state") == "closed":
            outcome = "ticket" if then.get("ticket") else "solved"
            talk.close(self.env.ref(f"cs_channels.cs_conversation_outcome_{outcome}"))
            talk.closed_at = ended
            if then.get("rating"):
                token = talk._rating_get_access_token()
                talk.rating_apply(then["rating"], token=token)
        elif then.get("state") == "snoozed":
            talk.snooze(fields.Datetime.now() + timedelta(hours=18))

    @api.model
    def _play_missed_call(self, xml_id, channel_id, number, minutes_ago, path):
        """Somebody rang in vain and waits to be called back.

        :param str number: of the caller, as the telephone system tells it
        :param int minutes_ago: when
        :param str path: what he chose in the menu
        """
        if self.env.ref(xml_id, raise_if_not_found=False):
            return
        channel = self.env["cs.channel"].browse(channel_id)
        at = fields.Datetime.now() - timedelta(minutes=minutes_ago)
        known = {"call": xml_id, "from": number, "to": "400-800-1234"}
        calls = self.env["cs.call"]
        calls._note(channel, {**known, "event": "ring", "path": path}, at)
        ended = at + timedelta(seconds=40)
        end = {**known, "event": "hangup", "cause": "no answer"}
        talk = calls._note(channel, end, ended).conversation_id
        talk.write({"opened_at": at, "asked_at": at, "queued_at": at})
        data = {"xml_id": xml_id, "record": talk, "noupdate": True}
        self.env["ir.model.data"]._update_xmlids([data])
