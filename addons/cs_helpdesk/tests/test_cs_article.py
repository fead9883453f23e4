# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import HelpdeskCase

MARK = "Quagga"


@tagged("post_install", "-at_install")
class TestArticle(HelpdeskCase):
    """Articles, who may read them, their versions and translations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Article = cls.env["cs.article"]
        cls.portal = cls._new_user("hd_reader", "base.group_portal")
        cls.staff = cls._new_user("hd_staff", "base.group_user")
        cls.public = cls.env.ref("base.public_user")
        cls.abroad = cls.env["res.company"].create({"name": "Abroad"})
        cls.agent_abroad = new_test_user(
            cls.env,
            "hd_agent_abroad",
            groups="cs_helpdesk.group_agent",
            company_id=cls.abroad.id,
            company_ids=cls.abroad.ids,
        )
        cls.articles = {
            name: cls._new_article(**values)
            for name, values in {
                "public": {"audience": "public"},
                "portal": {"audience": "portal"},
                "internal": {"audience": "internal"},
                "draft": {"audience": "public", "state": "draft"},
                "archived": {"audience": "public", "active": False},
                "abroad": {"audience": "public", "company_id": cls.abroad.id},
                "shared": {"audience": "public", "company_id": False},
            }.items()
        }
        cls.everything = cls.Article.union(*cls.articles.values())

    @classmethod
    def _new_article(cls, **values):
        return cls.Article.create(
            {
                "name": f"{MARK} does not print",
                "body": "<p>Restart the printer.</p>",
                "state": "published",
                "language": "en_US",
                **values,
            }
        )

    def _names(self, found):
        return {name for name, article in self.articles.items() if article in found}

    # === Who reads === #

    def test_audiences(self):
        own = [("id", "in", self.everything.ids)]
        for user, expected in {
            self.public: {"public", "shared"},
            self.portal: {"public", "portal", "shared"},
            self.staff: {"public", "portal", "internal", "shared"},
            self.agent: {"public", "portal", "internal", "draft", "shared"},
            self.agent_abroad: {"abroad", "shared"},
        }.items():
            articles = self.Article.with_user(user)
            visible = expected - {"archived"}
            with self.subTest(user=user.login):
                found = articles.search(own)
                self.assertEqual(self._names(found), visible)
                self.assertEqual(articles.search_count(own), len(visible))
                groups = articles.formatted_read_group(own, ["state"], ["__count"])
                self.assertEqual(sum(g["__count"] for g in groups), len(visible))
                for name in self.articles.keys() - visible - {"archived"}:
                    with self.assertRaises(AccessError):
                        self.articles[name].with_user(user).read(["name"])
                    with self.assertRaises(UserError):
                        self.articles[name].with_user(user).export_data(["name"])

    def test_searching_narrows_and_never_widens(self):
        for user, expected in {
            self.public: {"public", "shared"},
            self.portal: {"public", "portal", "shared"},
            self.staff: {"public", "portal", "internal", "shared"},
            self.agent: {"public", "portal", "internal", "shared"},
        }.items():
            articles = self.Article.with_user(user)
            for audience, most in {
                "public": {"public", "shared"},
                "portal": {"public", "portal", "shared"},
                "internal": {"public", "portal", "internal", "shared"},
            }.items():
                for asked in (MARK, MARK[:-1] + "ga print", "quaga"):
                    with self.subTest(user=user.login, audience=audience, asked=asked):
                        found = articles.search_articles(asked, 50, audience)
                        ids = [values["id"] for values in found]
                        names = self._names(self.Article.browse(ids))
                        self.assertEqual(names, expected & most)
            for forged in (None, "", "all", ["internal"], "draft"):
                with self.assertRaises(UserError):
                    articles.search_articles(MARK, 50, forged)

    def test_what_readers_do_not_see(self):
        article = self.articles["public"]
        article.keywords = "secret word"
        article.similar_ids = [Command.create({"name": "Secret question"})]
        article.body = "<p>Now</p>"
        self.env["cs.article.vote"]._cs_vote(article, "x", True)
        article.message_post(body="Secret talk", subtype_xmlid="mail.mt_comment")
        for user in (self.public, self.portal):
            own = article.with_user(user)
            self.assertEqual(own.read(["name"])[0]["name"], article.name)
            for field in (
                *("keywords", "similar_ids", "user_id", "review_date", "vote_ids"),
                *("helpful_count", "html_field_history", "html_field_history_metadata"),
                *("ticket_id", "search_vector", "search_heading"),
            ):
                with self.subTest(field=field), self.assertRaises(AccessError):
                    own.read([field])
                with self.subTest(field=field), self.assertRaises(AccessError):
                    own.search([(field, "!=", False)])
            for call in (
                lambda own=own: own.write({"name": "Mine"}),
                lambda own=own: own.create({"name": "Mine"}),
                own.unlink,
                own.action_translate,
                own.action_publish,
                own.action_reviewed,
                lambda own=own: own.message_post(body="Mine"),
                lambda own=own: own.html_field_history_get_content_at_revision(
                    "body", 1
                ),
                lambda own=own: own.html_field_history_get_comparison_at_revision(
                    "body", 1
                ),
            ):
                with self.assertRaises(AccessError), mute_logger("odoo.models.unlink"):
                    call()
            for model in ("phrase", "vote", "category"):
                with self.assertRaises(AccessError):
                    self.env[f"cs.article.{model}"].with_user(user).search_count([])
            messages = self.env["mail.message"].with_user(user)
            self.assertFalse(messages.search([("id", "in", article.message_ids.ids)]))
        for user in (self.agent, self.manager):
            for values in ({"html_field_history": {}}, {"ticket_id": 1}):
                with self.assertRaises(AccessError):
                    article.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    self.Article.with_user(user).create({"name": "x", **values})

    def test_children_follow_their_article(self):
        for name, user in (
            ("draft", self.staff),
            ("abroad", self.agent),
            ("public", self.agent_abroad),
        ):
            article = self.articles[name]
            article.similar_ids = [Command.create({"name": f"{name}?"})]
            self.env["cs.article.vote"]._cs_vote(article, "y", False)
            phrases = self.env["cs.article.phrase"].with_user(user)
            self.assertFalse(phrases.search([("article_id", "=", article.id)]))
            if name != "draft":
                votes = self.env["cs.article.vote"].with_user(user)
                self.assertFalse(votes.search([("article_id", "=", article.id)]))

    def test_authors(self):
        article = self.Article.with_user(self.agent).create(
            {
                "name": "Mine",
                "similar_ids": [Command.create({"name": "Own?"})],
                "audience": "public",
            }
        )
        self.assertEqual((article.state, article.user_id), ("draft", self.agent))
        self.assertEqual(article.company_id, self.company)
        article.action_publish()
        self.assertEqual(article.state, "published")
        article.action_unpublish()
        self.assertEqual(article.state, "draft")
        self.assertEqual(article.copy().name, "Mine (copy)")
        self.assertEqual(article.copy().similar_ids.name, "Own?")
        with self.assertRaises(AccessError):
            article.unlink()
        with self.assertRaises(AccessError):
            article.with_user(self.staff).write({"name": "Theirs"})
        article.with_user(self.manager).unlink()

    # === Versions, translations, review === #

    def test_versions(self):
        article = self.articles["public"].with_user(self.agent)
        article.body = "<p>Press the green button.</p>"
        article.body = "<p>Press the red button.</p>"
        versions = article.html_field_history_metadata["body"]
        self.assertEqual([v["create_uid"] for v in versions], [self.agent.id] * 2)
        for number, text in ((2, "green"), (1, "Restart")):
            old = article.html_field_history_get_content_at_revision("body", number)
            self.assertIn(text, old)
        article.body = old
        self.assertIn("Restart", article.body)
        self.assertEqual(len(article.html_field_history_metadata["body"]), 3)

    def test_translations(self):
        original = self.articles["public"]
        self.env["res.lang"]._activate_lang("fr_FR")
        action = original.with_user(self.agent).action_translate()
        context = action["context"]
        self.assertEqual(context["default_translation_of_id"], original.id)
        self.assertNotIn(context["default_language"], ("en_US", None))
        french = self.Article.with_context(**context).create(
            {"name": "Quagga n'imprime pas", "language": "fr_FR", "state": "published"}
        )
        german = self._new_article(language="de_DE", translation_of_id=original.id)
        self.assertEqual(french._cs_family(), original | french | german)
        self.assertEqual((original | french).mapped("translation_count"), [2, 2])
        domain = french.action_open_translations()["domain"]
        self.assertEqual(self.Article.search(domain), original | german)
        self.assertIn("de_DE", dict(self.Article._selection_language()))
        for values in (
            {"translation_of_id": french.id, "language": "it_IT"},
            {"translation_of_id": original.id, "language": "en_US"},
            {"language": "xx_XX"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._new_article(**values)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._new_article(translation_of_id=original.id, language="fr_FR")
        found = self.Article.search_articles("quagga", lang="fr")
        self.assertEqual([values["id"] for values in found], french.ids)

    def test_hidden_translations_stay_hidden(self):
        original = self.articles["internal"]
        public = self._new_article(
            translation_of_id=original.id, language="de_DE", audience="public"
        )
        family = public.with_user(self.public)._cs_family()
        self.assertEqual(family, public.with_user(self.public))

    def test_review(self):
        today = self.company._cs_today()
        due = self.articles["public"]
        due.write({"review_date": today, "user_id": self.agent.id})
        self.articles["portal"].review_date = today + timedelta(days=3)
        self.articles["draft"].review_date = today
        unowned = self._new_article(review_date=today, user_id=False)
        for _run in range(2):
            self.Article._cron_review()
        asked = (self.everything | unowned).activity_ids
        self.assertEqual(asked.mapped("res_id"), due.ids)
        self.assertEqual(asked.user_id, self.agent)
        due.with_user(self.agent).action_reviewed()
        due.invalidate_recordset()
        self.assertFalse(due.activity_ids)
        self.assertGreater(due.review_date, today + timedelta(days=150))

    # === Opinions, files, categories === #

    def test_opinions(self):
        article = self.articles["public"]
        votes = self.env["cs.article.vote"]
        for visitor, helpful in (("a", True), ("b", True), ("c", True), ("c", False)):
            votes._cs_vote(article.with_user(self.public), visitor, helpful, "x" * 900)
        self.assertEqual((article.helpful_count, article.unhelpful_count), (2, 1))
        self.assertEqual(len(article.vote_ids), 3)
        self.assertEqual(len(article.vote_ids[0].note), 500)
        self.assertNotIn("a", article.vote_ids.mapped("voter"))
        with self.assertRaises(AccessError):
            article.vote_ids.with_user(self.manager).write({"helpful": True})

    def test_files_belong_to_the_article(self):
        article = self.articles["public"]
        Attachment = self.env["ir.attachment"]
        fresh = Attachment.with_user(self.agent).create({"name": "a", "raw": b"a"})
        article.with_user(self.agent).attachment_ids = fresh
        self.assertEqual((fresh.res_model, fresh.res_id), ("cs.article", article.id))
        foreign = Attachment.create(
            {
                "name": "contract",
                "raw": b"secret",
                "res_model": "res.company",
                "res_id": self.abroad.id,
            }
        )
        with self.assertRaises(AccessError):
            article.with_user(self.agent).attachment_ids = [Command.link(foreign.id)]

    def test_categories(self):
        Category = self.env["cs.article.category"]
        root = Category.create({"name": "Warehouse"})
        child = Category.create({"name": "Labels", "parent_id": root.id})
        self.assertEqual(child.display_name, "Warehouse / Labels")
        with self.assertRaises(UserError):
            root.parent_id = child
        self.articles["public"].category_id = child
        self.assertEqual(child.article_count, 1)
        action = root.action_open_articles()
        self.assertEqual(self.Article.search(action["domain"]), self.articles["public"])
        with self.assertRaises(AccessError):
            Category.with_user(self.agent).create({"name": "x"})

    # === Strangers at work === #

    def test_throttle(self):
        throttle = self.env["cs.throttle"]
        self.assertEqual(
            [throttle._cs_hit("form", "1.2.3.4", 2, 60) for _try in range(4)],
            [True, True, False, False],
        )
        self.assertTrue(throttle._cs_hit("form", "1.2.3.5", 2, 60))
        self.assertTrue(throttle._cs_hit("vote", "1.2.3.4", 2, 60))
        rows = throttle.search([])
        self.assertFalse(rows.filtered(lambda row: "1.2.3" in row.key))
        rows.ends_at = fields.Datetime.now() - timedelta(minutes=1)
        throttle._gc_ended()
        self.assertFalse(rows.exists())
        for user in (self.public, self.portal, self.agent, self.manager):
            with self.assertRaises(AccessError):
                throttle.with_user(user).search_count([])
