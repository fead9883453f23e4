# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import http
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .help_common import HelpCase


@tagged("post_install", "-at_install")
class TestContact(HelpCase):
    """A stranger asks: once, in measure, and learns nothing about anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.team"].search([]).write({"sequence": 99})
        cls.team.sequence = 1
        cls.product = cls.env["product.product"].create({"name": "Quagga 3000"})
        cls.item = cls.env["cs.item"].create(
            {
                "partner_id": cls.customer.id,
                "product_id": cls.product.id,
                "serial": "SN-SECRET",
                "site": "Plant 7",
            }
        )

    def _send(self, files=None, form_key=None, **values):
        """Fill in the form and send it as a stranger."""
        self.authenticate(None, None)
        page = self.url_open("/help/contact").text
        key = re.search('name="form_key" value="([^"]+)"', page)[1]
        data = {
            "name": "Nora Neu",
            "email": "nora@new.example",
            "subject": "Zebra help",
            "description": "It <b>stands</b> still",
            "form_key": form_key or key,
            "csrf_token": http.Request.csrf_token(self),
            **values,
        }
        return self.url_open("/help/contact", data=data, files=files)

    def _tickets(self):
        return self.env["cs.ticket"].search([("source", "=", "web")])

    def setUp(self):
        super().setUp()
        self._tickets().active = False

    def test_new_contact(self):
        page = self._send(files=[("files", ("log.txt", b"lost", "text/plain"))])
        ticket = self._tickets()
        self.assertIn(ticket.number, page.text)
        self.assertEqual((ticket.name, ticket.team_id), ("Zebra help", self.team))
        self.assertIn("&lt;b&gt;", ticket.description)
        self.assertEqual(ticket.partner_id.name, "Nora Neu")
        self.assertEqual(ticket.partner_id.email, "nora@new.example")
        self.assertTrue(ticket.acknowledged_at)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "cs.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(files.mapped("name"), ["log.txt"])

    def test_known_contact_is_not_told(self):
        name = self.contact.name
        known = self._send(email="WANG@huadong.example", name="Somebody")
        ticket = self._tickets()
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(self.contact.name, name)
        unknown = self._send()
        other = self._tickets() - ticket
        self.assertEqual(known.url, unknown.url)
        plain = [
            re.sub(r"csrf_token: \"[^\"]+\"", "", page.text.replace(record.number, ""))
            for page, record in ((known, ticket), (unknown, other))
        ]
        self.assertEqual(*plain)
        for secret in (name, "Huadong", ticket.access_token or "access_token"):
            self.assertNotIn(secret, known.text)

    def test_bad_forms(self):
        for values, word in (
            ({"name": " "}, "your name"),
            ({"name": "x" * 101}, "your name"),
            ({"email": "nobody"}, "email address"),
            ({"email": "a@b.example, c@d.example"}, "email address"),
            ({"subject": " "}, "what it is about"),
            ({"description": "x" * 20_001}, "shorten"),
        ):
            with self.subTest(values=str(values)[:40]):
                self.assertIn(word, self._send(**values).text)
        files = [("files", (f"{i}.txt", b"x", "text/plain")) for i in range(4)]
        self.assertIn("3 files at most", self._send(files=files).text)
        big = [("files", ("big.bin", b"x" * (5 * 1024 * 1024 + 1), "text/plain"))]
        self.assertIn("big.bin is too large", self._send(files=big).text)
        self.assertFalse(self._tickets())

    def test_machines(self):
        self.assertIn("we got your question", self._send(website="http://x").text)
        self.assertIn("we got your question", self._send(form_key=" ").text)
        with mute_logger("odoo.http"):
            self.assertEqual(self._send(csrf_token="forged").status_code, 400)
        self.assertFalse(self._tickets())

    def test_sent_twice_is_one_ticket(self):
        for _again in range(3):
            page = self._send(form_key="the-same-form")
            self.assertIn("we got your question", page.text)
        self.assertEqual(len(self._tickets()), 1)

    def test_in_measure(self):
        for _count in range(5):
            self._send()
        self.assertIn("try again in an hour", self._send().text)
        for number in range(4):
            self._send(email=f"n{number}@new.example")
        page = self._send(email="n9@new.example").text
        self.assertIn("try again in an hour", page)
        self.assertIn("Zebra help", page, "what was typed is not lost")
        self.assertEqual(len(self._tickets()), 9)

    def test_only_the_fields_of_the_form(self):
        self._send(
            priority="3", team_id=str(self.other_team.id), user_id=str(self.agent.id)
        )
        ticket = self._tickets()
        self.assertEqual((ticket.priority, ticket.team_id), ("1", self.team))
        self.assertFalse(ticket.user_id)

    # === The code on a product === #

    def test_code_of_a_product(self):
        self.authenticate(None, None)
        page = self.url_open(f"/help/item/{self.item.token}")
        self.assertIn("Quagga 3000", page.text)
        for secret in ("SN-SECRET", "Plant 7", "Huadong"):
            self.assertNotIn(secret, page.text)
        self.assertIn("no longer valid", self.url_open("/help/item/forged").text)
        self._send(item=self.item.token, email=self.contact.email)
        self.assertEqual(self._tickets().item_id, self.item)

    def test_code_in_the_hands_of_a_stranger(self):
        self._send(item=self.item.token)
        ticket = self._tickets()
        self.assertFalse(ticket.item_id, "whose it is stays with us")
        self.assertEqual(ticket.product_id, self.product)
        note = ticket.message_ids.filtered(lambda m: "SN-SECRET" in m.body)
        self.assertTrue(note.subtype_id.internal)
        self._tickets().active = False
        self.item.action_renew_token()
        self._send(item="old-token")
        self.assertFalse(self._tickets().product_id)

    def test_whoever_has_a_login_uses_his_form(self):
        url = f"/help/item/{self.item.token}"
        page = self._page(url, self.user)
        self.assertIn("/my/tickets/new", page.url)
        self.assertRegex(page.text, f'value="{self.item.id}"[^>]*selected')
        foreigner = new_test_user(self.env, "help_anna", groups="base.group_portal")
        page = self._page(url, foreigner)
        self.assertNotIn("SN-SECRET", page.text)

    def test_code_is_drawn(self):
        item = self.item.with_user(self.agent)
        self.assertTrue(item.help_url.endswith(f"/help/item/{item.token}"))
        self.assertTrue(item.help_qr)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_helpdesk.cs_item_report_label", item.ids
        )
        self.assertIn(b"SN-SECRET", html)
        self.assertIn(b"data:image/svg", html)
