# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestNotify(ChannelCase):
    """Customers are told where they talked last; opportunities grow from talks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Wang Min", "email": "wang@huadong.example"}
        )
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Told",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": "News",
                "body_html": "<p>Your contract renews, <t t-out='object.name'/>: <a href='https://x.example/go'>see</a></p>",
            }
        )

    def _talk(self, channel=None, sender="demo-1"):
        talk = self.customer_writes("Hi", sender, channel)
        talk.identity_id.with_user(self.manager).bind(self.partner)
        return talk

    def _told(self):
        return self.partner._cs_notify_customer(self.template, "service")

    def test_in_the_chat_that_is_open(self):
        talk = self._talk(self.wechat, "openid-1")
        talk.with_user(self.agent).claim()
        talk.with_user(self.agent).close()
        self.assertEqual(self._told(), {self.partner.id: "wechat_oa"})
        said = talk.delivery_ids.body
        self.assertIn("renews, Wang Min", said)
        self.assertIn("https://x.example/go", said)
        self.assertEqual(talk.delivery_ids.state, "queued")
        self.assertEqual(talk.state, "closed", "nobody has to answer it")
        self.assertFalse(self.partner.message_ids.filtered("subject"))

    def test_by_mail_when_no_chat_is_open(self):
        talk = self._talk(self.wechat, "openid-1")
        talk.identity_id.quota_state = {}
        self.assertEqual(self._told(), {self.partner.id: "mail"})
        self.assertEqual(len(self.words(talk)), 1)

    def test_a_telephone_is_no_chat(self):
        phone = self.env["cs.channel"].create(
            {"name": "Phone", "provider": "phone", "team_id": self.team.id}
        )
        identities = self.env["cs.channel.identity"]
        identity = identities._get_or_create(phone, "+8613800000000")
        self.env["cs.conversation"]._create_for(identity)
        identity.with_user(self.manager).bind(self.partner)
        self.assertEqual(self._told(), {self.partner.id: "mail"})

    def test_where_he_talked_last(self):
        first, last = self._talk(), self._talk(self.wechat, "openid-1")
        first.last_message_at = "2026-01-01 00:00:00"
        first.identity_id.name = "written later"
        self.assertEqual(self._told(), {self.partner.id: "wechat_oa"})
        last.last_message_at = "2025-01-01 00:00:00"
        self.assertEqual(self._told(), {self.partner.id: "demo"})

    def test_who_forbade_it_is_not_told_there(self):
        self._talk()
        self.env["cs.consent"].create(
            {
                "partner_id": self.partner.id,
                "purpose": "service",
                "channel": "chat",
                "granted": False,
                "source": "test",
            }
        )
        self.assertEqual(self._told(), {self.partner.id: "mail"})

    def test_another_company_keeps_its_channels(self):
        self._talk()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        told = self.partner.with_company(company)
        self.assertEqual(
            told._cs_notify_customer(self.template, "service"),
            {self.partner.id: "mail"},
        )

    def test_an_opportunity_of_a_conversation(self):
        talk = self._talk()
        mine = talk.with_user(self.agent)
        mine.message_post(body="secret note")
        lead = mine.create_opportunity({"expected_revenue": 500}).sudo()
        self.assertEqual((lead.name, lead.partner_id), ("Hi", self.partner))
        self.assertEqual((lead.cs_origin_id, lead.expected_revenue), (talk.id, 500))
        self.assertIn("Hi", lead.description)
        self.assertNotIn("secret", lead.description)
        self.assertEqual(talk.lead_count, 1)
