# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import calendar
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..tools import outcome
from .common import JPEG, ChannelCase

# Monday, 2 March 2026: at night, and in the morning, in UTC.
NIGHT, MORNING = "2026-03-02 02:00:00", "2026-03-02 10:00:00"


@tagged("post_install", "-at_install")
class TestConversationManners(ChannelCase):
    """Hours, place in the queue, silence and rating."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.calendar_id = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "UTC"}
        )

    def test_outside_hours(self):
        self.demo.outside_text = "We are back at nine."
        with freeze_time(NIGHT):
            talk = self.customer_writes("Hi")
            self.assertIn("back at nine", self.words(talk)[-1])
            self.assertTrue(talk.waiting_since, "he still waits")
            self.customer_writes("Anybody?")
            self.assertEqual(len(self.words(talk)), 3, "it is said once")
        with freeze_time(MORNING):
            talk = self.customer_writes("Hi", "demo-2")
            self.assertEqual(len(self.words(talk)), 1)

    def test_place_in_the_queue(self):
        self.demo.tell_place = True
        with freeze_time(MORNING):
            first = self.customer_writes("Hi", "demo-1")
        with freeze_time(MORNING) as clock:
            clock.tick(60)
            second = self.customer_writes("Hi", "demo-2")
        self.assertIn("next", self.words(first)[-1])
        self.assertIn("1 wait", self.words(second)[-1])
        self.assertFalse(second.first_response_at)

    def test_silence(self):
        self.demo.write(
            {"idle_minutes": 10, "close_minutes": 5, "idle_text": "Anything else?"}
        )
        talk = self.customer_writes("Hi")
        waiting = self.customer_writes("Hi", "demo-2")
        talk.with_user(self.agent).reply("Hello")
        self.assertFalse(self.env["cs.conversation"]._cs_idle())
        (talk | waiting).last_message_at = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self.env["cs.conversation"]._cs_idle(), 1)
        self.assertIn("Anything else", self.words(talk)[-1])
        self.assertFalse(self.env["cs.conversation"]._cs_idle(), "asked once")
        self.customer_writes("Yes")
        self.assertFalse(talk.idle_at)
        talk.with_user(self.agent).reply("So?")
        talk.idle_at = fields.Datetime.now() - timedelta(minutes=6)
        self.assertEqual(self.env["cs.conversation"]._cs_idle(), 1)
        self.assertEqual((talk.state, waiting.state), ("closed", "queued"))

    def test_rating(self):
        self.demo.ask_rating = True
        talk = self.customer_writes("Hi")
        mine = talk.with_user(self.agent)
        mine.reply("Hello")
        mine.close()
        self.assertEqual(talk.state, "closed")
        self.assertIn("1 (bad) to 5", self.words(talk)[-1])
        self.assertEqual(self.customer_writes("5"), talk)
        self.assertEqual((talk.state, talk.rating_last_value), ("closed", 5))
        self.assertEqual(talk.rating_ids.rated_partner_id, self.agent.partner_id)
        self.assertIn("Thank you", self.words(talk)[-1])
        self.assertEqual(self.customer_writes("4"), talk)
        self.assertEqual(talk.state, "open", "asked once; now it is a message")
        self.assertEqual(talk.rating_last_value, 5)

    def test_no_rating_of_what_nobody_answered(self):
        self.demo.ask_rating = True
        talk = self.customer_writes("Hi")
        talk.with_user(self.agent).claim()
        talk.with_user(self.agent).close()
        self.assertFalse(talk.rating_asked_at)
        self.assertEqual(len(self.words(talk)), 1)

    def test_ratings_as_people_write_them(self):
        self.demo.ask_rating = True
        for number, word in enumerate(("5分", "\uff15", "5 stars", "5星。", "5!")):
            talk = self.customer_writes("Hi", f"demo-r{number}")
            talk.with_user(self.agent).reply("Hello")
            talk.with_user(self.agent).close()
            self.customer_writes(word, f"demo-r{number}")
            self.assertEqual((talk.state, talk.rating_last_value), ("closed", 5), word)
        self.customer_writes("5 boxes", "demo-r0")
        self.assertEqual(talk.rating_last_value, 5)

    def test_who_is_closed_for_silence_is_asked_too(self):
        self._silent(self.demo)
        self.demo.ask_rating = True
        talk = self.customer_writes("Hi")
        talk.with_user(self.agent).reply("Hello")
        talk.idle_at = fields.Datetime.now() - timedelta(minutes=6)
        self.env["cs.conversation"]._cs_idle()
        self.assertEqual(talk.state, "closed")
        self.assertTrue(talk.rating_asked_at)

    def _silent(self, channel):
        minutes = {"idle_minutes": 10, "close_minutes": 5}
        channel.write({**minutes, "idle_text": "Anything else?"})

    def test_our_own_word_is_no_silence(self):
        self._silent(self.demo)
        talk = self.customer_writes("Hi")
        mine = talk.with_user(self.agent)
        mine.reply("Hello")
        talk.idle_at = fields.Datetime.now() - timedelta(minutes=6)
        mine.reply("One moment, I am checking")
        self.env["cs.conversation"]._cs_idle()
        self.assertEqual(talk.state, "open", "he has had no time to answer")
        talk.idle_at = fields.Datetime.now() - timedelta(minutes=6)
        mine.close()
        mine.reply("One thing more")
        self.assertFalse(talk.idle_at, "it begins anew with being opened")

    def test_an_answer_that_did_not_arrive(self):
        self._silent(self.demo)
        asked = fields.Datetime.now() - timedelta(minutes=3)  # he waited to be read
        talk = self.customer_writes("Hi", at=calendar.timegm(asked.timetuple()))
        self.assertEqual(talk.waiting_since, asked)
        talk.with_user(self.agent).reply("Hello")
        self.assertFalse(talk.waiting_since)
        part = talk.delivery_ids
        part._settle(outcome.Rejected("no"))
        self.assertEqual(talk.waiting_since, asked, "he still waits")
        part.with_user(self.agent).action_retry()
        self.assertFalse(talk.waiting_since, "it is on its way again")
        part._settle(outcome.Held("shut"))
        self.assertTrue(talk.waiting_since)
        talk.last_message_at = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(self.env["cs.conversation"]._cs_idle())

    def test_a_file_that_did_not_arrive(self):
        self._silent(self.demo)
        talk = self.customer_writes("Hi")
        mine = talk.with_user(self.agent)
        mine.reply("See this", [("a.jpg", JPEG)])
        part = talk.delivery_ids.filtered("attachment_id")
        part.write({"state": "failed"})
        talk.last_message_at = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(self.env["cs.conversation"]._cs_idle(), "he did not see it")
        mine.reply("Again: it is the left one")
        talk.last_message_at = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self.env["cs.conversation"]._cs_idle(), 1)
