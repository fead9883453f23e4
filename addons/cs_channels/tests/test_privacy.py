# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestPrivacy(ChannelCase):
    def setUp(self):
        super().setUp()
        self.person = self.env["res.partner"].create({"name": "Wang Min"})
        self.talk = self.customer_writes("my number is 555", name="Wang Min")
        self.identity = self.talk.identity_id
        self.guest = self.identity.guest_id
        self.identity.with_user(self.agent).bind(self.person)
        self.other = self.customer_writes("hello", sender="demo-2")
        mine = self.talk.with_user(self.agent)
        mine.claim()
        mine.reply("Thank you, Wang Min")

    def test_erasure_leaves_a_conversation_of_nobody_known(self):
        self.person._cs_erase()
        unknown = "Wang Min", "demo-1", "555"
        for text in (
            self.identity.name,
            self.identity.external_id,
            self.guest.name,
            self.talk.customer_name,
            self.talk.preview or "",
            self.talk.display_name,
            *self.talk.delivery_ids.mapped(lambda d: d.body or ""),
        ):
            self.assertFalse([word for word in unknown if word in text], text)
        self.assertTrue(self.talk.exists() and self.talk.discuss_channel_id)

    def test_nothing_that_came_in_is_kept_and_nobody_elses_is_lost(self):
        found = self.person._cs_privacy_models()["cs.channel.event"]
        self.assertEqual(self.env["cs.channel.event"].search_count(found), 1)
        self.person._cs_erase()
        events = self.env["cs.channel.event"].search(
            [("channel_id", "=", self.demo.id)]
        )
        self.assertEqual(events.mapped("stream_key"), ["demo-2"])
        self.assertEqual(self.other.identity_id.external_id, "demo-2")

    def test_who_writes_again_is_a_new_customer(self):
        self.person._cs_erase()
        again = self.customer_writes("me again")
        self.assertNotEqual(again.identity_id, self.identity)
        self.assertFalse(again.partner_id)

    def test_agents_erase_nobody(self):
        with self.assertRaises(AccessError):
            self.person.with_user(self.agent)._cs_erase()
