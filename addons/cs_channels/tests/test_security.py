# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from types import SimpleNamespace
from unittest.mock import patch

from odoo import tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.bus.models import ir_websocket

from .common import JPEG, ChannelCase

OWN_MODELS = [
    "cs.channel",
    "cs.channel.delivery",
    "cs.channel.event",
    "cs.channel.identity",
    "cs.channel.media",
    "cs.channel.quota",
    "cs.channel.token",
    "cs.conversation",
]
SECRETS = [
    "token",
    "webhook_url",
    "api_url",
    "app_id",
    "app_secret",
    "verify_token",
    "aes_key",
    "crypt_mode",
]


@tagged("post_install", "-at_install")
class TestSecurity(ChannelCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talk = cls.customer_writes("secret words", sender="o1", channel=cls.wechat)
        cls.talk.with_user(cls.agent).reply("answer", attachments=[("a.jpg", JPEG)])
        cls.stream = cls.talk.discuss_channel_id
        cls.message = cls.talk._stream_messages()[0]
        cls.attachment = cls.talk._stream_messages()[-1].attachment_ids
        cls.portal = new_test_user(cls.env, "ch_portal", "base.group_portal")
        cls.talk.identity_id.bind(cls.portal.partner_id)
        cls.employee = new_test_user(cls.env, "ch_employee", "base.group_user")
        cls.company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreigner = new_test_user(
            cls.env,
            "ch_foreigner",
            "cs_helpdesk.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.outsiders = cls.stranger | cls.portal | cls.employee | cls.foreigner

    def test_records_of_the_stream(self):
        """By id, by search, by count: nobody outside the team."""
        self.env.flush_all()
        for user in self.outsiders:
            for record in (self.stream, self.message, self.attachment):
                self.env.invalidate_all()
                own = record.with_user(user)
                with self.subTest(user=user.login, model=record._name):
                    self.assertFalse(own.has_access("read"))
                    self.assertFalse(own.search([("id", "=", record.id)]))

    def test_records_of_ours(self):
        records = (
            self.talk | self.talk,
            self.talk.delivery_ids,
            self.talk.identity_id,
        )
        for user in self.stranger | self.foreigner:
            for record in records:
                own = record.with_user(user)
                with self.subTest(user=user.login, model=record._name):
                    self.assertFalse(own._filtered_access("read"))
                    self.assertFalse(own.search([("id", "in", record.ids)]))
        for user in self.portal | self.employee:
            for model in OWN_MODELS:
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_every_company_field_has_a_rule(self):
        for model in OWN_MODELS:
            if "company_id" in self.env[model]._fields:
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", model), ("global", "=", True)]
                )
                self.assertTrue(rules, model)

    def test_ratings_are_the_teams_to_read_and_the_customers_to_give(self):
        self.talk.rating_apply(1, token=self.talk._rating_get_access_token())
        rating = self.talk.sudo().rating_ids
        self.assertEqual(rating.cs_team_id, self.team)
        for user in self.outsiders:
            own = rating.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(own._filtered_access("read"))
                with self.assertRaises(AccessError):
                    own.write({"rating": 5})
        for user in (self.agent, self.manager):
            own = rating.with_user(user)
            self.assertEqual(own.rating, 1)
            for values in ({"rating": 5}, {"parent_res_id": self.other_team.id}):
                if "rating" in values:
                    with self.assertRaises(AccessError):
                        own.write(values)
                else:
                    own.write(values)
            self.assertEqual(rating.cs_team_id, self.team)
            with self.assertRaises(AccessError):
                own.create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id("cs.conversation"),
                        "res_id": self.talk.id,
                        "rating": 5,
                    }
                )

    def test_members_of_a_stream_are_of_its_company(self):
        members = self.env["discuss.channel.member"]
        own = members.with_user(self.foreigner)
        self.assertFalse(own.search([("channel_id", "=", self.stream.id)]))
        own = members.with_user(self.manager)
        self.assertTrue(own.search([("channel_id", "=", self.stream.id)]))

    def test_what_came_in_is_no_service_managers_to_write(self):
        event = self.env["cs.channel.event"].search([], limit=1)
        own = event.with_user(self.manager)
        self.assertEqual(own.state, "done")
        for values in ({"payload": "{}"}, {"state": "new"}):
            with self.assertRaises(AccessError):
                own.write(values)
        with self.assertRaises(AccessError):
            own.read(["payload"])
        event.state = "dead"
        own.action_retry()
        self.assertEqual(event.state, "new")
        with self.assertRaises(AccessError):
            event.with_user(self.agent).action_retry()

    def test_an_account_can_be_copied_by_who_may_not_see_its_keys(self):
        copy = self.wechat.with_user(self.manager).copy().sudo()
        self.assertEqual(copy.provider, "wechat_oa")
        self.assertFalse(copy.app_id or copy.app_secret or copy.api_url)

    def test_methods_check_access(self):
        own = self.talk.with_user(self.stranger)
        later = "2099-01-01 00:00:00"
        for call in (
            lambda: own.reply("x"),
            own.claim,
            own.close,
            own.create_ticket,
            own.inbox_details,
            lambda: own.snooze(later),
            lambda: own.transfer(team=self.other_team),
            lambda: own.identity_id.bind(self.stranger.partner_id),
            lambda: own.env["cs.conversation"].start(self.talk.identity_id.id, "x"),
            lambda: own.delivery_ids.browse(self.talk.delivery_ids.ids).action_retry(),
            lambda: self.wechat.with_user(self.agent).action_rotate_token(),
        ):
            with self.subTest(call=call), self.assertRaises(AccessError):
                call()

    def test_secrets_are_for_the_system_only(self):
        for user in (self.agent, self.manager):
            channel = self.wechat.with_user(user)
            self.assertEqual(channel.name, "WeChat")
            for name in SECRETS:
                with self.subTest(name=name), self.assertRaises(AccessError):
                    channel.read([name])
            with self.assertRaises(AccessError):
                channel.search([("app_secret", "=like", "h%")])
            self.assertNotIn("app_secret", channel.fields_get())

    def test_the_team_reads_along_without_joining(self):
        colleague = self.stream.with_user(self.colleague)
        self.assertTrue(colleague.has_access("read"))
        self.assertFalse(colleague.has_access("write"))
        self.assertTrue(self.message.with_user(self.colleague).has_access("read"))
        self.assertFalse(colleague._find_or_create_member_for_self())

    def test_customers_cannot_become_members(self):
        with self.assertRaises(ValidationError):
            self.stream._add_members(partners=self.portal.partner_id)
        with self.assertRaises(ValidationError):
            self.stream._add_members(
                guests=self.env["mail.guest"].create({"name": "g"})
            )

    def test_bus(self):
        key = f"discuss.channel_{self.stream.id}"
        for user, heard in [
            (self.agent, True),
            (self.colleague, True),
            (self.stranger, False),
            (self.employee, False),
            (self.portal, False),
            (self.foreigner, False),
        ]:
            websocket = self.env["ir.websocket"].with_user(user)
            session = SimpleNamespace(uid=user.id)
            with (
                self.subTest(user=user.login),
                patch.object(ir_websocket, "request", SimpleNamespace(session=session)),
            ):
                listened = websocket._build_bus_channel_list([key, "cs_channels.inbox"])
                listened = [repr(channel) for channel in listened]
                self.assertEqual(repr(self.stream) in listened, heard)
                self.assertEqual(repr((self.team, "cs_inbox")) in listened, heard)
                self.assertNotIn(repr("cs_channels.inbox"), listened)

    def test_a_guest_hears_nothing_of_it(self):
        """Neither a stranger nor the guest in whose name the words stand."""
        author = self.talk._stream_messages().author_guest_id
        stranger = self.env["mail.guest"].create({"name": "Nobody"})
        public = self.env.ref("base.public_user")
        session = SimpleNamespace(session=SimpleNamespace(uid=None))
        key = f"discuss.channel_{self.stream.id}"
        self.assertTrue(author)
        for guest in author | stranger:
            websocket = self.env["ir.websocket"].with_user(public)
            websocket = websocket.with_context(guest=guest)
            with (
                self.subTest(guest=guest.name),
                patch.object(ir_websocket, "request", session),
            ):
                listened = websocket._build_bus_channel_list([key, "cs_channels.inbox"])
                listened = [repr(channel) for channel in listened]
                self.assertIn(repr(guest), listened, "he is heard as who he is")
                self.assertNotIn(repr(self.stream), listened)
                self.assertNotIn(repr((self.team, "cs_inbox")), listened)

    @mute_logger("odoo.http")
    def test_routes(self):
        for user in self.outsiders:
            self.authenticate(user.login, user.login)
            for route, params in [
                ("/discuss/channel/messages", {"channel_id": self.stream.id}),
                ("/discuss/channel/attachments", {"channel_id": self.stream.id}),
                ("/discuss/channel/join", {"channel_id": self.stream.id}),
                (
                    "/discuss/channel/notify_typing",
                    {"channel_id": self.stream.id, "is_typing": True},
                ),
                (
                    "/mail/message/post",
                    {
                        "thread_model": "discuss.channel",
                        "thread_id": self.stream.id,
                        "post_data": {"body": "x", "message_type": "comment"},
                    },
                ),
            ]:
                with self.subTest(user=user.login, route=route):
                    answer = self.url_open(route, json={"params": params}).json()
                    self.assertIn("error", answer)
            answer = self.url_open(f"/web/content/{self.attachment.id}")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(len(self.talk._stream_messages()), 2)

    @mute_logger("odoo.http")
    def test_nothing_passes_for_what_core_says(self):
        """Core posts with sudo, as whatever type the web client names."""
        data = {"body": "x", "message_type": "notification"}
        said, note = "mail.mt_comment", "mail.mt_note"
        for user, subtype in ((self.colleague, said), (self.agent, note)):
            self.authenticate(user.login, user.login)
            params = {
                "thread_model": "discuss.channel",
                "thread_id": self.stream.id,
                "post_data": {**data, "subtype_xmlid": subtype},
            }
            answer = self.url_open("/mail/message/post", json={"params": params})
            with self.subTest(user=user.login):
                self.assertIn("error", answer.json())
        self.assertEqual(len(self.talk._stream_messages()), 2)

    def test_secrets_are_not_exported(self):
        allowed = self.env.ref("base.group_allow_export")
        for user in self.outsiders - self.portal | self.agent | self.manager:
            user.group_ids |= allowed
        for user in (self.agent, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wechat.with_user(user).export_data(["name", "app_secret"])
        for user in self.outsiders - self.portal:
            for record in (self.talk, self.message, self.talk.delivery_ids):
                self.env.invalidate_all()
                own = record.with_user(user)
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    own.export_data(["create_date"])

    def test_a_copy_of_the_database_sends_nothing(self):
        self.wechat.verify_token = "hush"
        self.talk.with_user(self.agent).reply("not from a copy")
        self.env.flush_all()
        with tools.file_open("cs_channels/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.env["cs.channel.delivery"]._next_due())
        self.assertFalse(self.env["cs.channel.media"]._next_due())
        self.assertFalse(self.env["cs.channel.token"].search([]))
        for channel in (self.wechat | self.demo).with_context(active_test=False):
            self.assertFalse(channel.active)
            self.assertFalse(channel.app_secret or channel.verify_token)
            answer = self.url_open(f"/cs/channel/{channel.token}", data={"x": "y"})
            self.assertEqual(answer.status_code, 404)

    def test_reading_along_over_http(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        params = {"channel_id": self.stream.id}
        answer = self.url_open("/discuss/channel/messages", json={"params": params})
        self.assertIn("secret words", answer.text)
        self.assertNotIn("hush", answer.text)

    def test_what_the_engine_owns_nobody_writes(self):
        """Not even who has the conversation: its methods are the only way."""
        private = self.env["discuss.channel"].create(
            {"name": "Board", "channel_type": "group"}
        )
        now = "2026-01-01 00:00:00"
        for user in self.agent | self.manager:
            own = self.talk.with_user(user)
            for values in (
                {"discuss_channel_id": private.id},
                {"identity_id": self.talk.identity_id.id},
                {"channel_id": self.demo.id},
                {"company_id": self.company.id},
                {"team_id": self.other_team.id},
                {"user_id": user.id},
                {"state": "closed"},
                {"partner_id": user.partner_id.id},
                {"previous_id": self.talk.id},
                {"first_response_at": now},
                {"opened_at": now},
                {"closed_at": now},
                {"delivery_ids": [(5,)]},
                {"ticket_ids": [(5,)]},
            ):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    own.write(values)
            with self.assertRaises(AccessError):
                own.create({"identity_id": self.talk.identity_id.id})
            own.message_post(body="a note")

    def test_a_stream_is_never_another_channel(self):
        private = self.env["discuss.channel"].create(
            {"name": "Board", "channel_type": "group"}
        )
        self.talk.discuss_channel_id = private
        with self.assertRaises(AccessError):
            self.talk.with_user(self.agent).reply("into the board")

    def test_company_channel_identity_and_team_agree(self):
        abroad = self.env["cs.team"].create(
            {"name": "Abroad", "company_id": self.company.id}
        )
        other = self.customer_writes("hi").identity_id
        for values in (
            {"company_id": self.company.id},
            {"team_id": abroad.id},
            {"channel_id": self.demo.id},
            {"identity_id": other.id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.talk.write(values)

    def test_a_ticket_speaks_in_its_own_conversation_only(self):
        ticket = self.env["cs.ticket"].with_user(self.agent)
        values = {"name": "x", "team_id": self.team.id}
        with self.assertRaises(AccessError):
            ticket.create({**values, "conversation_id": self.talk.id})
        ticket = ticket.create(values)
        with self.assertRaises(AccessError):
            ticket.conversation_id = self.talk
        abroad = self.env["cs.ticket"].create(
            {"name": "x", "company_id": self.company.id, "team_id": False}
        )
        with self.assertRaises(UserError):
            abroad.conversation_id = self.talk

    def test_only_agents_become_members(self):
        with self.assertRaises(ValidationError):
            self.stream._add_members(partners=self.employee.partner_id)

    def test_whoever_drains_speaks_in_nobodys_name(self):
        """A customer whose contact is known, and a caller who is a person."""
        call = self.wechat_call(self.wechat_xml("once more", "o1"))
        event = self.take(self.wechat, call)
        event.with_user(self.env.ref("base.user_admin"))._drain()
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(event.message_id.author_id, self.portal.partner_id)
        delivery = self.talk.delivery_ids[:1]
        with patch.object(type(delivery), "_call", lambda part: "id"):
            delivery.with_user(self.agent)._drain()
        self.assertEqual(delivery.write_uid, self.env.ref("base.user_root"))
