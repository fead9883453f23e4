# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import JPEG, ChannelCase

EVIL = "<img src=x onerror=window.hacked=1> Bo"


@tagged("post_install", "-at_install")
class TestMarkup(ChannelCase, HttpCase):
    """Names are what strangers chose: of senders, contacts, groups and files."""

    def setUp(self):
        super().setUp()
        self.talk = self.customer_writes("Look at this", name=EVIL)
        file = {"channel_id": self.demo.id, "company_id": self.demo.company_id.id}
        self.env["cs.channel.media"].create(
            {
                **file,
                "conversation_id": self.talk.id,
                "message_id": self.talk._stream_messages()[:1].id,
                "ref": "f1",
                "kind": "file",
                "name": f"{EVIL}.jpg",
            }
        )._settle(JPEG)
        self.talk.identity_id.group_id = self.env["cs.channel.group"].create(
            {"channel_id": self.demo.id, "external_id": "g", "name": f"{EVIL}'s group"}
        )
        self.contact = self.env["res.partner"].create(
            {"name": EVIL, "email": "bo@example.com"}
        )

    def _said(self, *records):
        """Everything that is shown as markup: of their chatter, streams and mails."""
        for record in records:
            yield from (body or "" for body in record.message_ids.mapped("body"))
        yield from self.env["mail.mail"].search([]).mapped("body_html")

    def test_in_what_the_server_writes(self):
        mine = self.talk.with_user(self.agent)
        mine.reply("I see", attachments=[(f"{EVIL}.jpg", JPEG)])
        self.talk.identity_id.with_user(self.agent).bind(self.contact)
        mine.transfer(user=self.colleague, reason=EVIL, note=EVIL)
        theirs = self.talk.with_user(self.colleague)
        ticket = theirs.create_ticket()
        theirs.message_post(body=EVIL, subtype_xmlid="mail.mt_note")
        ticket.with_user(self.colleague).message_post(
            body=EVIL, subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.talk.identity_id.with_user(self.agent).bind(False)
        theirs.close()
        self.assertIn("&lt;img", ticket.description, "the name stands in the story")
        for body in [ticket.description, *self._said(self.talk, ticket, self.contact)]:
            self.assertNotIn("<img src=x", str(body))
            self.assertNotIn('<img src="x"', str(body))

    def test_in_the_inbox(self):
        self.talk.identity_id.with_user(self.agent).bind(self.contact)
        self.contact.child_ids = [Command.create({"name": f"{EVIL} the second"})]
        self.start_tour("/odoo/inbox", "cs_channels_markup", login="ch_agent")
