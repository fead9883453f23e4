# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import re

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCase


class HelpCase(HelpdeskCase, HttpCase):
    """Articles for each audience, and ways to look at the help centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.article"].search([]).active = False
        cls.category = cls.env["cs.article.category"].create({"name": "Quagga room"})
        cls.articles = {
            audience: cls._new_article(f"Quagga for {audience}", audience=audience)
            for audience in ("public", "portal", "internal")
        }
        cls.draft = cls._new_article("Quagga draft", audience="public", state="draft")
        cls.user = new_test_user(
            cls.env,
            "help_wang",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            email=cls.contact.email,
        )

    @classmethod
    def _new_article(cls, name, **values):
        return cls.env["cs.article"].create(
            {
                "name": name,
                "body": "<p>Restart the <b>zebra</b> printer.</p>",
                "category_id": cls.category.id,
                "language": "en_US",
                "state": "published",
                **values,
            }
        )

    def _page(self, url, user=None, **data):
        """The answer to a page asked for by a user, or by a stranger."""
        self.authenticate(user and user.login, user and user.login)
        if data:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=data or None)

    def _suggest(self, text):
        response = self.url_open(
            "/help/suggest",
            data=json.dumps({"params": {"text": text}}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]


@tagged("post_install", "-at_install")
class TestHelp(HelpCase):
    """The help centre shows what its reader may read, and nothing of the rest."""

    def _shows(self, page):
        return {
            word
            for word in ("public", "portal", "internal", "draft")
            if re.search(f"Quagga (for )?{word}", page)
        }

    def test_lists_and_search(self):
        category = f"/help/category/{self.category.id}"
        for user, expected in (
            (None, {"public"}),
            (self.user, {"public", "portal"}),
            # a colleague sees it as a customer does
            (self.agent, {"public", "portal"}),
        ):
            for url in ("/help", "/help?q=quagga", "/help?q=zebra+quaga", category):
                with self.subTest(user=user and user.login, url=url):
                    page = self._page(url, user)
                    self.assertEqual(page.status_code, 200)
                    self.assertEqual(self._shows(page.text), expected)
        self.assertIn("<mark>zebra</mark>", self._page("/help?q=zebra").text)
        self.assertIn("No answer found", self._page("/help?q=xylophone").text)
        self.assertIn("Quagga room", self._page("/help").text)

    def test_empty(self):
        self.env["cs.article"].search([]).active = False
        self.assertIn("Nothing has been published", self._page("/help").text)
        url = f"/help/category/{self.category.id}"
        self.assertEqual(self._page(url).status_code, 404)

    def test_hidden_articles_do_not_exist(self):
        readable = {
            None: {"public"},
            self.user: {"public", "portal"},
            self.agent: {"public", "portal", "internal", "draft"},
        }
        articles = {**self.articles, "draft": self.draft}
        for user, names in readable.items():
            for name, article in articles.items():
                for url in (article.help_url, f"/help/whatever-{article.id}"):
                    with self.subTest(user=user and user.login, article=name):
                        page = self._page(url, user)
                        wanted = 200 if name in names else 404
                        self.assertEqual(page.status_code, wanted)
                        self.assertEqual(name in self._shows(page.text), name in names)
        hidden = self.articles["internal"].help_url
        pages = [self._page(url).text for url in ("/help/quagga-99999999", hidden)]
        plain = [re.sub(r"quagga-[-\w]+|[0-9a-f]{40}o\d+", "", x) for x in pages]
        self.assertEqual(*plain, "the same words for both")
        for url in ("/help/x", "/help/-1", "/help/category/x", "/help/category/0"):
            self.assertEqual(self._page(url).status_code, 404)

    def test_for_search_engines(self):
        public = self.articles["public"]
        german = self._new_article(
            "Quagga auf Deutsch",
            audience="public",
            language="de_DE",
            translation_of_id=public.id,
        )
        hidden = self._new_article(
            "Quagga en secret",
            audience="internal",
            language="fr_FR",
            translation_of_id=public.id,
        )
        page = self._page(public.help_url).text
        self.assertIn("<title>Quagga for public</title>", page)
        self.assertIn('name="description" content="Restart the zebra', page)
        self.assertIn(f'{public.help_url}"', re.search("<link rel=.canon.*", page)[0])
        self.assertIn('hreflang="de-DE"', page)
        self.assertIn(german.help_url, page)
        self.assertNotIn(hidden.help_url, page)
        self.assertNotIn("noindex", page)
        self.assertIn("noindex", self._page("/help?q=quagga").text)
        self.assertIn("noindex", self._page(self.draft.help_url, self.agent).text)

    def test_each_answer_in_one_language(self):
        public = self.articles["public"]
        german = self._new_article(
            "Quagga auf Deutsch, quagga",
            audience="public",
            language="de_DE",
            translation_of_id=public.id,
        )
        page = self._page("/help?q=quagga").text
        self.assertIn("Quagga for public", page)
        self.assertNotIn(german.name, page)
        self.assertEqual([x["title"] for x in self._suggest("quagga")], [public.name])
        self.assertIn(german.name, self._page("/help?q=deutsch").text)

    def test_nothing_is_executed(self):
        public = self.articles["public"]
        public.body = (
            "<p>zebra &lt;img src=x onerror=alert(1)&gt;</p><script>bad()</script>"
        )
        public.name = "Quagga <script>bad()</script>"
        for url in (
            "/help",
            "/help?q=zebra+%3Cscript%3Ebad()",
            "/help?q=%22%3E%3Cscript%3Ebad()",
            public.help_url,
        ):
            page = self._page(url).text
            with self.subTest(url=url):
                self.assertNotIn("<script>bad", page)
                self.assertNotIn("<img src=x", page)
        self.assertEqual(self._suggest("quagga")[0]["title"], public.name)

    def test_files(self):
        public, internal = self.articles["public"], self.articles["internal"]
        for article in (public, internal):
            article.attachment_ids = self.env["ir.attachment"].create(
                {"name": f"{article.audience}.txt", "raw": b"steps"}
            )
        own, other = public.attachment_ids, internal.attachment_ids
        self.assertIn("public.txt", self._page(public.help_url).text)
        self.assertEqual(
            self._page(f"{public.help_url}/file/{own.id}").content, b"steps"
        )
        for url in (
            f"{public.help_url}/file/{other.id}",
            f"{internal.help_url}/file/{other.id}",
            f"{internal.help_url}/file/{own.id}",
            f"{public.help_url}/file/0",
        ):
            with self.subTest(url=url):
                self.assertEqual(self._page(url).status_code, 404)
        # a link set behind the back of the ORM opens nothing
        self.env.cr.execute(
            "INSERT INTO cs_article_ir_attachment_rel VALUES (%s, %s)",
            (public.id, other.id),
        )
        public.invalidate_recordset()
        url = f"{public.help_url}/file/{other.id}"
        self.assertEqual(self._page(url).status_code, 404)

    def test_opinions(self):
        public = self.articles["public"]
        url = f"{public.help_url}/vote"
        page = self._page(url, helpful="0")
        self.assertIn("What did you miss", page.text)
        data = {"helpful": "0", "note": "A picture"}
        data["csrf_token"] = http.Request.csrf_token(self)
        self.url_open(url, data=data)
        self.assertEqual(public.vote_ids.mapped("note"), ["A picture"])
        self.assertFalse(public.vote_ids.helpful)
        self._page(url, self.user, helpful="1")
        self._page(url, self.user, helpful="1")
        self.assertEqual((public.helpful_count, public.unhelpful_count), (1, 1))
        self._page(url, self.user, helpful="5")
        for hidden in (self.articles["internal"], self.draft):
            page = self._page(f"{hidden.help_url}/vote", helpful="1")
            self.assertEqual(page.status_code, 404)
            self.assertFalse(hidden.vote_ids)
        self.assertEqual(self.url_open(url).status_code, 405)
        with mute_logger("odoo.http"):
            forged = self.url_open(url, data={"helpful": "1", "csrf_token": "x"})
        self.assertEqual(forged.status_code, 400)
        self.assertEqual(len(public.vote_ids), 2)

    def test_suggestions(self):
        self.authenticate(None, None)
        found = self._suggest("my quagga does not print")
        self.assertEqual([x["title"] for x in found], ["Quagga for public"])
        self.assertEqual(set(found[0]), {"title", "url", "excerpt"})
        for text in ("", "x", "xylophone", None, {"a": 1}, "?" * 100_000):
            self.assertEqual(self._suggest(text), [])
        self.authenticate(self.user.login, self.user.login)
        titles = {x["title"] for x in self._suggest("quagga")}
        self.assertEqual(titles, {"Quagga for public", "Quagga for portal"})
        self.env["cs.throttle"].search([]).hits = 60
        self.assertEqual(self._suggest("quagga"), [])

    def test_many_in_a_category(self):
        self.env["cs.article"].create(
            [
                {
                    "name": f"Zebra {number:02}",
                    "audience": "public",
                    "state": "published",
                    "language": "en_US",
                    "category_id": self.category.id,
                }
                for number in range(35)
            ]
        )
        url = f"/help/category/quagga-room-{self.category.id}"
        self.assertNotIn("Zebra 34", self._page(url).text)
        self.assertIn("Zebra 34", self._page(f"{url}/page/2").text)
        below = self.env["cs.article.category"].create(
            {"name": "Below", "parent_id": self.category.id}
        )
        self.articles["public"].category_id = below
        self.assertIn("All 36 articles", self._page("/help").text)
        crumbs = self._page(self.articles["public"].help_url).text
        self.assertIn("Quagga room", crumbs)
        self.assertIn(">Below</a>", crumbs)

    def test_portal_points_here(self):
        self.assertIn('href="/help"', self._page("/my", self.user).text)
        self.assertIn("o_cs_suggestions", self._page("/my/tickets/new", self.user).text)


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


@tagged("post_install", "-at_install")
class TestHelpUi(HelpdeskCase, HttpCase):
    """The ways of a stranger and of an agent to an answer, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.article"].search([]).active = False
        cls.article = cls.env["cs.article"].create(
            {
                "name": "Quagga does not print",
                "body": "<p>Is it silent? Restart it.</p>",
                "audience": "public",
                "state": "published",
                "language": "en_US",
            }
        )

    def test_stranger(self):
        self.start_tour("/help", "cs_helpdesk_help")
        self.assertEqual(self.article.helpful_count, 1)
        ticket = self.env["cs.ticket"].search([("email_from", "=", "nora@new.example")])
        self.assertEqual((ticket.name, ticket.source), ("Quagga silent", "web"))

    def test_agent(self):
        self.agent.write({"login": "tour_answers", "password": "tour_answers"})
        ticket = self._new_ticket(name="Quagga silent", user_id=self.agent.id)
        self.start_tour(
            f"/odoo/tickets/{ticket.id}", "cs_helpdesk_answers", login="tour_answers"
        )
        draft = self.env["cs.article"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(draft.state, "published")
        self.assertIn("Is it silent", draft.body)

    def test_versions(self):
        self.agent.write({"login": "tour_answers", "password": "tour_answers"})
        for text in ("First", "Second", "Third"):
            self.article.with_user(self.agent).body = f"<p>{text} text</p>"
        # what was there before the first text is not part of the story
        history = self.article.html_field_history["body"][:-1]
        self.article.html_field_history = {"body": history}
        self.start_tour(
            f"/odoo/knowledge/{self.article.id}",
            "cs_helpdesk_versions",
            login="tour_answers",
        )
        self.assertIn("First text", self.article.body)
        self.assertEqual(len(self.article.html_field_history["body"]), 3)
