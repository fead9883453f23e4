# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestPortal(HelpdeskCase, HttpCase):
    """Customers see, answer, close and rate their tickets, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._new_portal("portal_wang", cls.contact)
        cls.foreigner = cls._new_portal("portal_anna", cls.stranger)
        cls.colleague = cls.env["res.partner"].create(
            {"name": "Li Qiang", "parent_id": cls.customer.id, "email": "li@h.example"}
        )
        cls._new_policy("first_response", 4)
        cls.ticket = cls._new_ticket(description="<p>Since this morning</p>")
        cls.url = f"/my/tickets/{cls.ticket.id}"

    @classmethod
    def _new_portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=partner.id,
            email=partner.email,
        )

    def _open(self, user, url, **data):
        """Open a page as a user (None: nobody); with data, post the form."""
        self.authenticate(user and user.login, user and user.login)
        if data:
            data["csrf_token"] = self.csrf_token()
        return self.url_open(url, data=data or None)

    def csrf_token(self):
        return http.Request.csrf_token(self)

    def test_list_searches_and_filters(self):
        other = self._new_ticket(name="Scanner is slow")
        hidden = self._new_ticket(name="Foreign", partner_id=self.stranger.id)
        self._move(other, "solved")
        page = self._open(self.user, "/my/tickets").text
        self.assertIn(self.ticket.number, page)
        self.assertIn(other.number, page)
        self.assertNotIn(hidden.number, page)
        page = self._open(self.user, "/my/tickets?filterby=open").text
        self.assertNotIn(other.number, page)
        page = self._open(self.user, "/my/tickets?search=scanner").text
        self.assertNotIn(self.ticket.number, page)
        page = self._open(self.user, "/my/tickets?search=this+morning").text
        self.assertIn(self.ticket.number, page)
        self.assertEqual(
            self._open(self.user, "/my/tickets?filterby=x&sortby=y").status_code, 200
        )

    def test_page_shows_promise_but_no_notes(self):
        own = {"res_model": "cs.ticket", "res_id": self.ticket.id, "raw": b"x"}
        files = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create([{**own, "name": "noted.txt"}, {**own, "name": "attached.txt"}])
        )
        self._write_as(
            self.ticket,
            subtype_xmlid="mail.mt_note",
            body="Secret note",
            attachment_ids=files[0].ids,
        )
        page = self._open(self.user, self.url).text
        self.assertIn("Since this morning", page)
        self.assertIn("We answer by", page)
        for secret in ("Secret note", "noted.txt", "attached.txt"):
            self.assertNotIn(secret, page)
        for file in files:
            with self.assertRaises(AccessError):
                file.with_user(self.user).read(["raw"])

    def test_link_with_token_needs_no_login(self):
        self.ticket._portal_ensure_token()
        link = self.ticket.get_portal_url()
        self.assertIn("Since this morning", self._open(None, link).text)
        self.assertNotIn("Since this morning", self._open(None, self.url).text)
        forged = f"{self.url}?access_token=forged"
        self.assertNotIn("Since this morning", self._open(None, forged).text)

    def test_company_sees_what_it_chose(self):
        boss = self._new_portal("portal_li", self.colleague)
        Ticket = self.env["cs.ticket"].with_user(boss)
        self.assertFalse(Ticket.search([]))
        self.customer.cs_ticket_visibility = "company"
        self.assertEqual(Ticket.search([]), self.ticket)
        self.assertIn(self.ticket.number, self._open(boss, "/my/tickets").text)

    def test_foreigners_reach_nothing(self):
        ticket = self.ticket.with_user(self.foreigner)
        self.assertFalse(ticket.search([]))
        self.assertFalse(ticket.search_count([]))
        self.assertFalse(ticket.formatted_read_group([], ["state"], ["__count"]))
        self.assertFalse(ticket._read_group([], ["state"], ["__count"]))
        for method, *values in (
            ("read", ["name"]),
            ("export_data", ["name"]),
            ("message_post",),
            ("action_solve",),
            ("claim",),
            ("create_opportunity",),
        ):
            with self.subTest(method=method), self.assertRaises(UserError):
                getattr(ticket, method)(*values)
        ticket.message_subscribe(self.stranger.ids)
        self.assertNotIn(self.stranger, self.ticket.message_partner_ids)
        message = self._write_as(self.ticket)
        self.assertFalse(
            self.env["mail.message"]
            .with_user(self.foreigner)
            .search([("id", "=", message.id)])
        )
        for what in ("close", "reopen", "rate"):
            self._open(self.foreigner, f"{self.url}/{what}", rate="1")
        self.assertEqual(self.ticket.state, "open")
        self.assertNotIn("Since this", self._open(self.foreigner, self.url).text)

    def test_customers_reach_nothing_internal(self):
        for model in (
            "cs.sla.line",
            "cs.sla.event",
            "cs.sla.policy",
            "cs.team",
            "cs.team.member",
            "cs.agent.load",
            "cs.ticket.stage",
            "cs.mail.inbound",
        ):
            for user in (self.user, self.foreigner):
                records = self.env[model].with_user(user)
                with self.subTest(model=model), self.assertRaises(AccessError):
                    records.search_count([])
                with self.subTest(model=model), self.assertRaises(AccessError):
                    records.formatted_read_group([], ["create_uid"], ["__count"])
        own = self.ticket.with_user(self.user)
        self.assertEqual(own.read(["name"])[0]["name"], self.ticket.name)
        for field in ("sla_state", "sla_deadline", "sla_line_ids", "tag_ids"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                own.read([field])
        with self.assertRaises(AccessError):
            own._read_group([], ["sla_state"], ["__count"])
        with self.assertRaises(AccessError):
            own.search([("sla_state", "=", "breached")])
        with self.assertRaises(AccessError):
            own.write({"name": "Mine"})

    def test_own_answer_reopens(self):
        self._move(self.ticket, "solved")
        self.ticket.with_user(self.user).message_post(
            body="Again", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.ticket.state, "open")

    def test_close_rate_and_reopen(self):
        self._open(self.user, f"{self.url}/close", x="1")
        self.assertEqual(self.ticket.state, "solved")
        self.assertIn("How was our help", self._open(self.user, self.url).text)
        self._open(self.user, f"{self.url}/rate", rate="1", feedback="Slow")
        rating = self.ticket.rating_ids.filtered("consumed")
        self.assertEqual((rating.rating, rating.feedback), (1, "Slow"))
        review = self.env["cs.rating.review"].search(
            [("ticket_id", "=", self.ticket.id)]
        )
        self.assertEqual((review.value, review.user_id), (1, self.manager))
        self.assertTrue(review.activity_ids)
        alert = self.env["cs.alert"].search([("partner_id", "=", self.customer.id)])
        self.assertIn("low_rating", alert.mapped("kind"))
        self._open(self.user, f"{self.url}/rate", rate="5")
        self.assertEqual(rating.rating, 1, "once for each solution")
        self._open(self.user, f"{self.url}/reopen", x="1")
        self.assertEqual(self.ticket.state, "open")

    def test_a_link_changes_nothing(self):
        self.authenticate(self.user.login, self.user.login)
        self.assertEqual(self.url_open(f"{self.url}/close").status_code, 405)
        with mute_logger("odoo.http"):
            self.url_open(f"{self.url}/close", data={"csrf_token": "forged"})
        self.assertEqual(self.ticket.state, "new")

    def test_new_ticket_with_a_file(self):
        self.authenticate(self.user.login, self.user.login)
        response = self.url_open(
            "/my/tickets/new",
            data={
                "csrf_token": self.csrf_token(),
                "name": "扫码枪断线",
                "description": "两分钟一次",
                "priority": "3",
            },
            files=[("files", ("log.txt", b"lost", "text/plain"))],
        )
        ticket = self.env["cs.ticket"].search([("name", "=", "扫码枪断线")])
        self.assertEqual((ticket.partner_id, ticket.source), (self.contact, "portal"))
        self.assertEqual(ticket.priority, "1", "only the fields of the form count")
        self.assertIn("log.txt", response.text)
        self.assertTrue(ticket.acknowledged_at)

    def test_home_counts(self):
        self.authenticate(self.user.login, self.user.login)
        response = self.url_open(
            "/my/counters",
            data=json.dumps({"params": {"counters": ["ticket_count"]}}),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(response.json()["result"]["ticket_count"], 1)
