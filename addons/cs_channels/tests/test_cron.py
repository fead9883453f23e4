# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import Mock, patch

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import cs_channel_event_drain
from ..models.cs_channel_event import SHARDS
from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestScheduledActions(ChannelCase):
    """The wrappers that commit between the steps; here the commits are counted."""

    def setUp(self):
        super().setUp()
        self.commit = self.startPatcher(patch.object(self.env.cr, "commit"))
        self.rollback = self.startPatcher(patch.object(self.env.cr, "rollback"))
        # The token has a transaction of its own, which does not see ours.
        token = type(self.env["cs.channel.token"])
        self.startPatcher(patch.object(token, "_get", lambda *_args: "token"))

    def _run_shards(self):
        for shard in range(SHARDS):
            self.env["cs.channel.event"]._cron_drain(shard)

    def _events(self):
        return self.env["cs.channel.event"].search(
            [("channel_id", "in", (self.demo | self.wechat).ids)]
        )

    def test_the_shards_together_drain_everything(self):
        for sender in ("a", "b", "c", "d"):
            self.take(self.demo, self.demo_call("hello", sender=sender))
            self.take(self.demo, self.demo_call("again", sender=sender))
        self._run_shards()
        self.assertEqual(set(self._events().mapped("state")), {"done"})
        self.assertTrue(self.commit.called)

    def test_who_is_slower_has_not_failed(self):
        """Another worker has just made the customer known, or opened his talk."""
        event = self.take(self.demo, self.demo_call("hello"))
        for model in ("cs.channel.identity", "cs.conversation"):
            with patch.object(
                type(self.env[model]), "create", side_effect=UniqueViolation
            ):
                self._run_shards()
            self.assertEqual((event.state, event.attempts), ("new", 0), model)
            self.assertTrue(self.rollback.called)
        self._run_shards()
        self.assertEqual(event.state, "done")

    def test_lists_of_other_accounts_go_on(self):
        """An error of our own at one account holds only that one."""
        cursors, seen = self.env["cs.channel.cursor"], []

        def pull(_cursors, channel_id, _key, *_rest):
            seen.append(channel_id)
            if channel_id == self.demo.id:
                raise ZeroDivisionError

        due = [(channel.id, "k", 1, "") for channel in self.demo | self.wechat]
        with (
            patch.object(type(cursors), "_due", lambda _cursors: due),
            patch.object(type(cursors), "_pull_all", pull),
            mute_logger("odoo.addons.cs_channels.models.cs_channel_cursor"),
        ):
            cursors._cron_drain()
        self.assertEqual(seen, (self.demo | self.wechat).ids)
        position = cursors.search([("channel_id", "=", self.demo.id)])
        self.assertEqual(position.attempts, 1)
        self.assertTrue(position.next_try_at and position.error)

    def test_a_pile_is_worked_off_in_short_runs(self):
        """Core runs an action ten times in a row, and ends it after 120 seconds."""
        now = [0.0]

        def work(_self, *_stream):
            now[0] += 1
            return 1

        model = type(self.env["cs.channel.event"])
        clock = Mock(monotonic=lambda: now[0])
        with (
            patch.object(cs_channel_event_drain, "time", clock),
            patch.object(model, "_drain_alone", work),
            patch.object(model, "_due_streams", lambda *_args: [(1, "a")] * 500),
        ):
            self.assertTrue(self.env["cs.channel.event"]._cron_drain(0))
        self.assertLess(now[0] * 10, 100)

    def test_a_lost_race_is_run_again_and_is_no_attempt(self):
        self.take(self.demo, self.demo_call("hello"))
        model = type(self.env["cs.channel.event"])
        drain, races = model._drain_stream, [SerializationFailure("race")]

        def racing(events, *stream):
            if races:
                raise races.pop()
            return drain(events, *stream)

        with patch.object(model, "_drain_stream", racing):
            self._run_shards()
        self.assertTrue(self.rollback.called)
        self.assertEqual(self._events().mapped("state"), ["done"])
        self.assertEqual(self._events().mapped("attempts"), [0])

    def _answered(self):
        conversation = self.customer_writes("你好", "openid-1", self.wechat)
        conversation.with_user(self.agent).claim()
        conversation.with_user(self.agent).reply("收到")
        return conversation

    def test_answers_are_leased_sent_and_settled(self):
        delivery = self._answered().delivery_ids
        self.env["cs.channel.delivery"]._cron_drain()
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(len(self.api.sent()), 1)
        self.assertGreaterEqual(self.commit.call_count, 3)

    def test_an_outcome_is_kept_without_sending_again(self):
        delivery = self._answered().delivery_ids
        model = type(delivery)
        settle, races = model._settle, [SerializationFailure("race")]

        def racing(deliveries, result):
            if races:
                raise races.pop()
            return settle(deliveries, result)

        with patch.object(model, "_settle", racing):
            self.env["cs.channel.delivery"]._cron_drain()
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(len(self.api.sent()), 1)

    def test_pictures_are_fetched(self):
        picture = self.wechat_xml("", MsgType="image", MediaId="m-1")
        self.take(self.wechat, self.wechat_call(picture))
        self._run_shards()
        media = self.env["cs.channel.media"].search(
            [("conversation_id.channel_id", "=", self.wechat.id)]
        )
        self.env["cs.channel.media"]._cron_drain()
        self.assertEqual(media.state, "done")

    def test_the_demo_story_plays_through_the_engine(self):
        story = self.env["cs.conversation.story"]
        lines = [(0, False, "hello"), (5, self.agent.id, "hi"), (9, False, "thanks")]
        for name, then in [
            ("open", None),
            ("closed", {"state": "closed"}),
            ("snoozed", {"state": "snoozed"}),
        ]:
            customer = (f"story-{name}", name, False)
            words = (f"cs_channels.story_{name}", self.demo.id, customer, 2, 3, lines)
            story._play(*words, then)
            story._play(*words, then)
            talk = self.env.ref(f"cs_channels.story_{name}")
            self.assertEqual(talk.state, name)
            self.assertEqual(talk.delivery_ids.mapped("state"), ["sent"])
            self.assertLess(talk.opened_at, talk.first_response_at)
