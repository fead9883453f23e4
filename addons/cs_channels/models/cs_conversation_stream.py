# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import plaintext2html

from odoo.addons.cs_customer.tools.inner import Inner

from ..tools import text

PREVIEW = 120
MAX_TEXT = 20000


class CsConversationStream(models.AbstractModel):
    """The words of a conversation: what the customer said, and who said what."""

    _name = "cs.conversation.stream"
    _description = "Words of a Conversation"

    def _receive(self, payload, at):
        """Post what a customer wrote.

        :param dict payload: of a message event, see ``cs.gateway._parse``
        :param at: when he wrote it, naive UTC
        :return: the ``mail.message``
        """
        self.ensure_one()
        media = payload.get("media") or []
        body = self._shown_words(payload.get("text"), media)
        quoted = self._shown_quote(payload.get("quoted"))
        message = self._post_as_customer(quoted + body, payload)
        self._expect_media(message, media)
        now = fields.Datetime.now()
        self.write(
            {
                "last_message_at": now,
                "waiting_since": self.waiting_since or min(at or now, now),
                "preview": text.to_plain(body)[:PREVIEW],
            }
        )
        return message

    def _shown_quote(self, words):
        """What the customer's words are about, above them."""
        if not words:
            return Markup()
        return Markup("<blockquote>%s</blockquote>") % plaintext2html(words)

    def _shown_words(self, words, media):
        """What stands in the bubble: the words, else what kind of thing came."""
        words = (words or "").replace("\0", "")[:MAX_TEXT]
        if words:
            return plaintext2html(words)
        if media:
            files = self.env["cs.channel.media"].new({"kind": media[0]["type"]})
            return Markup(files._placeholder())
        return self.env._("[A message of a kind that cannot be shown]")

    def _expect_media(self, message, media):
        """Have the files fetched later: the provider may take long to give them."""
        self.env["cs.channel.media"].create(
            [
                {
                    "channel_id": self.channel_id.id,
                    "company_id": self.company_id.id,
                    "conversation_id": self.id,
                    "message_id": message.id,
                    "ref": item["ref"],
                    "kind": item["type"],
                    "lang": self.env.lang,
                    "name": item.get("name"),
                }
                for item in media
            ]
        )

    def _put_into_words(self, identity, payload):
        """What a customer tapped, in the words he saw: some providers tell its id only.

        :param dict payload: of a message event
        :return: dict, with ``text``
        """
        choice = payload.get("choice")
        if not choice or payload.get("text"):
            return payload
        # sudo: cs.channel.delivery: what the engine sent him
        offered = self.env["cs.channel.delivery"].sudo()
        menu = offered.search(
            [("identity_id", "=", identity.id), ("kind", "=", "menu")], limit=1
        )
        options = (menu.data or {}).get("options") or []
        told = {str(one.get("id")): str(one.get("text", "")) for one in options}
        return {**payload, "text": told.get(choice) or choice}

    def _post_as_customer(self, body, payload=None):
        """Post in the name of the customer: his contact, or the guest he still is.

        :param dict payload: of the event it came with
        """
        partner, guest = self.identity_id._author()
        stream = self.discuss_channel_id.with_context(cs_by_customer=Inner())
        values = {
            "body": body,
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            # Nobody is told by mail: core would look up an address for each word.
            "reply_to": False,
        }
        if partner:
            message = stream.message_post(author_id=partner.id, **values)
            return message.with_env(self.env)
        # The id without its record: env.ref() asks each time whether it exists.
        public = self.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        # sudo: discuss.channel: a guest is author only, never member
        guest_stream = stream.with_user(public).with_context(guest=guest).sudo()
        return guest_stream.message_post(**values).with_env(self.env)

    def _relay(self, message):
        """Pass on an answer that was written elsewhere, on a ticket for instance.

        :param message: a ``mail.message`` by a colleague
        """
        self.ensure_one()
        talk = self._open_of(self.identity_id) or self
        copies = message.sudo().attachment_ids.copy(
            {"res_model": "discuss.channel", "res_id": talk.discuss_channel_id.id}
        )
        # sudo: discuss.channel: the author need not own the conversation, his answer
        # was checked where he wrote it
        root = self.env.ref("base.user_root")
        stream = talk.with_user(root).sudo().discuss_channel_id
        return stream.message_post(
            body=message.body,
            author_id=message.author_id.id,
            attachment_ids=copies.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    # === Who said it === #

    def _is_by_customer(self, message):
        """Whether the customer wrote a message; what is ours has been handed on."""
        if message.author_guest_id:
            return True
        customers = self.identity_id.partner_id | self.partner_id
        return message.author_id in customers and not message.cs_delivery_ids

    def _is_by_agent(self, message):
        """Whether a colleague wrote it: not the engine, nor who stands for the team."""
        # sudo: cs.team: a partner without a name to hide
        nobody = self.team_id.sudo().cs_bot_partner_id
        nobody |= self.discuss_channel_id.sudo().livechat_operator_id
        nobody |= self.env.ref("base.partner_root")
        return message.author_id and message.author_id not in nobody
