# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import JPEG, ChannelCase


@tagged("post_install", "-at_install")
class TestEngineLanguage(ChannelCase):
    """Nobody is logged in where the engine works: it writes what its readers read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        (cls.agent | cls.colleague).lang = "zh_CN"

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own

    def picture(self):
        xml = self.wechat_xml("", MsgType="image", MediaId="m1", PicUrl="http://x/")
        event = self.take(self.wechat, self.wechat_call(xml))
        self.env["cs.channel.event"]._drain()
        return event.conversation_id

    def test_what_cannot_be_shown_is_said_in_the_teams_language(self):
        talk = self.picture()
        self.assertEqual(self.words(talk), ["[图片]"])
        self.assertTrue(talk.identity_id.name.startswith("访客"))
        xml = self.wechat_xml("", MsgType="hologram")
        self.take(self.wechat, self.wechat_call(xml))
        self.env["cs.channel.event"]._drain()
        self.assertNotIn("kind", self.words(talk)[-1])

    def test_a_file_takes_its_place_whatever_the_team_reads_by_then(self):
        talk = self.picture()
        (self.agent | self.colleague).lang = "en_US"
        self.api.answers["media/get"] = [404]
        self.env["cs.channel.media"]._drain()
        (said,) = self.words(talk)
        self.assertIn("图片", said)
        media = self.env["cs.channel.media"].search([("conversation_id", "=", talk.id)])
        media.action_retry()
        self.assertEqual(self.words(talk), ["[图片]"])
        self.api.answers["media/get"] = [JPEG]
        media._drain()
        self.assertEqual(talk._stream_messages().body, "")

    def test_why_an_answer_is_held_is_said_in_its_authors_language(self):
        talk = self.customer_writes(channel=self.wechat)
        self.colleague.lang = "en_US"
        talk.identity_id.quota_state = False
        for agent, words in ((self.agent, "渠道"), (self.colleague, "channel")):
            talk.sudo().user_id = agent
            talk.with_user(agent).reply("here")
            self.drain_out()
            held = talk.delivery_ids.sorted("id")[-1]
            with self.subTest(agent=agent.login):
                self.assertEqual(held.state, "held")
                self.assertIn(words, held.reason)

    def test_where_it_went_is_noted_for_who_has_it_now(self):
        self.stranger.lang = "zh_CN"
        self.team.write(
            {"overflow_team_id": self.other_team.id, "overflow_minutes": 10}
        )
        talk = self.customer_writes("Hi")
        talk.next_route_at = fields.Datetime.now() - timedelta(minutes=1)
        self.other_team.assign_mode = "balanced"
        self.stranger.sudo()._cs_change_status("online", False)
        self.env["cs.conversation"]._cs_overflow_due()
        self.assertEqual(talk.user_id, self.stranger)
        notes = talk.message_ids.mapped("body")
        self.assertTrue([note for note in notes if "无人" in note], notes)
        self.assertFalse([note for note in notes if "Assigned" in note], notes)

    def test_what_is_noted_of_a_mail(self):
        self.env["cs.channel"].create(
            {"name": "Mail", "provider": "email", "team_id": self.team.id}
        )
        mail = {"email_from": "w@x.example", "to": "li@x.example", "message_id": "<1>"}
        values = {"team_id": self.team.id}
        talk = self.env["cs.conversation"].message_new(mail, values)
        self.assertIn("li@x.example", talk.message_ids[0].body)
        self.assertNotIn("Copies", talk.message_ids[0].body)
        said = talk.message_post(body="", attachments=[])
        self.assertNotIn("kind", said.body)

    def test_the_language_most_of_the_team_read(self):
        (self.agent | self.colleague).lang = "en_US"
        self.assertEqual(self.team._cs_lang(), "en_US")
        self.team.member_ids.user_id[:1].lang = "zh_CN"
        self.team.member_ids = [(0, 0, {"user_id": self.manager.id})]
        self.manager.lang = "zh_CN"
        self.assertEqual(self.team._cs_lang(), "zh_CN")
        nobody = self.env["cs.team"].create({"name": "Nobody"})
        nobody.company_id.partner_id.lang = "zh_CN"
        self.assertEqual(nobody._cs_lang(), "zh_CN")
