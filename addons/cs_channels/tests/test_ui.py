# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestInbox(ChannelCase, HttpCase):
    def test_inbox_tour(self):
        self.env["cs.article"].create(
            {
                "name": "How a tour begins",
                "body": "<p>Click the first step.</p>",
                "audience": "public",
                "state": "published",
                "language": "en_US",
            }
        )
        talk = self.customer_writes("the tour begins")
        self.start_tour("/odoo/inbox", "cs_channels_inbox", login="ch_agent")
        self.assertEqual((talk.state, talk.user_id), ("closed", self.agent))
        self.assertEqual(talk.outcome_id.name, "Solved")
        self.assertEqual(talk.delivery_ids.body, "We are on it")
        self.assertEqual(len(talk.ticket_ids), 1)


@tagged("post_install", "-at_install")
class TestDesk(ChannelCase, HttpCase):
    """The screens of agents and managers, one story each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang = cls.env["res.partner"].create(
            {
                "name": "Wang Min",
                "email": "wang@huadong.example",
                "phone": "+8613800138000",
            }
        )

    def test_keys_tabs_and_wizards(self):
        first = self.customer_writes("first words", sender="demo-1")
        second = self.customer_writes("second words", sender="demo-2")
        self.start_tour("/odoo/inbox", "cs_channels_keys", login="ch_agent")
        self.assertEqual(first.user_id, self.colleague)
        self.assertEqual(second.user_id, self.agent)
        self.assertIn("1. Yes", first.delivery_ids.body)
        self.assertEqual(second.delivery_ids.body, "The part is here")

    def test_the_next_customer(self):
        tier = self.env["cs.tier"].create({"name": "Diamond", "weight": 99})
        self.wang.cs_tier_id = tier
        other = self.customer_writes("somebody new", sender="demo-1")
        good = self.customer_writes("a good customer", sender="demo-2")
        good.identity_id.with_user(self.manager).bind(self.wang)
        self.start_tour("/odoo/inbox", "cs_channels_next", login="ch_agent")
        self.assertEqual((other | good).user_id, self.agent)

    def test_held(self):
        self.env["cs.channel.template"].create(
            {
                "channel_id": self.wechat.id,
                "name": "News on your ticket",
                "external_id": "tmpl-1",
            }
        )
        talk = self.customer_writes("hi", channel=self.wechat, sender="o1")
        talk.identity_id.bind(self.wang)
        talk.identity_id._close_quota()
        talk.with_user(self.agent).reply("held words")
        talk.delivery_ids.write({"state": "held", "reason": "No message left."})
        self.start_tour("/odoo/inbox", "cs_channels_held", login="ch_agent")
        kinds = talk.delivery_ids.sorted("id").mapped(lambda d: (d.kind, d.state))
        self.assertEqual(kinds, [("text", "sent"), ("template", "queued")])

    def test_who_is_who(self):
        talk = self.customer_writes("my number is +86 138 0013 8000")
        other = self.customer_writes(channel=self.wechat, sender="o1")
        self.start_tour("/odoo/inbox", "cs_channels_who_is_who", login="ch_agent")
        self.assertEqual(talk.partner_id, self.wang)
        action = self.env.ref("cs_channels.cs_channel_identity_action")
        url = f"/odoo/action-{action.id}"
        self.start_tour(url, "cs_channels_merge", login="ch_agent")
        self.assertEqual(other.partner_id, self.wang)

    def test_live_queue(self):
        self.customer_writes("first words", sender="demo-1")
        second = self.customer_writes("second words", sender="demo-2")
        second.with_user(self.colleague).claim()
        self.start_tour(
            "/odoo/live-queue", "cs_channels_live_queue", login="ch_manager"
        )
        self.assertEqual(second.user_id, self.manager)

    def test_screen_pop(self):
        phone = self.env["cs.channel"].create(
            {"name": "Hotline", "provider": "phone", "team_id": self.team.id}
        )
        ring = {"call": "c-1", "event": "ring", "from": "+8613800138000", "to": "400"}
        missed = {"call": "c-1", "event": "hangup", "cause": "no answer"}
        calls, now = self.env["cs.call"], fields.Datetime.now()
        calls._note(phone, ring, now)
        call = calls._note(phone, missed, now)
        self.assertEqual((call.state, call.partner_id), ("missed", self.wang))
        self.start_tour("/odoo/calls", "cs_channels_screen_pop", login="ch_agent")


@tagged("post_install", "-at_install")
class TestHoot(test_js.HOOTCommon):
    def test_hoot(self):
        suite = self._generate_hash("@cs_channels")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
