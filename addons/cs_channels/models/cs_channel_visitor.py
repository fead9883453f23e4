# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import binascii
import hashlib
import json
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, plaintext2html

from ..tools import Refused, media_type, outcome, safe_xml, text

LIFE = timedelta(days=30)
PRESENT = timedelta(seconds=90)  # a page that shows the bubble asks every few seconds
ON_PAGE = "page:"  # the id of a part that a visitor has not fetched yet
NOTED = timedelta(seconds=30)
MAX_SCREENSHOT = 3 * 1024 * 1024
MAX_MESSAGES = 100
CONTEXT = ("module", "version", "page", "error")


class CsChannelVisitor(models.Model):
    """A browser that shows our chat bubble.

    It holds a random token, of which only the hash is kept; with it come the words of
    one customer and nothing else.
    """

    _name = "cs.channel.visitor"
    _description = "Visitor of the Chat Bubble"
    _order = "id desc"
    _rec_name = "identity_id"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    identity_id = fields.Many2one(
        "cs.channel.identity", required=True, index=True, ondelete="cascade"
    )
    token_hash = fields.Char(required=True, groups="base.group_system", copy=False)
    vouched = fields.Boolean(help="The software signed who this is.")
    email = fields.Char(help="Where to answer when the page is closed, as typed.")
    seen_at = fields.Datetime()
    expires_at = fields.Datetime(required=True, index=True)

    _token_unique = models.UniqueIndex("(token_hash)")

    # === Sessions === #

    @api.model
    def _begin(self, channel, data):
        """A page shows the bubble for the first time, or somebody has logged in.

        :param dict data: maybe ``user`` (``id``, ``email``, ``name``) and ``hash``
        :return: (visitor, its token)
        :raise Refused: when the user is not signed as it must be
        """
        user = data.get("user")
        facts, name = {}, ""
        if isinstance(user, dict) and user.get("id"):
            user = {
                key: safe_xml.text(user, key, limit=128)
                for key in ("id", "email", "name")
            }
            if not channel._widget_vouched(user, safe_xml.text(data, "hash", limit=64)):
                raise Refused("identity of the visitor")
            key, name = f"user:{user['id']}", user["name"]
            facts["verified"] = {"email": email_normalize(user["email"])}
        else:
            key = f"visitor:{secrets.token_hex(12)}"
        identities = self.env["cs.channel.identity"]
        identity = identities._get_or_create(channel, key, name)
        identity._learn({**facts, "session": {"widget": True}})
        token = secrets.token_urlsafe(32)
        now = fields.Datetime.now()
        visitor = self.create(
            {
                "channel_id": channel.id,
                "identity_id": identity.id,
                "token_hash": self._hash(token),
                "vouched": bool(facts),
                "seen_at": now,
                "expires_at": now + LIFE,
            }
        )
        return visitor, token

    @api.model
    def _find(self, channel, token):
        """Whose token this is.

        :raise Refused: when nobody's, or it has expired
        """
        found = self.search(
            [
                ("channel_id", "=", channel.id),
                ("token_hash", "=", self._hash(token)),
                ("expires_at", ">", fields.Datetime.now()),
            ]
        )
        if not token or not found:
            raise Refused("visitor")
        return found

    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    def _seen(self):
        now = fields.Datetime.now()
        if not self.seen_at or now - self.seen_at > NOTED:
            self.seen_at = now

    # === In === #

    def _write(self, data):
        """Store what a visitor wrote, as a webhook would.

        :param dict data: ``id`` (the page's own, the same when it tries again),
            ``text``, maybe ``screenshot`` (base64), ``context``, ``email``
        :return: the events, for the caller to store
        :raise Refused: for every defect alike
        """
        number = safe_xml.text(data, "id", required=True, limit=64)
        words = safe_xml.text(data, "text", limit=8000)
        media = self._screenshot(safe_xml.text(data, "screenshot", limit=5 * 2**20))
        if not words and not media:
            raise Refused("empty message")
        typed = safe_xml.text(data, "email", limit=128)
        if email := email_normalize(typed):
            self.email = email
        if name := safe_xml.text(data, "name", limit=128):
            words = f"{name} <{typed}>\n{words}"
        payload = {"type": "text", "text": words, "media": media, "trigger": "message"}
        payload["context"] = self._context(data.get("context"))
        return [
            {
                "external_id": f"msg:{self.id}:{number}",
                "stream_key": self.identity_id.external_id,
                "provider_at": fields.Datetime.now(),
                "kind": "message",
                "payload": payload,
            }
        ]

    def _context(self, given):
        """Where in the software somebody is; what it tells is shown, never believed."""
        if not isinstance(given, dict):
            return {}
        found = {key: safe_xml.text(given, key, limit=2000) for key in CONTEXT}
        return {key: value for key, value in found.items() if value}

    def _screenshot(self, encoded):
        """Keep a picture until the drain puts it into the conversation.

        :raise Refused: when it is none, or too big
        """
        if not encoded:
            return []
        try:
            content = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Refused("screenshot") from error
        mimetype, extension = media_type.sniff(content)
        if len(content) > MAX_SCREENSHOT or mimetype not in ("image/png", "image/jpeg"):
            raise Refused("screenshot")
        file = self.env["ir.attachment"].create(
            {
                "name": f"screenshot{extension}",
                "raw": content,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return [{"ref": f"attachment:{file.id}", "type": "image"}]

    @api.model
    def _stored_file(self, channel, ref):
        """A picture kept by :meth:`_screenshot`, and no other file of ours.

        :raise Rejected: when it is none
        """
        number = ref.removeprefix("attachment:")
        file = self.env["ir.attachment"].browse(int(number) if number.isdigit() else 0)
        file = file.exists()
        if file.res_model != self._name or (
            self.browse(file.res_id).channel_id != channel
        ):
            raise outcome.Rejected(self.env._("The file is not there any more."))
        return file.raw

    # === Out === #

    def _messages(self, after):
        """What stands in the visitor's conversations, oldest first; no notes.

        :param int after: the last message the page shows
        :return: list of dicts
        """
        found = self.env["mail.message"].search(
            self._shown() & Domain("id", ">", after),
            order="id desc" if not after else "id",
            limit=MAX_MESSAGES,
        )
        return [
            {
                "id": message.id,
                "mine": self._is_mine(message),
                "who": "" if self._is_mine(message) else message.author_id.name or "",
                "at": fields.Datetime.to_string(message.date),
                "text": text.to_plain(message.body),
                "files": [
                    {"id": file.id, "name": file.name, "type": file.mimetype}
                    for file in message.attachment_ids
                ],
            }
            for message in found.sorted("id")
        ]

    def _shown(self):
        """Which messages are for the visitor's eyes: no notes, however they are marked.

        :return: a domain on ``mail.message``
        """
        streams = self.identity_id.conversation_ids.discuss_channel_id
        return (
            Domain("model", "=", "discuss.channel")
            & Domain("res_id", "in", streams.ids)
            & Domain("message_type", "=", "comment")
            & Domain("subtype_id.internal", "=", False)
            & Domain("is_internal", "=", False)
        )

    def _is_mine(self, message):
        """Whether the visitor wrote it; for whom we take him, he is not told."""
        customer = self.identity_id.partner_id
        by_customer = bool(customer) and message.author_id == customer
        return bool(message.author_guest_id) or by_customer

    def _file(self, number):
        """A file of a message the visitor is shown.

        :return: dict ``name``, ``content`` (base64)
        :raise Refused: for every other file
        """
        shown = self._shown() & Domain("attachment_ids", "in", [number])
        messages = self.env["mail.message"].search(shown)
        file = messages.attachment_ids.filtered(lambda file: file.id == number)
        if not file:
            raise Refused("file")
        content = base64.b64encode(file.raw or b"").decode()
        return {"name": file.name, "content": content}

    def _tickets(self):
        """The progress of the visitor's own tickets; only for whom was vouched."""
        partner = self.identity_id.partner_id
        if not self.vouched or not partner:
            return []
        tickets = self.env["cs.ticket"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=10,
            order="id desc",
        )
        states = dict(tickets._fields["state"]._description_selection(self.env))
        return [
            {
                "number": ticket.number,
                "name": ticket.name,
                "state": ticket.state,
                "state_name": states[ticket.state],
            }
            for ticket in tickets
        ]

    def _articles(self, words):
        """Answers that are published for everybody."""
        public = self.env.ref("base.public_user")
        articles = self.env["cs.article"].with_user(public)
        found = articles.search_articles(words, limit=3, audience="public")
        base = self.channel_id.get_base_url()
        return [
            {
                "title": item["title"],
                "excerpt": item["excerpt"],
                "url": f"{base}/help/{item['id']}",
            }
            for item in found
        ]

    @api.model
    def _hand_over(self, channel, part):
        """An answer is in the stream already; who does not fetch it gets a mail later.

        Nothing is written here: while a provider is called that may be rolled back.

        :return: the id of the delivery
        """
        return f"{ON_PAGE}{part['key']}"

    def _mail(self, channel, address, part):
        files = []
        if part["content"]:
            values = {"name": part["filename"], "raw": part["content"]}
            files = self.env["ir.attachment"].create([values]).ids
        team = channel.team_id
        self.env["mail.mail"].create(
            {
                "subject": self.env._("Answer from %(team)s", team=team.name),
                "email_to": address,
                "email_from": channel.company_id.email_formatted,
                "reply_to": team.alias_email or channel.company_id.email_formatted,
                "body_html": plaintext2html(part["text"]),
                "attachment_ids": [fields.Command.set(files)],
                "auto_delete": True,
            }
        )

    @api.autovacuum
    def _gc_expired(self):
        domain = [("expires_at", "<", fields.Datetime.now())]
        self.search(domain, limit=10000).unlink()

    @api.model
    def _note_context(self, conversation, context):
        """Show the agent where the visitor was when he wrote."""
        names = {
            "module": self.env._("Module"),
            "version": self.env._("Version"),
            "page": self.env._("Page"),
            "error": self.env._("Last error"),
        }
        lines = [f"{names[key]}: {context[key]}" for key in CONTEXT if context.get(key)]
        known = json.dumps(context, sort_keys=True)
        session = conversation.identity_id.session or {}
        if lines and session.get("context") != known:
            conversation.identity_id.session = {**session, "context": known}
            body = plaintext2html("\n".join(lines))
            conversation.message_post(body=body, subtype_xmlid="mail.mt_note")
