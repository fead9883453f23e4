# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversationAnswers(ChannelCase):
    """What may answer a customer, beside the conversation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.article"].search([]).active = False
        cls.public, cls.internal = cls.env["cs.article"].create(
            [
                {
                    "name": f"Quagga printer hangs ({audience})",
                    "body": "<p>Clear the queue.</p>",
                    "audience": audience,
                    "state": "published",
                    "language": "en_US",
                }
                for audience in ("public", "internal")
            ]
        )
        solved = cls.env.ref("cs_helpdesk.cs_ticket_stage_solved")
        cls.ticket, cls.foreign = cls.env["cs.ticket"].create(
            [
                {"name": "Quagga printer hangs", "team_id": team.id}
                for team in (cls.team, cls.other_team)
            ]
        )
        for ticket in (cls.ticket, cls.foreign):
            agent = ticket.team_id.member_ids.user_id[:1]
            ticket.with_user(agent).message_post(
                body="Cleared it by hand.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            ticket.stage_id = solved

    def setUp(self):
        super().setUp()
        self.talk = self.customer_writes("The quagga printer hangs")
        self.mine = self.talk.with_user(self.agent)

    def test_what_the_agent_may_read(self):
        found = self.mine.suggest_answers()
        self.assertEqual(
            {article["id"] for article in found["articles"]},
            {self.public.id, self.internal.id},
        )
        self.assertEqual([x["id"] for x in found["tickets"]], self.ticket.ids)
        self.mine.reply("xylophone")
        self.assertEqual(self.mine.suggest_answers(), found, "our words do not count")

    def test_quoting(self):
        said = self.mine.quote_answer("cs.article", self.public.id)
        self.assertIn("Clear the queue", said)
        self.assertIn(self.public.help_url, said)
        self.assertIn("by hand", self.mine.quote_answer("cs.ticket", self.ticket.id))
        with self.assertRaises(UserError):
            self.mine.quote_answer("cs.article", self.internal.id)
        with self.assertRaises(AccessError):
            self.mine.quote_answer("cs.ticket", self.foreign.id)

    def test_others_get_nothing(self):
        portal = new_test_user(self.env, "ch_portal", "base.group_portal")
        for user in (self.stranger, portal):
            talk = self.talk.with_user(user)
            with self.assertRaises(AccessError):
                talk.suggest_answers()
            with self.assertRaises(AccessError):
                talk.quote_answer("cs.article", self.public.id)
