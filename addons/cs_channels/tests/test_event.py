# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged

from odoo.addons.cs_customer.tools.inner import inner

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestChannelEvent(ChannelCase):
    def test_order_of_the_provider(self):
        now = int(time.time())
        for text, second in [("c", 3), ("a", 1), ("b", 2)]:
            self.take(self.demo, self.demo_call(text, at=now + second))
        self.env["cs.channel.event"]._drain()
        conversation = self.env["cs.conversation"].search(
            [("channel_id", "=", self.demo.id)]
        )
        self.assertEqual(self.words(conversation), ["a", "b", "c"])

    def test_two_first_messages_make_one_customer(self):
        self.take(self.demo, self.demo_call("one"))
        self.take(self.demo, self.demo_call("two"))
        self.assertEqual(self.env["cs.channel.event"]._drain(), 2)
        identity = self.env["cs.channel.identity"].search(
            [("channel_id", "=", self.demo.id)]
        )
        self.assertEqual(len(identity), 1)
        self.assertEqual(len(identity.conversation_ids), 1)
        self.assertEqual(self.words(identity.conversation_ids), ["one", "two"])

    def test_limit(self):
        for number in range(3):
            self.take(self.demo, self.demo_call(str(number), sender=f"s{number}"))
        self.assertEqual(self.env["cs.channel.event"]._drain(limit=2), 2)
        self.assertEqual(self.env["cs.channel.event"]._drain(), 1)
        self.assertEqual(self.env["cs.channel.event"]._drain(), 0)

    def test_poison_holds_only_its_stream(self):
        self.take(self.demo, self.demo_call("poison", sender="bad"))
        self.take(self.demo, self.demo_call("after", sender="bad"))
        self.take(self.demo, self.demo_call("fine", sender="good"))
        events = self.env["cs.channel.event"].search(
            [("channel_id", "=", self.demo.id)], order="id"
        )
        poison, after, fine = events
        with self.failing_process("poison"):
            self.env["cs.channel.event"]._drain()
            self.assertEqual(events.mapped("state"), ["new", "new", "done"])
            self.assertEqual((poison.attempts, after.attempts), (1, 0))
            self.assertIn("poison", poison.error)
            self.assertGreater(poison.next_try_at, fields.Datetime.now())
            self.assertEqual(self.env["cs.channel.event"]._drain(), 0)
            for _attempt in range(4):
                poison.next_try_at = fields.Datetime.now() - timedelta(seconds=1)
                self.env["cs.channel.event"]._drain()
        self.assertEqual(events.mapped("state"), ["dead", "done", "done"])
        self.assertEqual(self.words(after.conversation_id), ["after"])
        self.assertEqual(self.demo.health, "bad")
        poison.with_user(self.manager).action_retry()
        self.env["cs.channel.event"]._drain()
        self.assertEqual(poison.state, "done")
        self.assertEqual(self.words(after.conversation_id), ["after", "poison"])

    def test_the_light_knows_what_cannot_be_fetched(self):
        """Whatever went out meanwhile, nothing comes in."""
        self.customer_writes("hello")
        self.assertEqual(self.demo.health, "good")
        cursors = self.env["cs.channel.cursor"]
        position = cursors.create({"channel_id": self.demo.id, "key": "k"})
        for attempts, light in ((1, "good"), (3, "bad"), (0, "good")):
            position.attempts = attempts
            self.demo.invalidate_recordset()
            self.assertEqual(self.demo.health, light, attempts)

    def test_a_failure_leaves_nothing_behind(self):
        self.take(self.demo, self.demo_call("poison", sender="new"))
        with self.failing_process("poison"):
            self.env["cs.channel.event"]._drain()
        identity = self.env["cs.channel.identity"]
        self.assertFalse(identity.search([("external_id", "=", "new")]))

    def test_concurrency_is_not_an_attempt(self):
        event = self.take(self.demo, self.demo_call("busy"))
        error = SerializationFailure()
        with self.failing_process("busy", error), self.assertRaises(type(error)):
            self.env["cs.channel.event"]._drain()
        self.assertEqual((event.state, event.attempts), ("new", 0))

    def test_a_stream_in_other_hands_is_left_alone(self):
        event = self.take(self.demo, self.demo_call("busy"))
        with patch.object(type(event), "_try_lock_stream", lambda *args: False):
            self.assertEqual(event._drain(), 0)
        self.assertEqual(event.state, "new")

    def test_events_are_noted_on_the_customer(self):
        for kind, following in [("unsubscribe", False), ("subscribe", True)]:
            xml = self.wechat_xml("", MsgType="event", Event=kind, EventKey="")
            event = self.take(self.wechat, self.wechat_call(xml))
            self.env["cs.channel.event"]._drain()
            self.assertEqual(event.state, "done")
            identity = self.env["cs.channel.identity"].search(
                [("channel_id", "=", self.wechat.id)]
            )
            self.assertEqual(identity.following, following)
        self.assertFalse(identity.conversation_ids)
        self.assertEqual(identity.quota_left, 3)

    def test_payload_is_forgotten_the_key_stays(self):
        conversation = self.customer_writes("secret words", msgid="gone")
        event = conversation.event_ids
        event.done_at = fields.Datetime.now() - timedelta(days=31)
        waiting = self.take(self.demo, self.demo_call("still needed", sender="other"))
        self.env["cs.channel.event"]._gc_payloads()
        self.env.invalidate_all()
        self.assertFalse(event.payload)
        self.assertTrue(waiting.payload)
        self.take(self.demo, self.demo_call("again", msgid="gone"))
        self.env["cs.channel.event"]._drain()
        self.assertEqual(self.words(conversation), ["secret words"])

    def test_storing_is_one_statement(self):
        gateway = self.demo._gateway()
        call = self.demo_call()
        self.demo.company_id  # noqa: B018 - in the cache, as in a warm worker
        events = gateway._parse(self.demo, gateway._verify(self.demo, call))
        with self.assertQueryCount(1):
            self.env["cs.channel.event"]._store(self.demo, events)

    def test_a_burst_is_written_once(self):
        self.customer_writes("first")
        for number in range(20):
            self.take(self.demo, self.demo_call(f"word {number}"))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["cs.channel.event"]._drain()
        self.env.flush_all()
        # 8 of each message are core's message_post
        self.assertLess((self.env.cr.sql_log_count - before) / 20, 13)
        kept = [inner(env, "cs_batch") for env in list(self.env.transaction.envs)]
        self.assertFalse(any(kept), "what was asked once is not asked for, nor freed")

    def test_a_person_tries_what_waits_at_once(self):
        event = self.take(self.demo, self.demo_call("bad"))
        with self.failing_process("bad"):
            self.env["cs.channel.event"]._drain()
        self.assertTrue(event.next_try_at)
        event.with_user(self.manager).action_retry()
        self.env["cs.channel.event"]._drain()
        self.assertEqual(event.state, "done")

    def test_one_that_fails_in_a_burst_fails_alone(self):
        talk = self.customer_writes("first")
        burst = self.env["cs.channel.event"]
        for word in ("good", "bad", "behind"):
            burst |= self.take(self.demo, self.demo_call(word))
        with self.failing_process("bad"):
            self.env["cs.channel.event"]._drain()
        self.assertEqual(burst.mapped("state"), ["done", "new", "new"])
        self.assertEqual(burst.mapped("attempts"), [0, 1, 0])
        self.assertEqual(self.words(talk), ["first", "good"])
        burst.next_try_at = False
        self.env["cs.channel.event"]._drain()
        self.assertEqual(self.words(talk), ["first", "good", "bad", "behind"])
