# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import itertools
import json
import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from ..tools import Refused, WebhookCall, standard_webhooks
from .common import ChannelCase
from .fake_api import FakeApi
from .test_standard_webhooks import SECRET

NUMBER = "+32 470 12 34 56"


class PhoneCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.be")
        cls.channel = cls.env["cs.channel"].create(
            {
                "name": "Phone",
                "provider": "phone",
                "team_id": cls.team.id,
                "signing_secret": SECRET,
                "callback_url": "https://pbx.example.com/dial",
                "token": "phone-token-of-the-test",
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Anna", "phone": NUMBER})
        cls.agent.cs_extension = "201"

    def setUp(self):
        super().setUp()
        self.now = int(time.time())
        type(self).api = FakeApi()

    def signed(self, data, stamp=None):
        body = json.dumps(data).encode()
        stamp = str(stamp or int(time.time()))
        return WebhookCall(
            "POST", {}, standard_webhooks.headers(SECRET, "msg_1", stamp, body), body
        )

    def happens(self, event, call="c1", at=0, **data):
        data = {
            "event": event,
            "call_id": call,
            "at": self.now + at,
            "from": NUMBER,
            "to": "100",
            **data,
        }
        self.take(self.channel, self.signed(data))
        self.env["cs.channel.event"]._drain()
        return self.env["cs.call"].search([("external_id", "=", call)])


@tagged("post_install", "-at_install")
class TestPhone(PhoneCase):
    def test_any_order_gives_the_same_call(self):
        events = [("ring", 0, {}), ("answer", 5, {"agent": "201"}), ("hangup", 65, {})]
        for number, order in enumerate(itertools.permutations(events)):
            for event, at, data in order:
                call = self.happens(event, call=f"p{number}", at=at, **data)
            with self.subTest(order=[event for event, _at, _data in order]):
                self.assertEqual((call.state, call.seconds), ("ended", 60))
                self.assertEqual(call.user_id, self.agent)
                self.assertFalse(call.callback_at)
        talk = call.conversation_id
        self.assertEqual((talk.state, talk.user_id), ("open", self.agent))
        self.assertEqual(talk.partner_id, self.partner)

    def test_a_repetition_changes_nothing(self):
        at = -5
        for _time in range(3):
            call = self.happens("hangup", at=at)
        self.assertEqual(self.words(call.conversation_id), ["☎ Missed call"])

    def test_missed_is_a_call_back_with_a_time(self):
        self.happens("ring")
        call = self.happens("hangup", at=20, path=["Sales", "Orders"], digits="42")
        self.assertEqual(call.state, "missed")
        self.assertGreater(call.callback_at, fields.Datetime.now())
        talk = call.conversation_id
        self.assertEqual(talk.state, "queued")
        self.assertIn("Sales › Orders", self.words(talk)[0])
        booked = int(time.time()) + 7200
        asked = self.happens("hangup", call="c2", at=21, callback=str(booked))
        self.assertEqual(asked.callback_at.timestamp() % 60, booked % 60)
        self.happens(
            "answer",
            call="c3",
            direction="out",
            to=NUMBER,
            agent="201",
            **{"from": "1"},
        )
        self.assertTrue(call.called_back_at and asked.called_back_at)

    def test_missed_and_then_answered_after_all(self):
        self.happens("ring")
        call = self.happens("hangup", at=20)
        self.assertEqual(call.state, "missed")
        self.happens("answer", at=5)
        self.assertEqual(call.state, "ended")
        talk = call.conversation_id
        self.assertFalse(call.callback_at or talk.waiting_since)
        self.assertIn("Call, 0:15", self.words(talk)[-1])

    def test_any_order_gives_one_line(self):
        """What is told last is on the line, too, and it stays one."""
        menu = {"path": ["Sales", "Orders"], "digits": "42"}
        told = {
            "☎ Call, 1:00 Sales › Orders # 42": [
                *(("ring", 0, {}), ("answer", 5, {"agent": "201"})),
                *(("ivr", 2, menu), ("hangup", 65, {})),
            ],
            "☎ Voicemail Sales › Orders # 42": [
                *(("ring", 0, {}), ("ivr", 2, menu)),
                *(("hangup", 65, {}), ("voicemail", 60, {})),
            ],
        }
        for line, events in told.items():
            for number, order in enumerate(itertools.permutations(events)):
                for event, at, data in order:
                    call = self.happens(event, call=f"{line}{number}", at=at, **data)
                with self.subTest(order=[event for event, _at, _data in order]):
                    talk = call.conversation_id
                    self.assertEqual(self.words(talk), [line])
                    self.assertEqual(talk.preview.split(), line.split())
                    self.assertEqual(bool(talk.waiting_since), "Voice" in line)
                call.identity_id.external_id = f"done-{call.id}"  # each a new talk

    def test_a_late_fact_of_an_old_call_answers_no_new_one(self):
        self.happens("ring")
        self.happens("answer", at=5, agent="201")
        old = self.happens("hangup", at=65)
        self.happens("hangup", call="c2", at=90)
        self.happens("ivr", at=2, path=["Sales"])
        self.assertTrue(old.conversation_id.waiting_since, "the second one waits")

    def test_who_spoke_with_the_voice_bot_was_not_missed(self):
        case = ("voicebot", 40, {"slots": {"subject": "Smoke"}})
        events = [("ring", 0, {}), case, ("hangup", 65, {})]
        for number, order in enumerate(itertools.permutations(events)):
            for event, at, data in order:
                call = self.happens(event, call=f"v{number}", at=at, **data)
            with self.subTest(order=[event for event, _at, _data in order]):
                self.assertEqual((call.state, call.callback_at), ("ended", False))
                self.assertEqual(call.ticket_id.name, "Smoke")
                said = self.words(call.conversation_id)
                self.assertFalse([word for word in said if "Missed" in word])
            call.identity_id.external_id = f"done-{number}"  # a new talk each time

    def test_who_wants_to_be_called_is_called_whatever_the_bot_wrote_down(self):
        booked = str(self.now + 7200)
        events = [
            *(("ivr", {"callback": booked}), ("hangup", {})),
            ("voicebot", {"slots": {"subject": "Smoke"}}),
        ]
        for number, order in enumerate(itertools.permutations(events)):
            for event, data in order:
                call = self.happens(event, call=f"w{number}", **data)
            with self.subTest(order=[event for event, _data in order]):
                self.assertEqual(call.callback_at.timestamp() % 60, int(booked) % 60)

    def test_a_caller_without_a_name_is_his_number(self):
        call = self.happens("hangup", **{"from": "+32 470 99 99 99"})
        self.assertEqual(call.identity_id.name, "+32470999999")
        self.assertIn("+32470999999", call.conversation_id.display_name)
        self.happens("hangup", call="c2", name="Bo", **{"from": "+32 470 99 99 99"})
        self.happens("hangup", call="c3", **{"from": "+32 470 99 99 99"})
        self.assertEqual(call.identity_id.name, "Bo")
        hidden = self.happens("hangup", call="c4", **{"from": "anonymous"})
        self.assertTrue(hidden.identity_id.name.startswith("Visitor"))

    def test_whose_phone_it_is(self):
        portal = new_test_user(self.env, "ph_portal", "base.group_portal")
        with self.assertRaises(ValidationError):
            portal.with_user(portal).write({"cs_extension": "201"})
        with self.assertRaises(ValidationError):
            self.colleague.with_user(self.colleague).write({"cs_extension": "201"})
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "ph_other",
            "base.group_user",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        other.cs_extension = "202"
        self.assertFalse(self.happens("ring", agent="202").user_id)

    def test_a_number_is_of_the_accounts_country(self):
        self.partner.phone = "+86 138 0013 8000"
        self.channel.company_id.country_id = self.env.ref("base.cn")
        call = self.happens("ring", call="cn", **{"from": "13800138000"})
        self.assertEqual(call.partner_id, self.partner)

    def says_nobody(self, event, **data):
        """What happens to a call of which only the id is told."""
        return self.happens(event, **{"from": "", "to": "", **data})

    def test_what_is_told_before_the_number_waits_for_it(self):
        booked = self.now + 7200
        facts = [
            ("hangup", {"callback": str(booked)}),
            ("recording", {"recording_url": "https://files.example.com/rec.wav"}),
            ("voicebot", {"slots": {"subject": "Smoke"}, "transcript": ["It burns"]}),
        ]
        for number, order in enumerate(itertools.permutations(facts)):
            for event, data in order:
                call = self.says_nobody(event, call=f"n{number}", **data)
            self.assertFalse(call.identity_id or call.conversation_id)
            for _twice in range(2):
                self.happens("ring", call=f"n{number}", at=-_twice)
            with self.subTest(order=[event for event, _data in order]):
                talk = call.conversation_id
                self.assertEqual(call.ticket_id.name, "Smoke")
                self.assertIn("It burns", call.ticket_id.description)
                self.assertEqual(call.callback_at.timestamp() % 60, booked % 60)
                media = [("message_id", "in", talk._stream_messages().ids)]
                self.assertEqual(self.env["cs.channel.media"].search_count(media), 1)
                lines = [word for word in self.words(talk) if word[0] == "☎"]
                self.assertTrue(lines == ["☎ Voice bot"] and not call.kept)
            call.identity_id.external_id = f"done-{number}"  # a new talk each time

    def test_a_call_whose_number_never_comes(self):
        booked = self.now + 7200
        call = self.says_nobody("hangup", callback=str(booked))
        call = self.says_nobody("voicebot", slots={"subject": "Smoke"})
        self.says_nobody("recording", recording_url="https://files.example.com/1.wav")
        self.assertEqual((call.state, call.slots), ("missed", {"subject": "Smoke"}))
        self.assertEqual(call.callback_at.timestamp() % 60, booked % 60)
        self.assertIn("1.wav", call.kept[-1]["recording_url"])
        self.says_nobody("answer", at=-5)
        self.assertFalse(call.callback_at, "it was answered after all")

    def test_who_hides_his_number_is_somebody_else_each_time(self):
        first, second = (
            self.happens("hangup", call=f"h{number}", **{"from": "anonymous"})
            for number in range(2)
        )
        self.assertNotEqual(first.identity_id, second.identity_id)
        self.assertNotEqual(first.conversation_id, second.conversation_id)

    def test_an_answer_to_a_voice_bots_ticket_goes_by_mail(self):
        self.partner.email = "anna@example.com"
        ticket = self.happens("voicebot", slots={"subject": "x"}).ticket_id
        ticket.with_user(self.agent).message_post(
            body="Solved",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner.ids,
        )
        self.assertFalse(ticket.conversation_id.delivery_ids)
        notified = ticket.message_ids[0].notified_partner_ids
        self.assertIn(self.partner, notified)

    def test_screen_pop(self):
        self.happens("ring", agent="201")
        self.env.cr.precommit.run()
        note = self.env["bus.bus"].sudo().search([], order="id desc", limit=5)
        found = [row.message for row in note if "cs.call/ring" in row.message]
        self.assertIn("Anna", found[0])

    def test_two_people_of_one_number_are_nobody(self):
        self.partner.copy()
        self.partner.copy().phone = NUMBER
        call = self.happens("hangup")
        self.assertFalse(call.partner_id)
        hidden = self.happens("hangup", call="c2", **{"from": "anonymous"})
        self.assertEqual(hidden.number, "anonymous")

    def test_a_voicemail_and_a_recording(self):
        url = "https://127.0.0.1/rec.wav"
        call = self.happens("voicemail", recording_url=url)
        self.assertEqual(call.state, "voicemail")
        media = self.env["cs.channel.media"].search(
            [("conversation_id", "=", call.conversation_id.id)]
        )
        self.assertEqual(media.ref, url)
        media._drain()
        self.assertEqual(media.state, "failed")  # an address inside our network

    def test_a_voice_bot_makes_one_ticket(self):
        said = [{"who": "bot", "text": "What is it?"}, "It does not start"]
        slots = {"subject": "Does not start", "serial": "SN-1"}
        for at in (0, 1):
            call = self.happens("voicebot", at=at, slots=slots, transcript=said)
        ticket = call.ticket_id
        self.assertEqual(ticket.name, "Does not start")
        self.assertEqual((ticket.source, ticket.partner_id), ("phone", self.partner))
        self.assertIn("SN-1", ticket.description)
        self.assertEqual(len(call.conversation_id.ticket_ids), 1)

    def test_other_names_of_the_same(self):
        call = self.happens("newCall", call="o1", direction="outbound")
        self.assertEqual(call.direction, "out")
        call = self.happens("newCall", call="i1", direction="inbound")
        self.assertEqual(call.direction, "in")
        said = {"slots": {"subject": "Smoke"}, "from": None, "ani": NUMBER}
        call = self.happens("voicebot.ticket", call="b1", **said)
        self.assertEqual((call.ticket_id.name, call.number), ("Smoke", "+32470123456"))

    def test_click_to_dial(self):
        calls = self.env["cs.call"]
        calls.with_user(self.agent).dial(self.partner.id)
        body = json.loads(self.api.calls[-1][1]["data"])
        self.assertEqual((body["agent"], body["to"]), ("201", "+32470123456"))
        missed = self.happens("hangup")
        missed.with_user(self.agent).action_call_back()
        with self.assertRaisesRegex(UserError, "extension"):
            calls.with_user(self.colleague).dial(self.partner)
        self.api.answers["dial"] = [400]
        with self.assertRaises(UserError):
            calls.with_user(self.agent).dial(self.partner)
        with self.assertRaises(AccessError):
            missed.with_user(self.stranger).action_call_back()

    def test_a_phone_shows_no_text(self):
        talk = self.happens("hangup").conversation_id
        talk.with_user(self.agent).reply("hello")
        self.drain_out()
        self.assertEqual(talk.delivery_ids.state, "failed")

    def test_bad_shapes(self):
        gateway = self.channel._gateway()
        good = {"event": "ring", "call_id": "1", "at": 1}
        for change in (
            {"call_id": ""},
            {"at": "x"},
            {"path": "x"},
            {"slots": ["x"]},
            {"from": ["x"]},
            {"transcript": {"a": 1}},
        ):
            body = json.dumps({**good, **change}).encode()
            with self.subTest(change=change), self.assertRaises(Refused):
                gateway._parse(self.channel, body)
        other = json.dumps({**good, "event": "dtmf"}).encode()
        self.assertEqual(gateway._parse(self.channel, other), [])
        with self.assertRaises(Refused):
            gateway._verify(self.channel, WebhookCall("POST", {}, {}, b"{}"))


@tagged("post_install", "-at_install")
class TestPhoneProgress(PhoneCase, HttpCase):
    def ask(self, data, **options):
        call = self.signed(data, **options)
        url = "/cs/phone/phone-token-of-the-test/progress"
        return self.url_open(url, call.body, headers=call.headers)

    def test_progress(self):
        tickets = self.env["cs.ticket"].create(
            [
                {"name": "A", "partner_id": self.partner.id, "team_id": self.team.id},
                {"name": "B", "team_id": self.team.id},
            ]
        )
        answer = self.ask({"from": NUMBER}).json()["tickets"]
        self.assertEqual([t["number"] for t in answer], [tickets[0].number])
        self.assertNotIn("A", answer[0].values())
        asked = {"from": NUMBER, "ticket": tickets[1].number}
        self.assertEqual(self.ask(asked).json()["tickets"], [])
        self.assertEqual(self.ask({"from": "+32111"}).json()["tickets"], [])

    def test_refused(self):
        old = int(time.time()) - timedelta(hours=1).seconds
        self.assertEqual(self.ask({"from": NUMBER}, stamp=old).status_code, 403)
        call = self.signed({"from": NUMBER})
        url = "/cs/phone/nobody/progress"
        answer = self.url_open(url, call.body, headers=call.headers)
        self.assertEqual(answer.status_code, 404)
