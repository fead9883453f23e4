# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChannelCase

A_PERSON = (
    "human",
    "转人工",
    "我要人工客服",
    "人工",
    "I need a human",
    "轉人工",
    "在吗，人工",
)
A_PERSON += ("I want to speak to an agent", "人工在吗", "a real person, please")
OTHER_THINGS = ("人工智能怎么用", "人工智能", "My app cannot talk to a printer")
OTHER_THINGS += ("human resources", "需要人工审核吗", "Our agent crashes")


@tagged("post_install", "-at_install")
class TestConversationBot(ChannelCase):
    """The bot answers by rules, and a person is never more than a word away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.article"].search([]).active = False
        cls.article = cls.env["cs.article"].create(
            {
                "name": "Labels do not print",
                "body": "<p>Clear the queue of the quagga printer.</p>",
                "audience": "public",
                "state": "published",
                "language": "en_US",
            }
        )
        cls.demo.write(
            {
                "bot_active": True,
                "bot_greeting": "Welcome to Polaris.",
                "bot_option_ids": [
                    (0, 0, {"name": "Hours", "answer": "From 9 to 18."}),
                    (
                        0,
                        0,
                        {
                            "name": "Report a fault",
                            "action": "ticket",
                            "question_ids": [
                                (0, 0, {"name": "What is it?", "target": "name"}),
                                (
                                    0,
                                    0,
                                    {
                                        "name": "Your address?",
                                        "kind": "email",
                                        "target": "email_from",
                                    },
                                ),
                            ],
                        },
                    ),
                    (0, 0, {"name": "My tickets", "action": "progress"}),
                    (0, 0, {"name": "Talk to us", "action": "human"}),
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.talk = self.customer_writes("Hello")

    def _say(self, text):
        """What the bot answers to a text."""
        before = len(self.words(self.talk))
        self.customer_writes(text)
        return "\n".join(self.words(self.talk)[before + 1 :])

    def test_greets_with_a_menu(self):
        self.assertEqual(self.talk.state, "bot")
        said = self.words(self.talk)[1]
        for words in ("Welcome to Polaris", "1. Hours", "4. Talk to us", "human"):
            self.assertIn(words, said)
        self.assertIn("From 9 to 18", self._say("1"))
        self.assertIn("From 9 to 18", self._say("hours"))
        self.assertFalse(self.talk.first_response_at, "a bot is no first response")

    def test_who_asks_for_a_person_is_told_that_one_comes(self):
        self.assertEqual(self._say("human"), "A colleague will be with you.")
        self.talk.channel_id.tell_place = True
        other = self.customer_writes("human", "demo-other")
        self.assertIn("1 wait before you", self.words(other)[-1])

    def test_a_cleverer_one_takes_its_place(self):
        def reply(talk, text):
            seen = [*((talk.bot_data or {}).get("seen") or ()), text]
            enough = len(seen) > 1
            say = [] if enough else [f"You said {text}."]
            return {"say": say, "data": {"seen": seen}, "hand_over": enough}

        self.talk.bot_data = False
        model = type(self.env["cs.conversation"])
        with patch.object(model, "_bot_reply", reply):
            self.assertEqual(self._say("one"), "You said one.")
            self.assertEqual(self.talk.state, "bot")
            self._say("two")
        self.assertEqual(self.talk.state, "queued")
        self.assertEqual(self.talk.bot_data["seen"], ["one", "two"])

    def test_articles_in_three_bands(self):
        said = self._say("labels do not print")
        self.assertIn("quagga printer", said)
        self.assertIn(self.article.help_url, said)
        said = self._say("quagga printer strange")
        self.assertIn("1. Labels do not print", said)
        self.assertIn("quagga printer", self._say("1"))
        self.assertIn("did not understand", self._say("xylophone"))
        self.assertEqual(self.talk.state, "bot")
        self._say("xylophone again")
        self.assertEqual(self.talk.state, "queued", "two misses, then a person")

    def test_only_public_articles_of_the_company(self):
        self.article.audience = "portal"
        self.assertNotIn("quagga", self._say("labels do not print"))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.article.write({"audience": "public", "company_id": other.id})
        self.assertNotIn("quagga", self._say("labels do not print"))

    def test_a_person_at_any_time(self):
        for number, word in enumerate(A_PERSON):
            talk = self.customer_writes(word, f"demo-h{number}")
            self.assertEqual(talk.state, "queued", word)
            self.assertTrue(talk.waiting_since)
        for number, word in enumerate(OTHER_THINGS):
            talk = self.customer_writes(word, f"demo-o{number}")
            self.assertEqual(talk.state, "bot", word)

    def test_a_long_number_is_no_choice(self):
        said = self._say("9" * 5000)
        self.assertIn("did not understand", said)

    def test_closed_in_its_hands_it_begins_anew(self):
        self._say("xylophone")
        self.talk.close()
        self.assertIn("Welcome to Polaris", self._say("Hello again"))
        self.assertEqual(self.talk.state, "bot")

    def test_a_form_makes_a_ticket(self):
        self.assertIn("What is it?", self._say("2"))
        self.assertIn("Your address?", self._say("Labels hang"))
        self.assertIn("does not fit", self._say("no address"))
        said = self._say("wang@huadong.example")
        ticket = self.talk.ticket_ids
        self.assertIn(ticket.number, said)
        self.assertEqual(
            (ticket.name, ticket.email_from), ("Labels hang", "wang@huadong.example")
        )
        self.assertIn("Labels hang", self._say("3"))
        self.assertEqual(self.talk.state, "bot")

    def test_what_was_collected_goes_with_it(self):
        self._say("2")
        self._say("Labels hang")
        self._say("human")
        self.assertEqual(self.talk.state, "queued")
        notes = "".join(self.talk.message_ids.mapped("body"))
        self.assertIn("What is it: Labels hang", notes)

    def test_progress_of_his_own_only(self):
        partner = self.env["res.partner"].create({"name": "Wang Min"})
        Ticket = self.env["cs.ticket"]
        team = {"team_id": self.team.id}
        own = Ticket.create({**team, "name": "Mine", "partner_id": partner.id})
        Ticket.create({**team, "name": "Foreign"})
        self.assertIn("no ticket", self._say("3"))
        self.talk.identity_id.with_user(self.manager).bind(partner)
        self.assertNotIn(own.number, self._say("3"), "a colleague only thinks so")
        self.talk.identity_id.proven = True
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        Ticket.create(
            {"name": "Abroad", "partner_id": partner.id, "company_id": elsewhere.id}
        )
        said = self._say("3")
        self.assertIn(own.number, said)
        self.assertNotIn("Foreign", said)
        self.assertNotIn("Abroad", said)

    def test_whoever_claims_silences_it(self):
        self.talk.with_user(self.agent).claim()
        self.assertEqual(self._say("1"), "")
        self.assertEqual(self.talk.state, "open")

    def test_it_answers_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        option = self.demo.bot_option_ids[0]
        option.with_context(lang="zh_CN").write({"name": "时间", "answer": "九点开门"})
        talk = self.customer_writes("你好", "demo-zh")
        self.assertIn("1. 时间", self.words(talk)[1])

    def test_who_may_teach_it(self):
        foreign = new_test_user(
            self.env,
            "ch_foreign",
            "cs_helpdesk.group_manager,cs_customer.group_user",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        options = self.demo.bot_option_ids
        for records in (options, options.question_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.agent).read(["name"])
            self.assertTrue(records.with_user(self.manager).read(["name"]))
            own = records.with_user(foreign)
            self.assertFalse(own.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                own.write({"name": "x"})
