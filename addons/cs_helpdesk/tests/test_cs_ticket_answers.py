# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models import cs_search_mixin
from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestTicketAnswers(HelpdeskCase):
    """What may answer a ticket, as far as the agent may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.article"].search([]).active = False
        cls.articles = {
            audience: cls.env["cs.article"].create(
                {
                    "name": f"Quagga printer hangs ({audience})",
                    "body": "<p>Clear the queue.</p>",
                    "audience": audience,
                    "state": "published",
                    "language": "en_US",
                }
            )
            for audience in ("public", "portal", "internal")
        }
        cls.ticket = cls._new_ticket(
            name="Our quagga printer hangs again",
            description="<p>Since the update the queue does not move.</p>",
        )
        cls.solved = cls._new_solved(cls.team, "Cleared the quagga queue by hand.")
        cls.foreign = cls._new_solved(cls.other_team, "Foreign answer")

    @classmethod
    def _new_solved(cls, team, answer):
        ticket = cls._new_ticket(name="Quagga printer hangs", team_id=team.id)
        user = team.member_ids.user_id[:1]
        talk = ticket.with_user(user).with_context(mail_notify_force_send=False)
        talk.message_post(
            body=answer, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        talk.message_post(body="Secret note", subtype_xmlid="mail.mt_note")
        ticket.message_post(
            body="Thanks, that was it",
            author_id=cls.contact.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.stage_id = cls.stages["solved"]
        return ticket

    def _suggest(self, user=None):
        return self.ticket.with_user(user or self.agent).suggest_answers()

    def test_suggestions(self):
        found = self._suggest()
        self.assertEqual(
            {article["audience"] for article in found["articles"]},
            {"public", "portal", "internal"},
        )
        self.assertEqual([x["id"] for x in found["tickets"]], self.solved.ids)
        self.assertIn("by hand", found["tickets"][0]["excerpt"])
        self.assertNotIn("Secret", str(found))
        both = [x["id"] for x in self._suggest(self.manager)["tickets"]]
        self.assertLessEqual({self.solved.id, self.foreign.id}, set(both))
        for article in self.articles.values():
            article.state = "draft"
        self.solved.stage_id = self.stages["open"]
        self.assertEqual(self._suggest(), {"articles": [], "tickets": []})

    def test_words_that_many_tickets_share_are_not_looked_for(self):
        for _n in range(8):
            self._new_ticket(name="Printer jams")
        Ticket = self.env["cs.ticket"]
        Ticket.flush_model()
        self.env.cr.execute("ANALYZE cs_ticket")
        asked = ["printer", "jam", "quagga"]
        self.assertEqual(Ticket._cs_telling(asked), asked)
        self.patch(cs_search_mixin, "MAX_SHARED", 4)
        self.patch(cs_search_mixin, "LEAST_WORDS", 1)
        self.assertEqual(Ticket._cs_telling(asked), ["quagga"])
        self.assertEqual(Ticket._cs_telling(["printer", "jam"]), ["jam"])

    def test_the_files_of_an_article_go_with_it(self):
        article = self.articles["public"]
        article.attachment_ids = self.env["ir.attachment"].create(
            {"name": "steps.txt", "raw": b"steps"}
        )
        action = self.ticket.with_user(self.agent).action_quote_article(article.id)
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({})
        )
        composer.action_send_mail()
        self.assertIn(
            "steps.txt", self.ticket.message_ids[0].attachment_ids.mapped("name")
        )
        self.assertEqual(article.attachment_ids.res_model, "cs.article")

    def test_few_queries(self):
        self._suggest()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            self._suggest()

    def test_chinese(self):
        self.solved.write({"name": "标签打印机不出纸", "description": ""})
        self.ticket.write({"name": "升级以后打印机没反应", "description": ""})
        self.assertEqual([x["id"] for x in self._suggest()["tickets"]], self.solved.ids)

    def test_reply_with_an_article(self):
        article = self.articles["public"]
        action = self.ticket.with_user(self.agent).action_quote_article(article.id)
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        form = Form(composer)
        self.assertIn("Clear the queue", form.body)
        self.assertIn(f"{article.get_base_url()}{article.help_url}", form.body)
        form.save().action_send_mail()
        message = self.ticket.message_ids[0]
        self.assertIn("Clear the queue", message.body)
        self.assertEqual(message.notified_partner_ids, self.contact)
        self.assertEqual(self.ticket.state, "open")

    def test_reply_with_an_old_answer(self):
        ticket = self.ticket.with_user(self.agent)
        body = ticket.action_quote_ticket(self.solved.id)["context"]["default_body"]
        self.assertIn("by hand", body)
        self.assertNotIn("Secret", body)
        with self.assertRaises(AccessError):
            ticket.action_quote_ticket(self.foreign.id)

    def test_nothing_internal_goes_out(self):
        ticket = self.ticket.with_user(self.agent)
        for article in (self.articles["internal"], self.articles["public"]):
            if article.audience == "public":
                article.state = "draft"
            with self.assertRaises(UserError):
                ticket.action_quote_article(article.id)
        self.articles["portal"].company_id = self.env["res.company"].create(
            {"name": "Abroad"}
        )
        with self.assertRaises(AccessError):
            ticket.action_quote_article(self.articles["portal"].id)

    def test_draft_from_a_ticket(self):
        self.contact.lang = "en_US"
        action = self.solved.with_user(self.agent).action_draft_article()
        article = self.env["cs.article"].browse(action["res_id"])
        self.assertEqual((article.name, article.state), (self.solved.name, "draft"))
        self.assertEqual(article.audience, "internal")
        self.assertIn("by hand", article.body)
        for secret in ("Secret", "Thanks, that"):
            self.assertNotIn(secret, article.body)
        self.assertEqual(
            (article.ticket_id, article.user_id), (self.solved, self.agent)
        )

    def test_for_colleagues_only(self):
        portal = new_test_user(
            self.env,
            "answers_wang",
            groups="base.group_portal",
            partner_id=self.contact.id,
        )
        article = self.articles["public"]
        for user in (portal, self.outsider):
            ticket = self.ticket.with_user(user)
            for call in (
                ticket.suggest_answers,
                ticket.action_draft_article,
                lambda own=ticket: own.action_quote_article(article.id),
                lambda own=ticket: own.action_quote_ticket(self.solved.id),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            self.ticket.with_user(portal).read(["search_vector"])
