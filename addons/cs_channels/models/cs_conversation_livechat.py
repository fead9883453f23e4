# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from odoo.addons.cs_customer.tools.inner import inner
from odoo.addons.mail.tools.discuss import Store


class CsConversation(models.Model):
    """A session of live chat is the stream of its conversation: nothing is copied."""

    _inherit = "cs.conversation"

    def _for_customer_message(self, identity):
        stream = inner(self.env, "cs_session")
        if not stream:
            return super()._for_customer_message(identity)
        talk = self.search([("discuss_channel_id", "=", stream)])
        other = self._open_of(identity) - talk
        if other:
            # He opened a new session: what he left is over.
            other._lock()
            other.close()
            other.flush_recordset()
        if not talk:
            return self._create_for(identity, other or self._last_of(identity))
        talk._lock()
        talk._customer_returns()
        return talk

    def _create_values(self, identity, previous):
        values = super()._create_values(identity, previous)
        if stream := inner(self.env, "cs_session"):
            values["discuss_channel_id"] = stream
        return values

    def _post_as_customer(self, body, payload=None):
        """What a visitor wrote stands in the stream already."""
        posted = (payload or {}).get("posted")
        if not posted:
            return super()._post_as_customer(body, payload)
        message = self.env["mail.message"].browse(posted).exists()
        stream = self.discuss_channel_id
        if (message.model, message.res_id) != ("discuss.channel", stream.id):
            raise LookupError("no message of this conversation")
        return message

    def _cs_members(self):
        """Visitors and who speaks for the team stay, whoever has the conversation."""
        members = super()._cs_members()
        if self.discuss_channel_id.channel_type != "livechat":
            return members
        return members.filtered(lambda m: m.livechat_member_type == "agent")

    def _cs_join(self, partner):
        stream = self.sudo().discuss_channel_id
        if stream.channel_type != "livechat":
            return super()._cs_join(partner)
        stream._add_members(
            partners=partner,
            create_member_params={"livechat_member_type": "agent"},
            post_joined_message=False,
        )
        return None

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "closed":
            self._cs_end_sessions()
        return result

    def _cs_end_sessions(self):
        """The visitor sees that it is over, and may rate it."""
        # sudo: discuss.channel: the session ends with its conversation
        streams = self.sudo().discuss_channel_id.filtered(
            lambda s: s.channel_type == "livechat" and not s.livechat_end_dt
        )
        streams.livechat_end_dt = fields.Datetime.now()
        for stream in streams:
            Store(bus_channel=stream).add(stream, "livechat_end_dt").bus_send()

    def _reopen(self):
        result = super()._reopen()
        # sudo: discuss.channel: as above
        streams = self.sudo().discuss_channel_id
        ended = streams.filtered("livechat_end_dt")
        ended.write({"livechat_end_dt": False, "livechat_status": "in_progress"})
        return result

    def _cs_visitor_left(self):
        """Nobody waits any more for who has gone; what he is told goes by call."""
        for talk in self:
            if talk.state in ("bot", "queued"):
                talk.close()
