# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestInboxScreen(ChannelCase):
    """What the screens ask the server for beside the words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Wang Min", "email": "wang@huadong.example"}
        )
        cls.talk = cls.customer_writes("the printer is dead", sender="s1")
        cls.mine = cls.talk.with_user(cls.agent)
        cls.own = cls.mine.browse()

    # === List === #

    def test_the_waiting_folder(self):
        other = self.customer_writes("and mine?", sender="s2")
        other.with_user(self.colleague).claim()
        self.assertEqual(self.own.inbox_counts()["waiting"], 2)
        rows = self.own.inbox_list("waiting")
        self.assertEqual([row["id"] for row in rows], [self.talk.id, other.id])
        self.mine.reply("on it")
        self.assertEqual(
            [row["id"] for row in self.own.inbox_list("waiting")], [other.id]
        )

    def test_filters(self):
        tier = self.env["cs.tier"].create({"name": "Gold of the test"})
        self.customer.cs_tier_id = tier
        other = self.customer_writes(channel=self.wechat, sender="o1")
        choices = self.own.inbox_filters()
        self.assertIn(self.demo.id, [row["id"] for row in choices["channels"]])
        self.assertIn(tier.id, [row["id"] for row in choices["tiers"]])
        listed = lambda **filters: [  # noqa: E731
            row["id"] for row in self.own.inbox_list("unassigned", filters=filters)
        ]
        self.assertEqual(listed(channel_id=self.wechat.id), other.ids)
        self.assertFalse(listed(tier_id=tier.id))
        self.talk.identity_id.with_user(self.agent).bind(self.customer)
        self.assertEqual(listed(tier_id=tier.id), self.talk.ids)
        counts = self.own.inbox_counts({"channel_id": self.wechat.id})
        self.assertEqual(counts["unassigned"], 1)

    def test_the_filter_for_promises(self):
        self.env["cs.sla.policy"].create(
            {
                "name": "Soon",
                "applies_to": "conversation",
                "metric": "first_response",
                "target_hours": 0.25,
                "company_id": self.talk.company_id.id,
            }
        )
        late = self.customer_writes("late", sender="s3")
        pressing = {"pressing": True}
        self.assertFalse(self.own.inbox_list("waiting", filters=pressing))
        long_ago = fields.Datetime.now() - timedelta(days=1)
        late.sla_line_ids.deadline = long_ago
        rows = self.own.inbox_list("waiting", filters=pressing)
        self.assertEqual([row["id"] for row in rows], late.ids)
        self.assertEqual(self.own.inbox_counts(pressing)["waiting"], 1)

    def test_other_teams_see_no_filters_of_ours(self):
        choices = self.talk.with_user(self.stranger).browse().inbox_filters()
        self.assertNotIn(self.demo.id, [row["id"] for row in choices["channels"]])

    # === Ways out === #

    def _held(self):
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own
        talk = self.customer_writes(channel=self.wechat, sender="o2")
        talk.identity_id.with_user(self.agent).bind(self.customer)
        talk.identity_id._close_quota()
        talk.with_user(self.agent).reply("held words")
        self.drain_out()
        self.assertEqual(talk.delivery_ids.state, "held")
        return talk

    def test_held_goes_when_the_customer_writes(self):
        talk = self._held()
        self.assertFalse(talk.first_response_at)
        self.customer_writes("again", channel=self.wechat, sender="o2")
        self.assertEqual(talk.delivery_ids.state, "queued")
        self.drain_out()
        self.assertEqual(talk.delivery_ids.state, "sent")
        self.assertTrue(talk.first_response_at)

    def test_closing_gives_up_what_is_held(self):
        talk = self._held()
        part = talk.delivery_ids
        talk.with_user(self.agent).close()
        self.assertEqual((part.state, part.error_code), ("failed", "closed"))
        self.customer_writes("again", channel=self.wechat, sender="o2")
        self.assertEqual(part.state, "failed", "he is not told stale things")
        ways = part.with_user(self.agent).ways_out()
        self.assertTrue(ways["retry"])
        self.assertIn("closed", ways["reason"])
        part.with_user(self.agent).action_retry()
        self.drain_out()
        self.assertEqual(part.state, "sent")

    def test_ways_out_of_a_held_message(self):
        talk = self._held()
        parts = talk.delivery_ids.with_user(self.agent)
        ways = parts.ways_out()
        self.assertEqual(
            {name: bool(ways[name]) for name in ("wait", "retry", "template", "qr")},
            dict.fromkeys(("wait", "retry", "template", "qr"), True),
        )
        self.assertEqual(ways["mail"], "wang@huadong.example")
        with self.assertRaises(AccessError):
            talk.delivery_ids.with_user(self.stranger).ways_out()

    def test_by_mail(self):
        talk = self._held()
        parts = talk.delivery_ids.with_user(self.agent)
        parts.action_mail()
        mail = self.env["mail.mail"].search(
            [("email_to", "=", "wang@huadong.example")], limit=1
        )
        self.assertIn("held words", mail.body_html)
        self.assertEqual(talk.delivery_ids.state, "sent")
        self.assertIn("wang@huadong.example", talk.delivery_ids.reason)
        self.assertTrue(talk.first_response_at)
        self.assertFalse(parts.ways_out()["state"])
        with self.assertRaises(UserError):
            parts.action_mail()
        with self.assertRaises(AccessError):
            talk.delivery_ids.with_user(self.stranger).action_mail()

    def test_no_mail_without_an_address(self):
        self.customer.email = False
        talk = self._held()
        with self.assertRaises(UserError):
            talk.delivery_ids.with_user(self.agent).action_mail()

    def test_drop(self):
        talk = self._held()
        talk.delivery_ids.with_user(self.agent).action_drop()
        self.assertEqual(talk.delivery_ids.state, "failed")
        self.customer_writes("again", channel=self.wechat, sender="o2")
        self.assertEqual(talk.delivery_ids.state, "failed")

    def test_a_code_for_a_held_message(self):
        talk = self._held()
        answer = {"ticket": "t", "url": "http://weixin.qq.com/q/1"}
        self.api.answers["qrcode/create"] = [answer]
        action = talk.delivery_ids.with_user(self.agent).action_show_code()
        scene = self.env["cs.channel.scene"].browse(action["res_id"])
        self.assertEqual(scene.partner_id, self.customer)

    # === Wizards and actions === #

    def test_a_card_from_the_inbox(self):
        self.mine.claim()
        context = {"active_model": "cs.conversation", "active_id": self.talk.id}
        wizard = Form(
            self.env["cs.channel.compose"]
            .with_user(self.agent)
            .with_context(**context, default_kind="menu")
        )
        wizard.title, wizard.options = "All well?", "Yes\nNo"
        wizard.save().action_send()
        self.assertIn("1. Yes", self.talk.delivery_ids.body)

    def test_begin(self):
        self.mine.close()
        begin = Form(self.env["cs.conversation.begin"].with_user(self.agent))
        begin.identity_id = self.talk.identity_id
        self.assertIn("any time", begin.allowed)
        begin.body = "The part has arrived"
        action = begin.save().action_start()
        talk = self.mine.browse(action["params"]["conversation_id"])
        self.assertEqual((talk.state, talk.user_id), ("open", self.agent))
        self.assertEqual(self.words(talk)[-1], "The part has arrived")

    def test_begin_by_template(self):
        talk = self.customer_writes(channel=self.wechat, sender="o3")
        template = self.env["cs.channel.template"].create(
            {"channel_id": self.wechat.id, "name": "News", "external_id": "tm-1"}
        )
        values = {"identity_id": talk.identity_id.id, "template_id": template.id}
        wizard = self.env["cs.conversation.begin"].with_user(self.agent).create(values)
        self.assertTrue(wizard.has_templates)
        self.assertIn("5", wizard.allowed)
        wizard.action_start()
        self.assertEqual(talk.delivery_ids.kind, "template")
        talk.identity_id._close_quota()
        wizard.invalidate_recordset()
        self.assertIn("waits", wizard.allowed)
        wizard.template_id = False
        with self.assertRaises(UserError):
            wizard.action_start()

    def test_calling_needs_a_phone(self):
        actions = self.mine.inbox_details()["actions"]
        self.assertFalse(actions["call"])
        self.assertFalse(actions["callback"])
        with self.assertRaises(UserError):
            self.mine.action_call()

    def test_a_missed_call_is_called_back(self):
        phone = self.env["cs.channel"].create(
            {"name": "Hotline", "provider": "phone", "team_id": self.team.id}
        )
        calls, now = self.env["cs.call"], fields.Datetime.now()
        number = "+8613800138000"
        event = {"call": "c-1", "from": number, "to": "400"}
        calls._note(phone, {**event, "event": "ring"}, now)
        call = calls._note(phone, {**event, "event": "hangup"}, now)
        talk = call.conversation_id.with_user(self.agent)
        actions = talk.inbox_details()["actions"]
        self.assertTrue(actions["call"])
        self.assertEqual(
            actions["callback"], fields.Datetime.to_string(call.callback_at)
        )
        dialled = []
        with patch.object(
            type(calls), "_dial", lambda _calls, *target: dialled.append(target)
        ):
            talk.action_call()
            self.customer.phone = "+8613900139000"
            self.talk.identity_id.with_user(self.agent).bind(self.customer)
            self.mine.action_call()
        self.assertEqual(
            dialled,
            [(phone.with_user(self.agent), number), (phone, "+8613900139000")],
        )

    # === Bell === #

    def test_the_agent_hears_of_his_conversations(self):
        self.mine.claim()
        with self.capture_bell() as rung:
            self.customer_writes("one more thing", sender="s1")
            self.mine.transfer(user=self.colleague)
        self.assertEqual(
            [(user, data["what"]) for user, data in rung],
            [(self.agent, "wrote"), (self.colleague, "given")],
        )
        self.assertEqual(rung[0][1]["preview"], "one more thing")

    @contextmanager
    def capture_bell(self):
        """What is told to agents, as (user, data)."""
        rung = []

        def note(user, kind, data, **_options):
            if kind == "cs.conversation/mine":
                rung.append((user.with_env(self.env), data))

        with patch.object(type(self.env["res.users"]), "_bus_send", note):
            yield rung

    # === Wrap-up === #

    def test_wrap_up(self):
        self.team.write({"wrap_up_minutes": 5, "assign_mode": "balanced"})
        self.team.member_ids.filtered(
            lambda member: member.user_id == self.colleague
        ).unlink()
        self.mine.claim()
        users = self.env["res.users"].with_user(self.agent)
        self.assertFalse(users.cs_my_wrap_up())
        self.mine.close()
        self.assertTrue(users.cs_my_wrap_up())
        other = self.customer_writes("next one", sender="s5")
        self.assertFalse(other.user_id)
        users.cs_end_wrap_up()
        self.assertFalse(users.cs_my_wrap_up())
        self.assertEqual(other.user_id, self.agent)

    def test_wrap_up_is_for_agents(self):
        values = {"name": "Employee", "login": "ch_employee"}
        employee = self.env["res.users"].create(values)
        with self.assertRaises(AccessError):
            self.env["res.users"].with_user(employee).cs_end_wrap_up()

    # === Before and after === #

    def test_one_finds_what_was_said_before(self):
        talk = self.talk.with_user(self.agent)
        self.assertFalse(talk.inbox_details()["previous"])
        talk.claim()
        talk.close()
        self.talk.closed_at = fields.Datetime.subtract(fields.Datetime.now(), days=9)
        later = self.customer_writes("again", sender=self.talk.identity_id.external_id)
        mine = later.with_user(self.agent)
        self.assertEqual(mine.inbox_details()["previous"]["id"], talk.id)
        self.assertEqual(talk.inbox_details()["next"]["id"], later.id)
        talk.sudo().write({"team_id": self.other_team.id, "user_id": False})
        talk.sudo().message_unsubscribe(self.agent.partner_id.ids)
        self.assertFalse(mine.inbox_details()["previous"], "another team's")

    # === Live queue === #

    def test_live_queue(self):
        other = self.customer_writes("second", sender="s2")
        other.with_user(self.colleague).claim()
        live = self.own.with_user(self.manager).live_queue()
        row = next(row for row in live["channels"] if row["id"] == self.demo.id)
        self.assertEqual((row["queued"], row["open"], row["unanswered"]), (1, 1, 2))
        self.assertEqual(row["begun"], 2)
        self.assertTrue(row["longest"])
        self.assertIn(self.talk.id, [item["id"] for item in live["queue"]])
        person = next(p for p in live["people"] if p["id"] == self.colleague.id)
        self.assertEqual((person["talks"], person["unanswered"]), (1, 1))
        talks = self.own.with_user(self.manager).live_talks(self.colleague.id)
        self.assertEqual([row["id"] for row in talks], other.ids)
        other.with_user(self.manager).claim()
        self.assertEqual(other.user_id, self.manager)

    def test_the_live_queue_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.own.live_queue()
        with self.assertRaises(AccessError):
            self.own.live_talks(self.colleague.id)

    def test_the_live_queue_asks_few_questions(self):
        manager = self.own.with_user(self.manager)
        manager.live_queue()
        self.env.invalidate_all()
        self.customer_writes("a", sender="s6")
        with self.assertQueryCount(60):
            manager.live_queue()
