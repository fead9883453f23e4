# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import http, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCase

# What a customer's login may read of a ticket by remote calls; everything else that is
# ours belongs to colleagues. A new field is not added here without a thought.
PORTAL_FIELDS = {
    *("number", "name", "description", "company_id", "partner_id", "active"),
    *("commercial_partner_id", "email_from", "phone", "team_id", "user_id"),
    *("stage_id", "state", "date_last_stage_update", "priority", "type_id"),
    *("category_id", "color", "product_id", "source", "solved_at", "closed_at"),
    *("first_response_at", "email_cc"),
}


@tagged("post_install", "-at_install")
class TestAttack(HttpCase, HelpdeskCase):
    """A customer with a login and bad intentions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_policy("first_response", 4)
        cls.mallory = new_test_user(
            cls.env, "hd_mallory", "base.group_portal", password="hd_mallory_pw"
        )
        cls.own = cls._new_ticket(partner_id=cls.mallory.partner_id.id, name="Mine")
        cls.ticket = cls._new_ticket(name="Confidential merger")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "plan.txt",
                "raw": b"secret plan",
                "res_model": "cs.ticket",
                "res_id": cls.ticket.id,
            }
        )
        cls.note = cls.ticket.message_post(
            body="secret note", attachment_ids=cls.file.ids
        )
        cls.ticket.rating_apply(
            1, token=cls.ticket._rating_get_access_token(cls.contact), feedback="bad"
        )

    def _as(self, record):
        return record.with_user(self.mallory)

    def test_every_model_counted_grouped_and_read(self):
        for name in self.env:
            if not name.startswith("cs.") or self.env[name]._abstract:
                continue
            model = self._as(self.env[name])
            with self.subTest(model=name):
                try:
                    found = model.search([])
                    count = model.search_count([])
                    groups = model.formatted_read_group([], ["id"], ["__count"])
                except AccessError:
                    continue
                self.assertEqual(len(found), count)
                self.assertEqual(len(groups), count)
                if name == "cs.ticket":
                    self.assertEqual(found, self._as(self.own))
                elif "state" in model._fields and "audience" in model._fields:
                    self.assertLessEqual(
                        set(found.mapped("audience")), {"public", "portal"}
                    )
                else:
                    self.assertFalse(found, "a portal user reads no such record")

    def test_fields_of_the_own_ticket(self):
        readable = set(self._as(self.own).fields_get())
        base = {"id", "display_name", *models.MAGIC_COLUMNS}
        for mixin in ("mail.thread", "portal.mixin", "rating.mixin"):
            base |= set(self.env[mixin]._fields)
        ours = {name for name in readable if self._is_ours(self.own._fields[name])}
        self.assertLessEqual(ours - base, PORTAL_FIELDS)

    def _is_ours(self, field):
        return any(name.startswith("cs_") for name in field._modules)

    def test_reading_writing_exporting_by_id(self):
        ticket = self._as(self.ticket)
        for call in (
            lambda: ticket.read(["name"]),
            lambda: ticket.web_read({"name": {}}),
            lambda: ticket.export_data(["name"]),
            lambda: ticket.write({"name": "x"}),
            lambda: ticket.unlink(),
            lambda: ticket.copy(),
            lambda: ticket.message_post(body="x"),
            lambda: ticket.message_subscribe(self.contact.ids),
            lambda: ticket.action_archive(),
            lambda: ticket.create({"name": "x", "team_id": self.team.id}),
            lambda: self._as(self.own).write({"partner_id": self.contact.id}),
            lambda: self._as(self.own).write({"priority": "3"}),
            lambda: self._as(self.note).read(["body"]),
            lambda: self._as(self.file).read(["raw"]),
            lambda: self._as(self.ticket.rating_ids).read(["feedback"]),
        ):
            with self.assertRaises(UserError):
                call()

    def test_own_ticket_is_read_without_naming_fields(self):
        [values] = self._as(self.own).read()
        self.assertEqual(values["name"], "Mine")
        self.assertFalse({"waiting_since", "assign_reason"} & values.keys())

    def test_no_login_forges_mails(self):
        """The door of the gateway is the gateway's: as in core, and no wider."""
        raw = (
            "From: agent@polaris.example\nTo: any@polaris.example\n"
            "Subject: x\nMessage-Id: <forged@evil.example>\n\nforged"
        )
        before = self.ticket.message_ids
        for user in (self.mallory, self.env.ref("base.public_user")):
            thread = self.env["cs.ticket"].with_user(user)
            for options in ({"thread_id": self.ticket.id}, {}):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    thread.message_process("cs.ticket", raw, **options)
        self.env.invalidate_all()
        self.assertEqual(self.ticket.message_ids, before)
        self.assertFalse(
            self.env["cs.mail.inbound"].search([("message_id", "like", "forged")])
        )

    def test_following(self):
        self._as(self.ticket).message_subscribe(self.mallory.partner_id.ids)
        self.assertNotIn(self.mallory.partner_id, self.ticket.message_partner_ids)

    def test_nothing_by_search(self):
        for model, domain in (
            ("cs.ticket", [("name", "ilike", "merger")]),
            ("cs.ticket", [("sla_line_ids.metric", "=", "first_response")]),
            ("mail.message", [("body", "ilike", "secret")]),
            ("ir.attachment", [("name", "=", "plan.txt")]),
            ("rating.rating", [("feedback", "=", "bad")]),
            ("mail.followers", [("res_model", "=", "cs.ticket")]),
        ):
            with self.subTest(model=model):
                try:
                    self.assertFalse(self._as(self.env[model]).search(domain))
                except AccessError:
                    continue

    # === Over HTTP === #

    def test_pages_and_files(self):
        self.authenticate("hd_mallory", "hd_mallory_pw")
        url = f"/my/tickets/{self.ticket.id}"
        for path in (url, f"{url}?access_token=guess", f"{url}?access_token="):
            response = self.url_open(path)
            self.assertNotIn("merger", response.text)
        self.assertEqual(self.url_open(f"/web/content/{self.file.id}").status_code, 404)
        found = self.url_open("/my/tickets?search=merger").text
        self.assertNotIn("Confidential", found)

    @mute_logger("odoo.http")
    def test_doing_things_to_it(self):
        self.authenticate("hd_mallory", "hd_mallory_pw")
        state = self.ticket.state
        for what in ("close", "reopen", "rate"):
            self.url_open(
                f"/my/tickets/{self.ticket.id}/{what}",
                data={"csrf_token": http.Request.csrf_token(self), "rate": "1"},
            )
            get = self.url_open(f"/my/tickets/{self.own.id}/{what}")
            self.assertIn(get.status_code, (404, 405), "never by a link")
        self.env.invalidate_all()
        self.assertEqual((self.ticket.state, self.own.state), (state, "new"))
        self.url_open(f"/my/tickets/{self.own.id}/close", data={"rate": "1"})
        self.env.invalidate_all()
        self.assertEqual(self.own.state, "new", "not without its CSRF token")

    @mute_logger("odoo.http")
    def test_remote_calls(self):
        self.authenticate("hd_mallory", "hd_mallory_pw")
        for method, args in (
            ("read", [self.ticket.ids, ["name"]]),
            ("claim", [self.ticket.ids]),
            ("merge_into", [self.own.ids, self.ticket.id]),
            ("action_undo_merge", [self.ticket.ids]),
            ("suggest_answers", [self.own.ids]),
            ("action_accept_contact", [self.ticket.ids]),
        ):
            with self.subTest(method=method):
                answer = self._rpc("cs.ticket", method, args)
                self.assertEqual(
                    answer["error"]["data"]["name"], "odoo.exceptions.AccessError"
                )
                self.assertNotIn("merger", json.dumps(answer))
        answer = self._rpc("cs.sla.line", "search_count", [[]])
        self.assertIn("error", answer)

    def _rpc(self, model, method, args):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    @mute_logger("odoo.http")
    def test_json2(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.mallory)
            .sudo()
            ._generate("rpc", "test", None)
        )
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        }

        def call(path, **body):
            return self.url_open(
                f"/json/2/{path}", data=json.dumps(body), headers=headers
            )

        found = call("cs.ticket/search_read", domain=[], fields=["name"])
        self.assertEqual([row["name"] for row in found.json()], ["Mine"])
        refused = call("cs.ticket/read", ids=self.ticket.ids, fields=["name"])
        self.assertEqual(refused.status_code, 403)
        self.assertNotIn("merger", refused.text)
        lines = call("cs.sla.line/formatted_read_group", domain=[], groupby=["state"])
        self.assertEqual(lines.status_code, 403)

    @mute_logger("odoo.http")
    def test_chatter_of_the_portal(self):
        self.authenticate("hd_mallory", "hd_mallory_pw")
        answer = self.make_jsonrpc_request(
            "/mail/thread/messages",
            {"thread_model": "cs.ticket", "thread_id": self.ticket.id},
        )
        self.assertNotIn("secret", json.dumps(answer))

    def test_huge_text_is_refused_with_a_reason(self):
        self.authenticate("hd_mallory", "hd_mallory_pw")
        before = self.env["cs.ticket"].search_count([])
        response = self.url_open(
            "/my/tickets/new",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "name": "x" * 5000,
                "description": "y" * 200_000,
            },
        )
        self.assertIn("shorten", response.text)
        self.env.invalidate_all()
        self.assertEqual(self.env["cs.ticket"].search_count([]), before)

    # === Colleagues of the customer === #

    def test_named_colleagues_see_the_tickets_of_the_company(self):
        self.mallory.partner_id.parent_id = self.customer
        ticket = self._as(self.ticket)
        for visibility, seen in (("own", 0), ("company", 1), ("named", 0)):
            self.customer.cs_ticket_visibility = visibility
            self.assertEqual(ticket.search_count([("id", "=", ticket.id)]), seen)
        self.customer.cs_ticket_reader_ids = self.mallory.partner_id
        self.assertTrue(ticket.read(["name"]))
        domain = ticket._cs_portal_domain(self.mallory)
        self.assertIn(ticket, ticket.search(domain))
        self.customer.cs_ticket_reader_ids = self.contact
        with self.assertRaises(AccessError):
            ticket.read(["name"])
