# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .. import uninstall_hook
from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestLivechat(ChannelCase, HttpCase):
    """Core's live chat on any site, our inbox and queue behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.channel"].create(
            {"name": "Site", "provider": "livechat", "team_id": cls.team.id}
        )
        cls.live = cls.channel.livechat_channel_id

    def open_session(self):
        """A visitor opens the chat."""
        data = self.make_jsonrpc_request(
            "/im_livechat/get_session", {"channel_id": self.live.id, "persisted": True}
        )
        return self.env["discuss.channel"].browse(data["channel_id"])

    def says(self, stream, text):
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "discuss.channel",
                "thread_id": stream.id,
                "post_data": {
                    "body": text,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )

    def talk(self, text="hello"):
        stream = self.open_session()
        self.says(stream, text)
        self.env["cs.channel.event"]._drain()
        return self.env["cs.conversation"].search(
            [("discuss_channel_id", "=", stream.id)]
        )

    def test_nobody_is_online_and_the_button_is_there(self):
        self.assertTrue(self.live._is_livechat_available())
        ask = {"fetch_params": [["init_livechat", self.live.id]]}
        told = self.make_jsonrpc_request("/mail/data", ask)
        self.assertTrue(told["Store"]["livechat_available"])
        self.live.rule_ids = [(0, 0, {"action": "hide_button"})]
        told = self.make_jsonrpc_request("/mail/data", ask)
        self.assertFalse(told["Store"]["livechat_available"])

    def test_a_session_is_a_conversation(self):
        talk = self.talk("I have a question")
        stream = talk.discuss_channel_id
        self.assertEqual(stream.channel_type, "livechat")
        self.assertEqual((talk.state, talk.team_id), ("queued", self.team))
        self.assertEqual(talk.preview, "I have a question")
        self.assertEqual(self.words(talk), ["I have a question"])
        self.assertEqual(talk.identity_id.guest_id, stream.livechat_customer_guest_ids)
        self.assertEqual(stream.livechat_operator_id, self.team.cs_bot_partner_id)
        self.says(stream, "Are you there?")
        self.env["cs.channel.event"]._drain()
        self.assertEqual(self.words(talk), ["I have a question", "Are you there?"])

    def test_an_agent_answers_in_the_session(self):
        talk = self.talk()
        stream = talk.discuss_channel_id
        talk.with_user(self.agent).reply("Hello from us")
        self.assertEqual(talk.state, "open")
        self.assertEqual(talk.delivery_ids.mapped("state"), ["sent"])
        self.assertTrue(talk.first_response_at)
        self.assertIn(self.agent.partner_id, stream.channel_member_ids.partner_id)
        data = self.make_jsonrpc_request(
            "/discuss/channel/messages", {"channel_id": stream.id}
        )
        self.assertIn("Hello from us", str(data))

    def test_it_survives_the_last_agent(self):
        talk = self.talk()
        stream = talk.discuss_channel_id
        talk.with_user(self.agent).claim()
        talk.with_user(self.agent).transfer(team=self.other_team, reason="theirs")
        self.assertEqual((talk.state, talk.user_id.id), ("queued", False))
        self.assertFalse(stream.livechat_end_dt)
        self.assertNotIn(self.agent.partner_id, stream.channel_member_ids.partner_id)
        self.assertTrue(stream.livechat_customer_guest_ids)
        self.assertEqual(stream.cs_team_id, self.other_team)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE discuss_channel SET last_interest_dt = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=3), stream.id],
        )
        self.env.invalidate_all()
        stream._gc_bot_only_ongoing_sessions()
        self.assertFalse(stream.livechat_end_dt)

    def test_it_is_put_away_for_longer_than_a_day(self):
        """Core ends sessions that were read and silent for a day."""
        talk = self.talk()
        stream = talk.discuss_channel_id
        talk.with_user(self.agent).claim()
        members = stream.channel_member_ids
        members.last_seen_dt = fields.Datetime.now() - timedelta(days=2)
        members.seen_message_id = stream.message_ids[:1]
        members.new_message_separator = stream.message_ids[:1].id + 1
        self.env.flush_all()
        self.env.invalidate_all()
        members._gc_unpin_livechat_sessions()
        self.assertFalse(stream.livechat_end_dt)
        stream.cs_team_id = False  # as one of core's
        self.env.flush_all()
        self.env.invalidate_all()
        members._gc_unpin_livechat_sessions()
        self.assertTrue(stream.livechat_end_dt)

    def test_closing_ends_the_session_and_a_new_one_continues(self):
        talk = self.talk()
        stream = talk.discuss_channel_id
        talk.with_user(self.agent).claim()
        talk.with_user(self.agent).close()
        self.assertTrue(stream.livechat_end_dt)
        again = self.talk("me again")
        self.assertNotEqual(again, talk)
        self.assertEqual(again.previous_id, talk)
        self.assertEqual(again.identity_id, talk.identity_id)

    def test_a_second_session_ends_the_first(self):
        first = self.talk()
        second = self.talk("elsewhere")
        self.assertEqual((first.state, second.state), ("closed", "queued"))

    def test_who_goes_waits_no_more(self):
        talk = self.talk()
        self.make_jsonrpc_request(
            "/im_livechat/visitor_leave_session",
            {"channel_id": talk.discuss_channel_id.id},
        )
        self.assertEqual(talk.state, "closed")
        held = self.talk("and now?")
        held.with_user(self.agent).claim()
        self.make_jsonrpc_request(
            "/im_livechat/visitor_leave_session",
            {"channel_id": held.discuss_channel_id.id},
        )
        self.assertEqual(held.state, "open")

    def test_the_bot_speaks_in_the_name_of_the_team(self):
        self.channel.write({"bot_active": True, "bot_greeting": "Welcome!"})
        talk = self.talk("hi")
        self.assertEqual(talk.state, "bot")
        answer = talk._stream_messages()[-1]
        self.assertIn("Welcome!", answer.body)
        self.assertEqual(answer.author_id, self.team.cs_bot_partner_id)
        self.assertFalse(talk.first_response_at)
        self.says(talk.discuss_channel_id, "human")
        self.env["cs.channel.event"]._drain()
        self.assertEqual(talk.state, "queued")

    def test_place_and_expected_time(self):
        self.channel.tell_place = True
        answered = self.customer_writes("a", "demo-a")
        answered.with_user(self.agent).reply("here")
        self.customer_writes("b", "demo-b")
        talk = self.talk()
        self.assertIn("1 wait before you", self.words(talk)[-1])
        self.assertIn("about 120 minutes", self.words(talk)[-1])

    def test_a_visitor_who_has_logged_in_is_known(self):
        portal = new_test_user(self.env, "live_portal", groups="base.group_portal")
        self.authenticate("live_portal", "live_portal")
        talk = self.talk("it is me")
        self.assertEqual(talk.partner_id, portal.partner_id)
        self.assertTrue(talk.identity_id.proven)
        stream = talk.discuss_channel_id
        talk.with_user(self.agent).claim()
        self.assertIn(portal.partner_id, stream.channel_member_ids.partner_id)
        with self.assertRaises(AccessError):
            talk.with_user(portal).read(["state"])
        with self.assertRaises(AccessError):
            talk.with_user(portal).message_ids.read(["body"])

    def test_only_the_team_reads_it(self):
        """Core lets everybody of live chat read every session."""
        talk = self.talk("secret words")
        stream = talk.discuss_channel_id
        other = new_test_user(
            self.env, "live_user", groups="im_livechat.im_livechat_group_manager"
        )
        own = self.env["im_livechat.channel"].create({"name": "Own"})
        for user in (other, self.stranger):
            with self.subTest(user=user.login):
                Channel = self.env["discuss.channel"].with_user(user)
                self.assertFalse(Channel.search([("id", "=", stream.id)]))
                with self.assertRaises(AccessError):
                    stream.with_user(user).read(["name"])
                with self.assertRaises(AccessError):
                    stream.message_ids.with_user(user).read(["body"])
                with self.assertRaises(AccessError), mute_logger("odoo.sql_db"):
                    stream.with_user(user)._add_members(users=user)
        for user in (self.agent, self.manager):
            self.assertTrue(stream.with_user(user).read(["name"]))
        core = self.env["discuss.channel"].create(
            {
                "name": "Core's own",
                "channel_type": "livechat",
                "livechat_channel_id": own.id,
                "livechat_operator_id": self.agent.partner_id.id,
            }
        )
        self.assertTrue(core.with_user(other).read(["name"]))

    def test_nobody_answers_past_the_owner(self):
        talk = self.talk()
        talk.with_user(self.agent).claim()
        stream = talk.discuss_channel_id
        with self.assertRaises(UserError):
            stream.with_user(self.colleague).message_post(
                body="me too", message_type="comment"
            )
        with self.assertRaises(UserError):
            stream.with_user(self.agent)._message_update_content(
                stream.message_ids[:1], body="changed"
            )

    def test_a_word_of_another_session_is_not_taken(self):
        talk = self.talk()
        alien = self.customer_writes("alien words")._stream_messages()
        with self.assertRaises(LookupError):
            talk._post_as_customer("x", {"posted": alien.id})

    def test_core_live_chats_stay_core_s(self):
        own = self.env["im_livechat.channel"].create({"name": "Own"})
        self.assertFalse(own._cs_channel())
        info = own._get_operator_info(lang=False, country_id=False)
        self.assertEqual(info["operator_model"], "res.users")
        with self.assertRaises(ValidationError):
            self.demo.livechat_channel_id = own
        self.channel.active = False
        self.assertFalse(self.live._cs_channel())

    def test_a_channel_that_becomes_live_chat(self):
        self.demo.provider = "livechat"
        self.assertEqual(self.demo.livechat_channel_id.name, "Demo")

    def test_the_visitor_s_rating_counts_for_the_conversation(self):
        talk = self.talk()
        talk.with_user(self.agent).reply("Here I am")
        talk.with_user(self.agent).close()
        self.make_jsonrpc_request(
            "/im_livechat/feedback",
            {"channel_id": talk.discuss_channel_id.id, "rate": 5, "reason": "Quick!"},
        )
        rating = talk.rating_ids
        self.assertEqual((rating.rating, rating.feedback), (5, "Quick!"))
        self.assertEqual(rating.rated_partner_id, self.agent.partner_id)

    def test_removing_the_addon_leaves_nothing_readable(self):
        mail = self.env["cs.channel"].create(
            {"name": "Mail", "provider": "email", "team_id": self.team.id}
        )
        stream = self.talk().discuss_channel_id
        core = self.env["im_livechat.channel"].create({"name": "Own"})
        uninstall_hook(self.env)
        self.assertFalse(stream.exists())
        self.assertEqual(mail.team_id.alias_id.alias_model_id.model, "cs.ticket")
        self.assertTrue(core.exists())

    def test_typing_and_reading_along(self):
        talk = self.talk()
        stream = talk.discuss_channel_id
        self.make_jsonrpc_request(
            "/discuss/channel/notify_typing",
            {"channel_id": stream.id, "is_typing": True},
        )
        talk.with_user(self.agent).reply("Hello")
        self.make_jsonrpc_request(
            "/discuss/channel/mark_as_read",
            {"channel_id": stream.id, "last_message_id": stream.message_ids[0].id},
        )
        visitor = stream.channel_member_ids.filtered("guest_id")
        self.assertEqual(visitor.seen_message_id, stream.message_ids[0])

    def test_no_caller_names_a_session(self):
        """A context comes from whoever calls: another channel is not to be had so."""
        private = self.env["discuss.channel"].create(
            {"name": "Board", "channel_type": "group"}
        )
        identity = self.customer_writes("hello").identity_id
        self.env["cs.conversation"].search([]).close()
        Talk = self.env["cs.conversation"].with_user(self.agent)
        for forged in (private.id, {"stream": private.id}):
            self.demo.reopen_hours = 0
            talk = Talk.with_context(cs_session=forged, cs_stream=forged).start(
                identity.with_user(self.agent), "hi"
            )
            self.assertNotEqual(talk.discuss_channel_id, private)
            talk.sudo().close()
        with self.assertRaises(LookupError):
            self.env["cs.channel.event"].new(
                {"channel_id": self.channel.id, "kind": "message"}
            )._process_message({"posted": private.message_ids[:1].id})
