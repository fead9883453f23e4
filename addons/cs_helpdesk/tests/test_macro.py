# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestMacro(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["cs.ticket.tag"].create([{"name": "log"}, {"name": "fresh"}])
        cls.macro = cls.env["cs.macro"].create(
            {
                "name": "Ask for the log",
                "body": '<p>Hello <t t-out="object.partner_id.name"/>, please send us '
                'the log of <t t-out="object.number"/>.</p>',
                "stage_id": cls.stages["waiting"].id,
                "assign": "me",
                "priority": "2",
                "team_ids": cls.team.ids,
                "user_id": False,
                "add_tag_ids": [Command.link(cls.tags[0].id)],
                "remove_tag_ids": [Command.link(cls.tags[1].id)],
            }
        )
        cls.mine = cls.macro.with_user(cls.agent)
        cls.ticket = cls._new_ticket(tag_ids=cls.tags[1].ids)

    def test_reply_and_changes_on_several_tickets(self):
        other = self._new_ticket(partner_id=self.stranger.id)
        self.mine.apply((self.ticket | other).ids)
        for ticket, name in ((self.ticket, "Wang Min"), (other, "Anna Keller")):
            reply = ticket.message_ids.filtered(
                lambda message: message.message_type == "comment"
            )
            self.assertIn(f"Hello {name}", reply.body)
            self.assertIn(ticket.number, reply.body)
            self.assertEqual(reply.author_id, self.agent.partner_id)
            self.assertEqual(ticket.state, "waiting")
            self.assertEqual((ticket.user_id, ticket.priority), (self.agent, "2"))
            self.assertTrue(ticket.first_response_at, "it was an answer")
        self.assertEqual(self.ticket.tag_ids, self.tags[0])

    def test_a_note_is_not_an_answer(self):
        self.macro.is_note = True
        self.mine.apply(self.ticket)
        self.assertFalse(self.ticket.first_response_at)
        note = self.ticket.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertTrue(note.subtype_id.internal)

    def test_changes_alone(self):
        macro = self.env["cs.macro"].create({"name": "Urgent", "priority": "3"})
        before = self.ticket.message_ids
        macro.apply(self.ticket.id)
        self.assertEqual(self.ticket.priority, "3")
        self.assertFalse(
            (self.ticket.message_ids - before).filtered(
                lambda m: m.message_type == "comment"
            )
        )

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.macro.with_context(lang="zh_CN").body = "<p>请发日志</p>"
        self.contact.lang = "zh_CN"
        self.mine.apply(self.ticket)
        self.assertIn("请发日志", self.ticket.message_ids.mapped("body")[-2:][0])

    def test_only_for_its_teams(self):
        ticket = self._new_ticket(team_id=self.other_team.id)
        with self.assertRaisesRegex(UserError, "not for tickets of Field"):
            self.macro.with_user(self.manager).apply(ticket)

    def test_crossing(self):
        other = self._new_ticket(team_id=self.other_team.id)
        self.macro.team_ids = False
        with self.assertRaises(AccessError):
            self.mine.apply(other)
        self.macro.team_ids = self.other_team
        with self.assertRaises(AccessError):
            self.mine.read(["body"])
        portal = self._new_user("hd_macro_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self.macro.with_user(portal).apply(self.ticket)

    def test_own_and_shared(self):
        own = self.env["cs.macro"].with_user(self.agent).create({"name": "Mine"})
        self.assertEqual(own.user_id, self.agent)
        with self.assertRaises(AccessError):
            own.user_id = False
        with self.assertRaises(AccessError):
            own.with_user(self.agent2).read(["name"])
        with self.assertRaises(AccessError):
            self.mine.name = "Not mine to change"
        shared = self.env["cs.macro"].with_user(self.manager).create({"name": "All"})
        self.assertFalse(shared.user_id)
        self.assertEqual(shared.with_user(self.agent2).name, "All")

    def test_wizard_previews_and_takes_the_edited_text(self):
        context = {"default_ticket_ids": self.ticket.ids}
        Wizard = self.env["cs.macro.apply"].with_user(self.agent)
        with Form(Wizard.with_context(**context)) as form:
            form.macro_id = self.macro
            self.assertIn("Hello Wang Min", form.body)
            self.assertIn("Waiting", form.changes)
            form.body = "<p>My own words</p>"
        form.record.action_apply()
        replies = self.ticket.message_ids.filtered(
            lambda message: message.message_type == "comment"
        )
        self.assertIn("My own words", replies.body)
        both = self.ticket | self._new_ticket(partner_id=self.stranger.id)
        wizard = Wizard.create(
            {"ticket_ids": both.ids, "macro_id": self.macro.id, "body": "ignored"}
        )
        wizard.action_apply()
        self.assertIn("Anna Keller", both[1].message_ids.mapped("body")[0] or "")
