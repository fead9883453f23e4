# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import ChannelCase

MONDAY = datetime(2026, 3, 2, 9, 10)


@tagged("post_install", "-at_install")
class TestConversationFigures(ChannelCase):
    """How a conversation ended, and what the reports say of many."""

    def _report(self, talk, user=None):
        self.env.flush_all()
        Report = self.env["cs.conversation.report"].with_user(user or self.env.user)
        return Report.search([("conversation_id", "=", talk.id)])

    def test_closed_with_an_outcome(self):
        outcome = self.env.ref("cs_channels.cs_conversation_outcome_solved")
        tag = self.env["cs.ticket.tag"].create({"name": "Printing"})
        talk = self.customer_writes("Hi")
        mine = talk.with_user(self.agent)
        mine.reply("Hello")
        details = mine.inbox_details()
        self.assertIn(outcome.id, [x["id"] for x in details["outcomes"]])
        mine.close(outcome.id, tag.ids)
        self.assertEqual((talk.outcome_id, talk.tag_ids), (outcome, tag))
        with self.assertRaises(AccessError):
            mine.write({"outcome_id": False})
        self.customer_writes("Not yet")
        self.assertFalse(talk.outcome_id, "it goes on")

    def test_waiting_handling_and_service_level(self):
        self.team.company_id.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time(MONDAY):
            quick = self.customer_writes("Hi", "demo-1")
            slow = self.customer_writes("Hi", "demo-2")
        with freeze_time(MONDAY + timedelta(seconds=50)):
            quick.with_user(self.agent).reply("Hello")
        with freeze_time(MONDAY + timedelta(seconds=90)):
            slow.with_user(self.agent).reply("Hello")
        with freeze_time(MONDAY + timedelta(seconds=350)):
            (quick | slow).with_user(self.agent).close()
        row = self._report(quick)
        self.assertEqual(
            (row.wait_seconds, row.handle_seconds, row.in_time, row.abandoned),
            (50, 300, 100, 0),
        )
        self.assertEqual(row.answer_seconds, 50)
        self.assertEqual((row.half_hour, row.first_contact), ("17:00", 100))
        self.assertEqual(self._report(slow).in_time, 0)
        shares = self.env["cs.conversation.report"]._read_group(
            [("conversation_id", "in", (quick | slow).ids)], [], ["in_time:avg"]
        )
        self.assertEqual(shares, [(50.0,)])

    def test_abandoned(self):
        talk = self.customer_writes("Hi")
        talk.with_user(self.agent).close()
        row = self._report(talk)
        self.assertEqual((row.abandoned, row.in_time), (100, 0))
        self.assertFalse(row.first_contact)

    def test_the_bots_time_is_not_waiting_but_until_the_first_response(self):
        self.demo.bot_active = True
        with freeze_time(MONDAY):
            talk = self.customer_writes("Hi")
        with freeze_time(MONDAY + timedelta(seconds=40)):
            self.customer_writes("human")
        with freeze_time(MONDAY + timedelta(seconds=60)):
            talk.with_user(self.agent).reply("Hello")
        row = self._report(talk)
        self.assertEqual((row.wait_seconds, row.answer_seconds), (20, 60))

    def test_bot_alone(self):
        self.demo.bot_active = True
        alone = self.customer_writes("Hi", "demo-1")
        helped = self.customer_writes("human", "demo-2")
        (alone | helped).with_user(self.manager).close()
        rows = self._report(alone), self._report(helped)
        self.assertEqual([row.contained for row in rows], [100, 0])
        self.assertEqual([row.abandoned for row in rows], [0, 100])

    def test_who_comes_back_was_not_helped(self):
        talk = self.customer_writes("Hi")
        talk.with_user(self.agent).reply("Hello")
        talk.with_user(self.agent).close()
        talk.closed_at = fields.Datetime.now() - timedelta(days=2)
        self.customer_writes("Again")
        self.assertEqual(self._report(talk).first_contact, 0)

    def test_who_opens_it_again_was_not_helped(self):
        talk = self.customer_writes("Hi")
        mine = talk.with_user(self.agent)
        mine.reply("Hello")
        mine.close()
        self.customer_writes("It does not work")
        mine.close()
        self.assertEqual((talk.reopen_count, self._report(talk).first_contact), (1, 0))
        other = self.customer_writes("Hi", "demo-2")
        other.with_user(self.agent).reply("Hello")
        other.with_user(self.agent).close()
        other.with_user(self.agent).reply("One thing more")
        other.with_user(self.agent).close()
        row = self._report(other)
        self.assertEqual((other.reopen_count, row.first_contact), (0, 100))

    def test_who_still_waits_is_not_in_time(self):
        with freeze_time(MONDAY):
            talk = self.customer_writes("Hi")
        soon, late = timedelta(seconds=30), timedelta(seconds=90)
        with freeze_time(MONDAY + soon):
            self.assertEqual(self._level(talk), [(0.0, 0)], "it can still be kept")
        with freeze_time(MONDAY + late):
            self.assertEqual(self._level(talk), [(0.0, 1)])

    def _level(self, talk):
        self.env.flush_all()
        aggregates = ["in_time:avg", "in_time:count"]
        domain = [("conversation_id", "=", talk.id)]
        groups = self.env["cs.conversation.report"]._read_group(domain, [], aggregates)
        return [(mean or 0.0, count) for mean, count in groups]

    def test_transfers_count_and_do_not_come_back_at_once(self):
        self.team.assign_mode = "balanced"
        self.colleague.cs_set_status("off")
        talk = self.customer_writes("Hi")
        talk.with_user(self.agent).transfer(team=self.team, reason="no idea")
        self.assertEqual((talk.state, talk.user_id.id), ("queued", False))
        self.assertEqual(self._report(talk).transfer_count, 1)

    def test_other_teams_see_no_figures(self):
        talk = self.customer_writes("Hi")
        self.assertTrue(self._report(talk, self.agent))
        self.assertTrue(self._report(talk, self.manager))
        self.assertFalse(self._report(talk, self.stranger))

    def test_my_day(self):
        talk = self.customer_writes("The label is wrong")
        talk.with_user(self.agent).claim()
        day = self.env["cs.desk"].with_user(self.agent).my_day()
        item = next(x for x in day["items"] if x["model"] == "cs.conversation")
        self.assertEqual((item["kind"], item["res_id"]), ("reply", talk.id))
        self.assertEqual(item["action"]["params"], {"conversation_id": talk.id})
        talk.with_user(self.agent).reply("Which one?")
        day = self.env["cs.desk"].with_user(self.agent).my_day()
        self.assertNotIn("cs.conversation", [x["model"] for x in day["items"]])
