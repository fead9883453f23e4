# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..controllers import widget
from ..tools import outcome, rate_limit
from .common import ChannelCase

ORIGIN = "https://app.example.com"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@tagged("post_install", "-at_install")
class TestWidget(ChannelCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.channel"].create(
            {
                "name": "App",
                "provider": "webhook",
                "team_id": cls.team.id,
                "widget_enabled": True,
                "widget_origins": f"https://www.example.com, {ORIGIN}/path",
                "widget_secret": "hush",
                "welcome": "Hello",
            }
        )
        cls.team.calendar_id = False

    def ask(self, action, origin=ORIGIN, method="POST", **data):
        url = f"/cs/widget/{self.channel.widget_key}/{action}"
        headers = {"Origin": origin, "Content-Type": "application/json"}
        body = json.dumps(data).encode()
        return self.url_open(url, body, headers=headers, method=method)

    def begin(self, **data):
        return self.ask("session", **data).json()["token"]

    def user(self, number="42", email="anna@example.com", secret="hush"):
        content = f"{number}\n{email}".encode()
        signed = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
        user = {"id": number, "email": email, "name": "Anna"}
        return {"user": user, "hash": signed}

    def drain(self):
        self.env.invalidate_all()
        self.env["cs.channel.event"]._drain()
        return self.env["cs.conversation"].search(
            [("channel_id", "=", self.channel.id)], order="id desc", limit=1
        )

    def visitors(self):
        return self.env["cs.channel.visitor"].search([])

    def test_there_and_back(self):
        token = self.begin()
        for _again in range(2):
            answer = self.ask("send", token=token, id="m1", text="你好 <b>")
            self.assertEqual(answer.status_code, 200)
        talk = self.drain()
        self.assertEqual(self.words(talk), ["你好 <b>"])
        talk.with_user(self.agent).reply("hi", attachments=[("a.txt", b"text")])
        talk.message_post(body="secret note", subtype_xmlid="mail.mt_note")
        self.drain_out()
        self.assertEqual(set(talk.delivery_ids.mapped("state")), {"sent"})
        found = self.ask("messages", token=token).json()["messages"]
        self.assertEqual([m["mine"] for m in found], [True, False])
        self.assertEqual(found[0]["text"], "你好 <b>")
        file = self.ask("file", token=token, id=found[1]["files"][0]["id"]).json()
        self.assertEqual(base64.b64decode(file["content"]), b"text")
        self.env.invalidate_all()
        self.assertEqual(set(talk.delivery_ids.mapped("state")), {"delivered"})
        later = self.ask("messages", token=token, after=found[1]["id"]).json()
        self.assertEqual(later["messages"], [])
        self.assertEqual(self.begin(token=token), token)

    def test_internal_words_are_not_shown(self):
        token = self.begin()
        self.ask("send", token=token, id="m1", text="hi")
        stream = self.drain().discuss_channel_id
        file = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"secret",
                "res_model": "discuss.channel",
                "res_id": stream.id,
            }
        )
        self.env["mail.message"].create(
            {
                "model": "discuss.channel",
                "res_id": stream.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "is_internal": True,
                "body": "secret",
                "attachment_ids": file.ids,
            }
        )
        found = self.ask("messages", token=token).json()["messages"]
        self.assertEqual([m["text"] for m in found], ["hi"])
        self.assertEqual(self.ask("file", token=token, id=file.id).status_code, 403)

    def test_origins(self):
        for origin in ("", "https://evil.example", "http://app.example.com", "null"):
            answer = self.ask("session", origin=origin)
            self.assertEqual(answer.status_code, 403)
            self.assertNotIn("Access-Control-Allow-Origin", answer.headers)
        answer = self.ask("session", method="OPTIONS")
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], ORIGIN)
        self.channel.widget_enabled = False
        self.assertEqual(self.ask("session").status_code, 403)

    def test_tokens_open_only_their_own(self):
        first, second = self.begin(), self.begin()
        self.ask("send", token=first, id="m1", text="mine", screenshot=None)
        talk = self.drain()
        talk.with_user(self.agent).reply("x", attachments=[("a.txt", b"text")])
        file = talk.sudo()._stream_messages().attachment_ids
        self.assertEqual(self.ask("messages", token=second).json()["messages"], [])
        self.assertEqual(self.ask("file", token=second, id=file.id).status_code, 403)
        for token in ("", "x", first + "x", ["x"]):
            self.assertEqual(self.ask("messages", token=token).status_code, 403)
        visitor = self.visitors().filtered(lambda v: v.identity_id == talk.identity_id)
        self.assertNotIn(first, visitor.token_hash)
        visitor.expires_at = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(self.ask("messages", token=first).status_code, 403)
        self.env["cs.channel.visitor"]._gc_expired()
        self.assertFalse(visitor.exists())

    def test_who_the_software_vouches_for(self):
        partner = self.env["res.partner"].create(
            {"name": "Anna", "email": "anna@example.com"}
        )
        ticket = self.env["cs.ticket"].create(
            {"name": "Printer", "partner_id": partner.id, "team_id": self.team.id}
        )
        forged = self.user(secret="other")
        self.assertEqual(self.ask("session", **forged).status_code, 403)
        signed = self.user()
        signed["user"]["email"] = "boss@example.com"
        self.assertEqual(self.ask("session", **signed).status_code, 403)
        token = self.begin(**self.user())
        self.ask("send", token=token, id="m1", text="hi")
        self.assertEqual(self.drain().partner_id, partner)
        found = self.ask("tickets", token=token).json()["tickets"]
        self.assertEqual([t["number"] for t in found], [ticket.number])
        unknown = self.begin()
        self.assertEqual(self.ask("tickets", token=unknown).json()["tickets"], [])

    def test_where_the_visitor_was(self):
        token = self.begin()
        context = {"module": "Stock", "version": "4.2", "error": "TypeError", "x": "y"}
        for number in "12":
            self.ask("send", token=token, id=number, text="broken", context=context)
        talk = self.drain()
        notes = [m for m in talk.message_ids if "Stock" in (m.body or "")]
        self.assertEqual(len(notes), 1)
        self.assertIn("TypeError", notes[0].body)
        self.assertEqual(self.words(talk), ["broken", "broken"])

    def test_a_screenshot(self):
        token = self.begin()
        picture = base64.b64encode(PNG).decode()
        self.ask("send", token=token, id="1", screenshot=picture)
        talk = self.drain()
        self.env["cs.channel.media"]._drain()
        self.assertEqual(talk.sudo()._stream_messages().attachment_ids.raw, PNG)
        svg = base64.b64encode(b"<svg onload='x'>").decode()
        for bad in (svg, "***"):
            answer = self.ask("send", token=token, id="2", screenshot=bad)
            self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.ask("send", token=token, id="3").status_code, 403)

    def test_no_other_file_of_ours(self):
        visitors = self.env["cs.channel.visitor"]
        secret = self.env["ir.attachment"].create({"name": "x", "raw": b"secret"})
        for ref in (f"attachment:{secret.id}", "attachment:x", "attachment:0"):
            with self.assertRaises(outcome.Rejected):
                visitors._stored_file(self.channel, ref)

    def test_who_has_left_gets_a_mail(self):
        token = self.begin()
        form = {"name": "Anna", "email": "anna@example.com", "text": "call me"}
        self.ask("send", token=token, id="1", **form)
        talk = self.drain()
        self.assertIn("anna@example.com", self.words(talk)[0])
        self.assertFalse(talk.partner_id)  # only typed
        self.visitors().seen_at = fields.Datetime.now() - timedelta(hours=1)
        talk.with_user(self.agent).reply("answer", attachments=[("a.txt", b"text")])
        self.drain_out()
        to_anna = [("email_to", "=", "anna@example.com")]
        self.assertFalse(self.env["mail.mail"].search(to_anna), "none can be lost")
        for _run in range(2):
            mails = self.look_after()
            self.assertEqual(len(mails), 2, "each part once")
        self.assertIn("answer", "".join(mails.mapped("body_html")))
        self.assertEqual(set(talk.delivery_ids.mapped("state")), {"sent"})

    def test_who_leaves_after_the_answer_gets_a_mail(self):
        token = self.begin()
        form = {"name": "Anna", "email": "anna@example.com"}
        self.ask("send", token=token, id="1", text="hi", **form)
        talk = self.drain()
        talk.with_user(self.agent).reply("shown at once")
        self.ask("messages", token=token)  # before it counts as sent
        self.drain_out()
        talk.with_user(self.agent).reply("fetched")
        self.drain_out()
        self.ask("messages", token=token)
        self.env.invalidate_all()
        self.assertEqual(talk.delivery_ids.sorted("id")[1].state, "delivered")
        talk.with_user(self.agent).reply("not fetched")
        self.drain_out()
        self.assertFalse(self.look_after(), "he is there")
        self.visitors().seen_at = fields.Datetime.now() - timedelta(minutes=2)
        for _run in range(2):
            mail = self.look_after()
            self.assertEqual(len(mail), 1)
            self.assertIn("not fetched", mail.body_html)
        states = talk.delivery_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["delivered", "delivered", "sent"])

    def test_who_left_no_address_finds_it_on_his_page(self):
        token = self.begin()
        self.ask("send", token=token, id="1", text="hi")
        talk = self.drain()
        self.visitors().seen_at = fields.Datetime.now() - timedelta(hours=1)
        talk.with_user(self.agent).reply("answer")
        self.drain_out()
        self.look_after()
        self.assertEqual(talk.delivery_ids.state, "sent")
        self.ask("messages", token=token)
        self.env.invalidate_all()
        self.assertEqual(talk.delivery_ids.state, "delivered")

    def look_after(self):
        """The minutely look, and the mails to Anna there are after it."""
        self.env.invalidate_all()
        with patch.object(self.env.cr, "commit"):
            self.env["cs.conversation"]._cron_idle()
        return self.env["mail.mail"].search([("email_to", "=", "anna@example.com")])

    def test_a_mail_goes_to_one_address(self):
        token = self.begin()
        many = "a@example.com, b@example.com, c@example.com"
        self.ask("send", token=token, id="1", text="hi", name="A", email=many)
        talk = self.drain()
        self.assertIn("b@example.com", self.words(talk)[0], "shown as it was typed")
        self.assertFalse(self.visitors().email)

    def test_characters_no_database_stores(self):
        token = self.begin()
        for number, text in enumerate(("a\0b", "n\ud83d", "\ud83d\ude00")):
            answer = self.ask("send", token=token, id=f"x{number}\0", text=text)
            self.assertEqual(answer.status_code, 200)
        talk = self.drain()
        self.assertEqual(self.words(talk), ["ab", "n?", "😀"])
        self.assertEqual(self.ask("send", token="\ud83d", text="x").status_code, 403)

    def test_out_of_hours_and_answers(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": []}
        )
        calendar.attendance_ids.unlink()
        self.team.calendar_id = calendar
        self.assertFalse(self.ask("session").json()["online"])
        self.env["cs.article"].create(
            {
                "name": "Resetting the quantum flange",
                "body": "<p>Turn the quantum flange.</p>",
                "audience": "public",
                "state": "published",
            }
        )
        token = self.begin()
        found = self.ask("articles", token=token, text="quantum flange").json()
        self.assertIn("flange", found["articles"][0]["title"])
        self.assertEqual(self.ask("other", token=token).status_code, 404)

    def test_floods_are_cut_off(self):
        limit = rate_limit.RateLimit(per_second=0, burst=1)
        self.startPatcher(patch.object(widget, "_words", limit))
        token = self.begin()
        codes = [
            self.ask("send", token=token, id=str(number), text="x").status_code
            for number in range(2)
        ]
        self.assertEqual(codes, [200, 429])
        self.assertIn("data-key", self.channel.widget_snippet)

    def test_floods_of_many_visitors_of_one_address_are_cut_off(self):
        limit = rate_limit.RateLimit(per_second=0, burst=2)
        self.startPatcher(patch.object(widget, "_neighbours", limit))
        codes = [
            self.ask("send", token=self.begin(), id="1", text="x").status_code
            for _visitor in range(3)
        ]
        self.assertEqual(codes, [200, 200, 429])
        limit.charge((0, "127.0.0.1"))
        other = self.channel.copy({"widget_enabled": True})
        self.channel = other
        answer = self.ask("send", token=self.begin(), id="1", text="x")
        self.assertEqual(answer.status_code, 200, "another account has its own")
