# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import smtplib
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..models import cs_conversation_email
from .common import JPEG, ChannelCase

MAIL = """\
From: {sender}
To: {to}
Subject: {subject}
Message-Id: {message_id}
{headers}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/html; charset=utf-8

{body}
--b
Content-Type: {mimetype}; name="{filename}"
Content-Disposition: attachment; filename="{filename}"
Content-Transfer-Encoding: base64

{content}
--b--
"""

BOUNCE = """\
From: MAILER-DAEMON@mx.huadong.example
To: bounce@polaris.example
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-1@mx.huadong.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Unknown user.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.huadong.example

Final-Recipient: rfc822; wang@huadong.example
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: talk@polaris.example
To: wang@huadong.example
Subject: Re: x
Message-Id: {message_id}

hello
--b--
"""


@tagged("post_install", "-at_install")
class TestEmail(ChannelCase):
    """A team's mails are talks, where a channel says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Domain = cls.env["mail.alias.domain"]
        known = Domain.search([("name", "=", "polaris.example")])
        domain = known or Domain.create({"name": "polaris.example"})
        cls.team.write({"alias_name": "talk", "alias_domain_id": domain.id})
        cls.channel = cls.env["cs.channel"].create(
            {"name": "Support", "provider": "email", "team_id": cls.team.id}
        )
        cls.sent = []

    def setUp(self):
        super().setUp()
        self.sent.clear()
        Server = type(self.env["ir.mail_server"])

        def send(_self, message, **_options):
            self.sent.append(message)
            return message["Message-Id"]

        self.startPatcher(patch.object(Server, "send_email", send))

    def receive(self, **values):
        values = {
            "sender": "Wang Min <wang@huadong.example>",
            "to": "talk@polaris.example",
            "subject": "标签打印不出来",
            "message_id": "<1@huadong.example>",
            "headers": "",
            "body": "<p>从今天早上开始。</p>",
            "mimetype": "image/jpeg",
            "filename": "label.jpg",
            "content": base64.b64encode(JPEG).decode(),
            **values,
        }
        self.env["mail.thread"].message_process(None, MAIL.format(**values).encode())
        self.env.flush_all()
        return self.talks()

    def talks(self):
        return self.env["cs.conversation"].search(
            [("channel_id", "=", self.channel.id)]
        )

    def test_a_mail_is_a_word_of_a_talk(self):
        talk = self.receive()
        self.assertEqual((talk.state, talk.team_id), ("queued", self.team))
        self.assertEqual(talk.identity_id.external_id, "wang@huadong.example")
        self.assertEqual(talk.identity_id.name, "Wang Min")
        self.assertTrue(self.channel.last_in_at)
        message = talk._stream_messages()
        self.assertIn("标签打印不出来", message.body)
        self.assertIn("从今天早上开始", message.body)
        self.assertEqual(message.attachment_ids.mapped("mimetype"), ["image/jpeg"])
        self.assertFalse(self.env["cs.ticket"].search([("team_id", "=", self.team.id)]))
        notes = talk.message_ids.filtered(lambda m: m.message_type != "notification")
        self.assertFalse(notes)

    def test_once(self):
        self.receive()
        talk = self.receive()
        self.assertEqual(len(talk._stream_messages()), 1)

    def test_the_next_mail_goes_on(self):
        talk = self.receive()
        quoted = "<p>还是不行</p><blockquote>从今天早上开始。</blockquote>"
        again = self.receive(
            message_id="<2@huadong.example>", subject="Re: x", body=quoted
        )
        self.assertEqual(again, talk)
        last = talk._stream_messages()[-1]
        self.assertIn("还是不行", last.body)
        self.assertNotIn("从今天早上", last.body)

    def say(self, body, subject="标签打印不出来", **values):
        """One more mail of the customer; its words as the agent reads them."""
        number = f"<{next(self.numbers)}@huadong.example>"
        talk = self.receive(message_id=number, body=body, subject=subject, **values)
        return self.words(talk)[-1]

    def test_nothing_of_what_he_writes_is_lost(self):
        self.receive()
        quoted = "<blockquote>Which version?</blockquote><p>19</p><blockquote>Where?"
        for body, subject, said in [
            (f"{quoted}</blockquote><p>Hamburg</p>", "Re: x", "Re: x 19 Hamburg"),
            ("<p>more</p>", "AW: Re: x", "more"),
            ("<p>where is it</p>", "Invoice", "Invoice where is it"),
            ("<blockquote>Error 42</blockquote>", "Re: invoice", "Error 42"),
            (
                "<p>see</p><blockquote>Error 43</blockquote>",
                *("Fwd: log", "Fwd: log see Error 43"),
            ),
            ('<p>a <img src="cid:i1"/> b</p>', "Fwd: log", "a b"),
            ("", "Fwd: log", "label.jpg"),
        ]:
            with self.subTest(body=body):
                self.assertEqual(" ".join(self.say(body, subject).split()), said)

    def test_a_mail_in_the_mail_and_too_many_files(self):
        inner = "From: x@y.example\nSubject: inside\n\nit burns"
        mail = MAIL.format(
            **{"sender": "Wang <wang@huadong.example>", "to": "talk@polaris.example"},
            **{"subject": "s", "message_id": "<9@huadong.example>", "headers": ""},
            **{"body": "look", "mimetype": "message/rfc822", "filename": "m.eml"},
            content="",
        )
        mail = mail.replace("Content-Transfer-Encoding: base64\n\n\n", f"\n{inner}\n")
        self.env["mail.thread"].message_process(None, mail.encode())
        file = self.talks()._stream_messages().attachment_ids
        self.assertIn(b"Subject: inside", file.raw)
        self.assertEqual(file.mimetype, "application/octet-stream")
        with patch.object(cs_conversation_email, "MAX_FILES", 0):
            self.assertIn("1 more files", self.say("<p>many</p>"))

    def test_chinese_under_the_wrong_name(self):
        words = base64.b64encode("朱镕基：打印機坏了".encode("gbk")).decode()
        mail = (
            "From: =?GB2312?B?{name}?= <wang@huadong.example>\n"
            "To: talk@polaris.example\nSubject: x\nMessage-Id: <8@huadong.example>\n"
            "MIME-Version: 1.0\nContent-Type: text/plain;\n charset={charset}\n"
            "Content-Transfer-Encoding: base64\n\n{words}\n"
        )
        name = base64.b64encode("朱镕基".encode("gbk")).decode()
        for charset in ('"gb2312"', "x-gbk"):
            raw = mail.format(name=name, charset=charset, words=words)
            raw = raw.replace("<8@", f"<{charset.strip(chr(34))}@")
            self.env["mail.thread"].message_process(None, raw.encode())
            with self.subTest(charset=charset):
                self.assertIn("朱镕基：打印機坏了", self.words(self.talks())[-1])
                self.assertEqual(self.talks().identity_id.name, "朱镕基")
        raw = mail.format(name=name, charset="unknown-8bit", words=words)
        self.env["mail.thread"].message_process(None, raw.encode())
        self.assertEqual(
            len(self.talks()._stream_messages()), 3, "read as far as it is"
        )

    def test_an_address_alone_does_not_take_his_name(self):
        talk = self.receive()
        self.say("<p>again</p>", sender="WANG@huadong.example")
        self.assertEqual(talk.identity_id.name, "Wang Min")

    def test_an_answer_is_one_mail_in_the_thread(self):
        talk = self.receive()
        talk.with_user(self.agent).reply(
            "请重启打印机", attachments=[("how.pdf", b"%PDF-1.4 x")]
        )
        self.drain_out()
        (mail,) = self.sent
        self.assertEqual(mail["To"], "wang@huadong.example")
        self.assertEqual(mail["In-Reply-To"], "<1@huadong.example>")
        self.assertEqual(mail["References"], "<1@huadong.example>")
        self.assertEqual(mail["Reply-To"], "talk@polaris.example")
        self.assertIn("标签打印不出来", str(mail["Subject"]))
        self.assertIsNone(mail["Auto-Submitted"])
        files = [part.get_filename() for part in mail.iter_attachments()]
        self.assertEqual(files, ["how.pdf"])
        self.assertEqual(talk.delivery_ids.state, "sent")
        self.assertEqual(talk.delivery_ids.external_id, mail["Message-Id"])

    def test_who_got_a_copy_gets_one_of_the_answer(self):
        talk = self.receive(
            to="talk@polaris.example, Li <li@huadong.example>",
            headers="Cc: Chen <chen@huadong.example>, sales@polaris.example\n",
        )
        copies = "chen@huadong.example, li@huadong.example"
        self.assertIn(copies, str(talk.message_ids[0].body))
        talk.with_user(self.agent).reply("请重启打印机")
        talk._say("We are closed")
        self.drain_out()
        self.assertEqual([mail["Cc"] for mail in self.sent], [copies, None])
        talk = self.receive(message_id="<2@huadong.example>")
        self.assertIn("alone", str(talk.message_ids[0].body))
        talk.with_user(self.agent).reply("OK?")
        self.drain_out()
        self.assertIsNone(self.sent[-1]["Cc"])

    def test_machines_do_not_talk_with_one_another(self):
        self.channel.tell_place = True
        self.receive(
            message_id="<3@x.example>", headers="Auto-Submitted: auto-replied\n"
        )
        self.assertFalse(self.talks())
        talk = self.receive(message_id="<4@x.example>", headers="Precedence: list\n")
        self.drain_out()
        self.assertEqual(len(talk), 1)
        self.assertFalse(self.sent)

    def test_what_no_colleague_wrote_is_marked(self):
        self.channel.tell_place = True
        self.receive()
        self.drain_out()
        (mail,) = self.sent
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")

    def test_files_are_what_their_bytes_are(self):
        svg = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        talk = self.receive(mimetype="image/svg+xml", filename="logo.svg", content=svg)
        file = talk._stream_messages().attachment_ids
        self.assertEqual(file.mimetype, "application/octet-stream")

    def test_the_sender_shows_whose_it_may_be(self):
        partner = self.env["res.partner"].create(
            {"name": "Wang", "email": "Wang@huadong.example"}
        )
        talk = self.receive()
        self.assertEqual(talk.partner_id, partner)
        self.assertFalse(talk.identity_id.proven)
        self.env["res.partner"].create({"name": "Z", "email": "two@huadong.example"})
        self.env["res.partner"].create({"name": "Y", "email": "two@huadong.example"})
        self.receive(sender="two@huadong.example", message_id="<5@huadong.example>")
        other = self.talks() - talk
        self.assertFalse(other.partner_id)

    def test_what_the_mail_server_says(self):
        talk = self.receive()
        Server = type(self.env["ir.mail_server"])
        for cause, state in (
            (smtplib.SMTPRecipientsRefused({}), "failed"),
            (smtplib.SMTPServerDisconnected("gone"), "unknown"),
            (OSError("no route"), "queued"),
            (None, "failed"),
        ):

            def send(_self, _message, cause=cause, **_options):
                if cause is None:
                    raise AssertionError("no recipient")
                raise MailDeliveryException("failed") from cause

            with self.subTest(state=state), patch.object(Server, "send_email", send):
                talk.with_user(self.agent).reply("hello")
                self.drain_out()
                part = talk.delivery_ids.sorted("id")[-1]
                self.assertEqual(part.state, state)
                part.unlink()

    def test_a_team_without_an_address_sends_nothing(self):
        talk = self.receive()
        talk.with_user(self.agent).reply("hello")
        self.team.alias_name = False
        self.team.company_id.email = False
        self.drain_out()
        self.assertEqual(talk.delivery_ids.state, "failed")
        self.assertFalse(self.sent)

    def test_an_answer_that_comes_back(self):
        talk = self.receive()
        talk.with_user(self.agent).reply("hello")
        self.drain_out()
        part = talk.delivery_ids
        bounce = BOUNCE.format(message_id=part.external_id)
        self.env["mail.thread"].message_process(None, bounce.encode())
        self.assertEqual((part.state, part.reason), ("failed", "The mail came back."))
        self.assertFalse(talk.first_response_at)

    def test_the_alias_follows_the_channel(self):
        model = self.team.alias_id.alias_model_id
        self.assertEqual(model.model, "cs.conversation")
        self.channel.active = False
        self.assertEqual(self.team.alias_id.alias_model_id.model, "cs.ticket")
        self.channel.active = True
        self.channel.team_id = self.other_team
        self.assertEqual(self.team.alias_id.alias_model_id.model, "cs.ticket")
        self.assertEqual(
            self.other_team.alias_id.alias_model_id.model, "cs.conversation"
        )
        self.other_team.alias_name = "other-talk"
        self.assertEqual(
            self.other_team.alias_id.alias_model_id.model, "cs.conversation"
        )
        self.channel.unlink()
        self.assertEqual(self.other_team.alias_id.alias_model_id.model, "cs.ticket")

    def test_one_channel_a_team(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.channel.copy()
            self.env.flush_all()

    def test_a_mail_for_no_channel_is_kept_and_told(self):
        with self.assertRaises(ValidationError):
            self.env["cs.conversation"].message_new({"email_from": "x@y.example"}, {})

    def test_no_caller_speaks_for_the_customer(self):
        talk = self.receive()
        before = len(talk._stream_messages())
        own = talk.with_user(self.agent).with_context(cs_mail_said=True)
        own.message_post(body="I pay anything")
        self.assertEqual(len(talk._stream_messages()), before)
