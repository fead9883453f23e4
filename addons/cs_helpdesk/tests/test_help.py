# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCase
from .help_common import HelpCase


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

    def test_a_shared_character_is_no_answer(self):
        values = {"language": "zh_CN", "audience": "public"}
        good = self._new_article("标签打印机不出纸", **values)
        odd = self._new_article("恢复记录", body="<p>打开回收站。</p>", **values)
        page = self._page("/help?q=标签打印").text
        self.assertIn(good.name, page)
        self.assertNotIn(odd.name, page)

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

    def test_search_engines_find_what_everybody_may_read(self):
        robots = self._page("/robots.txt").text
        self.assertIn("Allow: /help\n", robots)
        address = re.search(r"Sitemap: (\S+)", robots)[1]
        sitemap = self._page("/" + address.split("/", 3)[3]).text
        self.assertIn(self.articles["public"].help_url, sitemap)
        for audience in ("portal", "internal"):
            self.assertNotIn(self.articles[audience].help_url, sitemap)

    def test_the_page_says_its_language(self):
        self.assertIn('<html lang="en-US"', self._page("/help").text)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn('<html lang="zh-CN"', self._page("/zh_CN/help").text)

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
