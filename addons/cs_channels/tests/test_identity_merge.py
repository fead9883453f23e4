# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestIdentityMerge(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang, cls.other = cls.env["res.partner"].create(
            [
                {
                    "name": "Wang Min",
                    "phone": "+86 138 0013 8000",
                    "email": "wang@huadong.example",
                },
                {"name": "Somebody Else"},
            ]
        )
        cls.talk = cls.customer_writes("first", sender="s1")
        cls.second = cls.customer_writes(channel=cls.wechat, sender="o1")
        cls.one = cls.talk.identity_id.with_user(cls.agent)
        cls.two = cls.second.identity_id.with_user(cls.agent)

    def journal(self, user=None):
        domain = [("identity_ids", "in", (self.one | self.two).ids)]
        return (
            self.env["cs.identity.journal"].with_user(user or self.agent).search(domain)
        )

    def test_binding_is_noted(self):
        self.one.bind(self.wang, reason="he said so")
        journal = self.journal()
        self.assertEqual(journal.user_id, self.agent)
        self.assertEqual(
            (journal.partner_id, journal.reason), (self.wang, "he said so")
        )
        self.assertEqual((journal.identity_ids, journal.talk_count), (self.one, 1))
        self.one.bind(self.wang)
        self.assertEqual(self.journal(), journal, "nothing changed")

    def test_merge_and_back(self):
        self.one.bind(self.other)
        merge = Form(
            self.env["cs.channel.merge"]
            .with_user(self.agent)
            .with_context(
                active_model="cs.channel.identity", active_ids=(self.one | self.two).ids
            )
        )
        self.assertEqual(merge.partner_id, self.other)
        merge.partner_id = self.wang
        merge.save().action_merge()
        self.assertEqual((self.talk | self.second).partner_id, self.wang)
        journal = self.journal()[0]
        self.assertEqual(journal.was_ids, self.other)
        journal.action_undo()
        self.assertEqual(self.talk.partner_id, self.other)
        self.assertFalse(self.second.partner_id)
        self.assertEqual(journal.undone_by_id, self.agent)
        with self.assertRaises(UserError):
            journal.action_undo()

    def test_what_came_since_goes_back_too(self):
        self.one.bind(self.wang)
        self.talk.with_user(self.agent).close()
        self.talk.closed_at = fields.Datetime.now() - timedelta(days=9)
        later = self.customer_writes("later", sender="s1")
        self.assertEqual(later.partner_id, self.wang)
        self.assertNotEqual(later, self.talk)
        self.journal().action_undo()
        self.assertFalse(later.partner_id)

    def test_no_way_back_past_a_newer_word(self):
        self.one.bind(self.wang)
        self.one.bind(self.other)
        with self.assertRaises(UserError):
            self.journal()[1].action_undo()
        self.journal()[0].action_undo()
        self.assertEqual(self.one.partner_id, self.wang)
        self.journal()[1].action_undo()
        self.assertFalse(self.one.partner_id)

    def test_proof_comes_back(self):
        self.one.sudo()._bind_if(self.wang)
        self.assertTrue(self.one.proven)
        self.one.bind(self.other)
        self.assertFalse(self.one.proven)
        self.journal()[0].action_undo()
        self.assertTrue(self.one.proven)

    def test_merge_needs_one_contact(self):
        with self.assertRaises(UserError):
            (self.one | self.two).merge()
        self.one.bind(self.wang)
        (self.one | self.two).merge(reason="same voice")
        self.assertEqual(self.two.partner_id, self.wang)

    def test_strangers_neither_see_nor_undo(self):
        self.one.bind(self.wang)
        self.assertFalse(self.journal(self.stranger))
        journal = self.journal().with_user(self.stranger)
        with self.assertRaises(AccessError):
            journal.action_undo()
        with self.assertRaises(AccessError):
            self.journal().write({"reason": "x"})
        with self.assertRaises(AccessError):
            self.one.with_user(self.stranger).suggest_contacts()

    def test_suggestions(self):
        self.customer_writes("my number is 138 0013 8000", sender="s1")
        self.wang.country_id = self.env.ref("base.cn")
        self.env.company.country_id = self.env.ref("base.cn")
        hints = self.one.suggest_contacts()
        self.assertEqual([hint["id"] for hint in hints], self.wang.ids)
        self.assertFalse(self.one.partner_id, "a hint binds nobody")
        self.customer_writes(
            "or WANG@huadong.example", sender="o1", channel=self.wechat
        )
        self.assertEqual([h["id"] for h in self.two.suggest_contacts()], self.wang.ids)
        self.two.sudo().name = "somebody else"
        names = {hint["name"] for hint in self.two.suggest_contacts()}
        self.assertEqual(names, {"Wang Min", "Somebody Else"})
        self.two.bind(self.wang)
        self.assertFalse(self.two.suggest_contacts())

    def test_the_provider_knows_them_as_one(self):
        (self.one | self.two).sudo().write({"union_id": "u-1"})
        self.one.bind(self.wang)
        [hint] = self.two.suggest_contacts()
        self.assertEqual(hint["id"], self.wang.id)

    def test_partner_merge_moves_identities(self):
        company = self.env["res.partner"].create(
            {"name": "Huadong", "is_company": True}
        )
        self.wang.parent_id = company
        self.one.bind(self.other)
        self.assertEqual(self.talk.commercial_partner_id, self.other)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.wang | self.other).ids, self.wang)
        self.env.invalidate_all()
        self.assertEqual(self.one.partner_id, self.wang)
        self.assertEqual(self.talk.partner_id, self.wang)
        self.assertEqual(self.talk.commercial_partner_id, company)
        self.assertEqual(self.journal().partner_id, self.wang)

    def test_erasing_forgets_why(self):
        self.one.bind(self.wang, reason="his voice")
        self.one.sudo()._erase()
        self.assertFalse(self.journal().reason)

    # === What letting go took away === #

    def ticket_of(self, talk):
        ticket = talk.with_user(self.agent).create_ticket({"name": "It broke"})
        ticket = ticket.sudo()
        ticket.write({"email_from": self.wang.email, "phone": self.wang.phone})
        ticket.message_subscribe(self.wang.ids)
        return ticket

    def test_undoing_a_letting_go_gives_tickets_and_words_back(self):
        self.one.bind(self.wang)
        self.customer_writes("in his name", sender="s1")
        ticket = self.ticket_of(self.talk)
        self.one.bind(False)
        self.assertFalse(ticket.partner_id or ticket.email_from or ticket.phone)
        self.assertNotIn(self.wang, ticket.message_partner_ids)
        self.journal()[0].action_undo()
        self.assertEqual(ticket.partner_id, self.wang)
        self.assertEqual(ticket.email_from, self.wang.email)
        self.assertEqual(ticket.phone, self.wang.phone)
        self.assertIn(self.wang, ticket.message_partner_ids)
        first, second = self.talk._stream_messages()
        self.assertTrue(first.author_guest_id, "said before anybody knew him")
        self.assertEqual(second.author_id, self.wang)

    def test_a_ticket_given_to_a_third_stays_his(self):
        self.one.bind(self.wang)
        ticket = self.ticket_of(self.talk)
        self.one.bind(False)
        ticket.partner_id = self.other
        self.journal()[0].action_undo()
        self.assertEqual(ticket.partner_id, self.other)

    def test_open_windows_show_who_it_is_now(self):
        self.one.bind(self.wang)
        said = self.customer_writes("in his name", sender="s1")._stream_messages()[-1]
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        self.one.bind(False)
        self.env.cr.precommit.run()
        told = [
            message
            for note in self.env["bus.bus"].search([])
            for message in json.loads(note.message)["payload"].get("mail.message", [])
            if message["id"] == said.id and "author_id" in message
        ]
        self.assertTrue(told, "told to whoever has it open")
        self.assertFalse(told[0]["author_id"])
        self.assertTrue(told[0]["author_guest_id"])
