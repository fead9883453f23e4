# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversation(ChannelCase):
    def setUp(self):
        super().setUp()
        self.talk = self.customer_writes("Hello, <b>the label</b> is wrong")
        self.mine = self.talk.with_user(self.agent)

    # === In === #

    def test_a_stranger_is_a_guest_and_only_an_author(self):
        (message,) = self.talk._stream_messages()
        self.assertEqual(message.author_guest_id, self.talk.identity_id.guest_id)
        self.assertFalse(message.author_id)
        self.assertFalse(self.talk.discuss_channel_id.channel_member_ids)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertEqual(self.talk.state, "queued")
        self.assertTrue(self.talk.waiting_since)

    def test_a_bound_customer_writes_as_his_contact(self):
        partner = self.env["res.partner"].create({"name": "Wang Min"})
        self.talk.identity_id.with_user(self.agent).bind(partner)
        self.assertEqual(self.talk.partner_id, partner)
        self.customer_writes("again")
        self.assertEqual(self.talk._stream_messages()[-1].author_id, partner)
        self.assertFalse(self.talk.delivery_ids)
        self.assertFalse(self.talk.discuss_channel_id.channel_member_ids)
        self.talk.identity_id.with_user(self.agent).bind(False)
        self.customer_writes("who am I")
        self.assertTrue(self.talk._stream_messages()[-1].author_guest_id)

    def test_reopened_within_the_window_else_a_new_one(self):
        self.mine.claim()
        self.mine.close()
        self.assertFalse(self.talk.discuss_channel_id.channel_member_ids)
        self.assertEqual(self.customer_writes("one more"), self.talk)
        self.assertEqual((self.talk.state, self.talk.user_id), ("open", self.agent))
        self.assertEqual(
            self.talk.discuss_channel_id.channel_member_ids.partner_id,
            self.agent.partner_id,
        )
        self.mine.close()
        self.talk.closed_at = fields.Datetime.now() - timedelta(hours=25)
        new = self.customer_writes("next day")
        self.assertNotEqual(new, self.talk)
        self.assertEqual(new.previous_id, self.talk)
        self.assertEqual(new.state, "queued")

    def test_reopened_for_the_queue_when_the_agent_is_gone(self):
        self.mine.claim()
        self.mine.close()
        self.agent.active = False
        self.customer_writes("one more")
        self.assertEqual((self.talk.state, len(self.talk.user_id)), ("queued", 0))

    # === Out === #

    def test_whoever_answers_takes_it(self):
        message = self.mine.reply("We look at it")
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertEqual((self.talk.state, self.talk.user_id), ("open", self.agent))
        self.assertTrue(self.talk.first_response_at)
        self.assertFalse(self.talk.waiting_since)
        self.assertEqual(self.talk.delivery_ids.body, "We look at it")

    def test_plain_text_is_not_html(self):
        self.mine.reply("a < b & c")
        self.mine.reply(Markup("<p>bold <b>x</b></p>"))
        bodies = self.talk.delivery_ids.sorted("id").mapped("body")
        self.assertEqual(bodies, ["a < b & c", "bold x"])
        with self.assertRaises(UserError):
            self.mine.reply(" ")

    def test_only_the_owner_speaks(self):
        self.mine.claim()
        theirs = self.talk.with_user(self.colleague)
        with self.assertRaises(UserError):
            theirs.reply("me too")
        with self.assertRaises(UserError):
            theirs.discuss_channel_id.sudo().message_post(
                body="me too", message_type="comment"
            )
        with self.assertRaises(AccessError):
            self.mine.discuss_channel_id.message_post(
                body="as you",
                message_type="comment",
                author_id=self.colleague.partner_id.id,
            )
        self.assertFalse(self.talk.delivery_ids)

    def test_notes_and_notices_are_never_sent(self):
        self.mine.claim()
        self.mine.message_post(body="internal", subtype_xmlid="mail.mt_note")
        self.mine.message_post(body="comment here", message_type="comment")
        self.mine.discuss_channel_id.sudo().message_post(body="joined")
        self.mine.transfer(user=self.colleague, reason="she knows")
        self.assertFalse(self.talk.delivery_ids)
        self.assertIn(
            "she knows", self.talk.message_ids[0].body + self.talk.message_ids[1].body
        )

    def test_a_colleague_of_another_team_is_asked(self):
        """He reads along and says what he thinks, to us; the customer is not his."""
        self.mine.claim()
        theirs = self.talk.with_user(self.stranger)
        self.assertFalse(theirs.has_access("read"))
        self.mine.message_post(
            body="What do you think?",
            partner_ids=self.stranger.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        self.env.invalidate_all()
        self.assertTrue(theirs.has_access("read"), "who is asked reads along")
        self.assertTrue(theirs.discuss_channel_id.message_ids)
        theirs.message_post(body="A new valve", subtype_xmlid="mail.mt_note")
        with self.assertRaises(UserError):
            theirs.reply("Buy one")
        with self.assertRaises(UserError):
            theirs.claim()
        self.drain_out()
        self.assertFalse(self.talk.delivery_ids, "nothing of it went out")

    def test_a_sent_message_cannot_be_changed(self):
        message = self.mine.reply("one")
        with self.assertRaises(UserError):
            self.mine.discuss_channel_id._message_update_content(message, body="two")

    # === Whose it is === #

    def test_claim(self):
        self.mine.claim()
        with self.assertRaises(UserError):
            self.talk.with_user(self.colleague).claim()
        self.talk.with_user(self.manager).claim()
        self.assertEqual(self.talk.user_id, self.manager)
        self.assertEqual(
            self.talk.discuss_channel_id.channel_member_ids.partner_id,
            self.manager.partner_id,
        )

    def test_one_place(self):
        self.agent.cs_capacity = 1
        self.mine.claim()
        second = self.customer_writes("hi", sender="demo-2").with_user(self.agent)
        with self.assertRaises(UserError):
            second.claim()
        self.mine.snooze(fields.Datetime.now() + timedelta(hours=1))
        second.claim()
        load = self.env["cs.agent.load"].search([("user_id", "=", self.agent.id)])
        self.assertEqual(load.load, 1)
        self.assertFalse(self.env["cs.agent.load"]._cs_rebuild())

    def test_transfer(self):
        self.mine.claim()
        note = "<b>row 312</b>"
        self.mine.transfer(team=self.other_team, reason="hardware", note=note)
        told = self.talk.message_ids[0].body
        self.assertIn("hardware", told)
        self.assertIn("&lt;b&gt;row 312", told, "words, no markup")
        self.assertEqual((self.talk.state, len(self.talk.user_id)), ("queued", 0))
        self.assertEqual(self.talk.discuss_channel_id.cs_team_id, self.other_team)
        with self.assertRaises(AccessError):
            self.mine.check_access("read")
        theirs = self.talk.with_user(self.stranger)
        theirs.claim()
        with self.assertRaises(UserError):
            theirs.transfer(user=self.agent)
        with self.assertRaises(UserError):
            theirs.transfer()

    def test_nobody_hands_himself_what_a_colleague_has(self):
        self.mine.claim()
        hers = self.talk.with_user(self.colleague)
        with self.assertRaisesRegex(UserError, "already has"):
            hers.transfer(user=self.colleague)
        self.assertEqual(self.talk.user_id, self.agent)
        self.team.member_ids = [(0, 0, {"user_id": self.manager.id})]
        self.talk.with_user(self.manager).transfer(user=self.manager)
        self.assertEqual(self.talk.user_id, self.manager)
        self.talk.with_user(self.manager).transfer(team=self.team)
        hers.transfer(user=self.colleague)  # it waits for whoever takes it
        self.assertEqual(self.talk.user_id, self.colleague)

    def test_a_file_the_agent_may_not_read_is_not_sent(self):
        secret = self.env["ir.attachment"].create({"name": "s.txt", "raw": b"secret"})
        for files in (secret, secret.ids, secret.id):
            with self.subTest(files=files), self.assertRaises(AccessError):
                self.mine.reply("look", attachments=files)

    def test_snooze(self):
        self.mine.claim()
        with self.assertRaises(UserError):
            self.mine.snooze(fields.Datetime.now() - timedelta(hours=1))
        self.mine.snooze(fields.Datetime.now() + timedelta(hours=1))
        self.customer_writes("hello?")
        self.assertEqual(self.talk.state, "open")
        self.mine.snooze(fields.Datetime.now() + timedelta(hours=1))
        self.talk.snoozed_until = fields.Datetime.now() - timedelta(seconds=1)
        self.env["cs.conversation"]._cron_wake_snoozed()
        self.assertEqual((self.talk.state, self.talk.user_id), ("open", self.agent))

    def test_start(self):
        self.mine.claim()
        self.mine.close()
        self.talk.closed_at = fields.Datetime.now() - timedelta(days=9)
        conversations = self.env["cs.conversation"].with_user(self.agent)
        new = conversations.start(self.talk.identity_id.id, "Is it well now?")
        self.assertNotEqual(new, self.talk)
        self.assertEqual(new.user_id, self.agent)
        self.assertEqual(new.previous_id, self.talk)
        self.drain_out()
        self.assertEqual(new.delivery_ids.state, "sent")

    def test_answering_what_one_has_closed(self):
        self.mine.claim()
        self.mine.close()
        self.mine.reply("one more thing")
        self.assertEqual((self.talk.state, self.talk.user_id), ("open", self.agent))
        self.mine.close()
        self.talk.closed_at = fields.Datetime.now() - timedelta(days=9)
        with self.assertRaises(UserError):
            self.mine.reply("too late")
        self.assertEqual(len(self.talk.delivery_ids), 1)

    def test_bind_takes_what_remote_callers_give(self):
        partner = self.env["res.partner"].create({"name": "Wang Min"})
        identity = self.talk.identity_id
        for value in (partner, partner.id, partner.ids):
            identity.bind(value)
            self.assertEqual(identity.partner_id, partner)
            identity.bind(False)
            self.assertFalse(identity.partner_id)

    # === Tickets === #

    def test_what_becomes_of_a_ticket_answers_in_the_chat_too(self):
        partner = self.env["res.partner"].create({"name": "Wang Min"})
        self.talk.identity_id.bind(partner)
        ticket = self.mine.create_ticket()
        asked = ticket.sudo().message_post(
            body="Two things",
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        values = {"name": "x", "team_id": self.team.id, "partner_id": partner.id}
        target = self.env["cs.ticket"].create(values)
        new = ticket.split(asked.ids)
        elsewhere = self.env["res.partner"].create({"name": "Anna"})
        more = asked.copy({"model": "cs.ticket", "res_id": ticket.id})
        foreign = ticket.split(more.ids, {"partner_id": elsewhere.id})
        self.assertFalse(foreign.conversation_id)
        ticket.merge_into(target.with_user(self.agent))
        self.assertEqual((target | new).conversation_id, self.talk)
        target._cs_move("closed")
        target.message_post(
            body="Again",
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(target.child_ids.conversation_id, self.talk)

    def test_ticket_of_a_conversation(self):
        self.mine.reply("We look at it")
        self.mine.message_post(body="he is angry", subtype_xmlid="mail.mt_note")
        ticket = self.mine.create_ticket({"priority": "2"})
        self.assertEqual(ticket.name, "Hello, <b>the label</b> is wrong")
        self.assertEqual((ticket.priority, ticket.source), ("2", "chat"))
        self.assertEqual(ticket.first_response_at, self.talk.first_response_at)
        self.assertIn("the label", ticket.description)
        self.assertIn("We look at it", ticket.description)
        self.assertNotIn("angry", ticket.description)
        self.assertNotIn("<b>the label", ticket.description)
        self.assertEqual(self.talk.ticket_ids, ticket)

    def test_an_answered_conversation_keeps_the_tickets_promise(self):
        policy = {
            "name": "First answer",
            "metric": "first_response",
            "target_hours": 1,
            "team_ids": [(6, 0, self.team.ids)],
        }
        self.env["cs.sla.policy"].create(policy)
        waiting = self.mine.create_ticket()
        self.assertEqual(waiting.sla_line_ids.mapped("state"), ["running"])
        self.mine.reply("We look at it")
        answered = self.mine.create_ticket()
        self.assertEqual(answered.sla_line_ids.mapped("state"), ["met"])

    def test_ticket_answers_come_back_once(self):
        partner = self.env["res.partner"].create(
            {"name": "Wang Min", "email": "wang@example.com"}
        )
        self.talk.identity_id.bind(partner)
        ticket = self.mine.create_ticket()
        ticket.message_subscribe(partner.ids)
        message = ticket.message_post(
            body="Fixed in 2.1",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.talk.delivery_ids.body, "Fixed in 2.1")
        self.assertEqual(
            self.talk._stream_messages()[-1].author_id, self.agent.partner_id
        )
        self.assertNotIn(partner, message.notified_partner_ids)
        self.assertTrue(ticket.sudo().conversation_id.first_response_at)
        ticket.message_post(body="note", subtype_xmlid="mail.mt_note")
        self.assertEqual(len(self.talk.delivery_ids), 1)

    # === The screen === #

    def test_folders_and_counts(self):
        model = self.env["cs.conversation"].with_user(self.agent)
        self.customer_writes("second", sender="demo-2")
        self.mine.claim()
        self.assertEqual(
            model.inbox_counts(),
            {"mine": 1, "unassigned": 1, "team": 0, "waiting": 2, "snoozed": 0},
        )
        (row,) = model.inbox_list("mine")
        self.assertEqual(row["id"], self.talk.id)
        self.assertIn("label", row["preview"])
        self.assertFalse(model.inbox_list("mine", search="nothing like it"))
        self.assertEqual(len(model.inbox_list("unassigned", search="sec")), 1)
        with self.assertRaises(UserError):
            model.inbox_list("everything")
        details = self.mine.inbox_details()
        self.assertTrue(details["quota"]["unlimited"])
        team = next(t for t in details["teams"] if t["id"] == self.team.id)
        self.assertEqual(len(team["members"]), 2)

    def test_list_does_not_grow_queries(self):
        for number in range(12):
            self.customer_writes("x", sender=f"many-{number}")
        model = self.env["cs.conversation"].with_user(self.agent)
        model.inbox_list("unassigned")
        self.env.invalidate_all()
        with self.assertQueryCount(19):
            model.inbox_list("unassigned")

    # === The customer record === #

    def test_on_the_customer(self):
        company = self.env["res.partner"].create({"name": "ACME", "is_company": True})
        partner = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": company.id}
        )
        self.talk.identity_id.bind(partner)
        as_agent = company.with_user(self.agent)
        (entry,) = [e for e in as_agent.cs_timeline() if e["kind"] == "conversation"]
        self.assertEqual(entry["title"], self.talk.identity_id.name)
        signals = company._cs_signals()[company.id]
        self.assertEqual(signals["conversations_30d"]["value"], 1)
        self.assertEqual(signals["days_since_contact"]["value"], 0)
        panel = as_agent.cs_customer_panel()
        section = next(s for s in panel["sections"] if s["key"] == "conversations")
        self.assertEqual(section["count"], 1)
        self.assertIn("is wrong", str(section))
        seller = new_test_user(
            self.env, "ch_sales", "sales_team.group_sale_salesman_all_leads"
        )
        as_seller = company.with_user(seller)
        panel, timeline = as_seller.cs_customer_panel(), as_seller.cs_timeline()
        self.assertIn("conversation", [entry["kind"] for entry in timeline])
        self.assertNotIn("is wrong", str((panel["sections"], timeline)))
