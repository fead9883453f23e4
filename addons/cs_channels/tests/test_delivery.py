# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import socket
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import JPEG, ChannelCase


@tagged("post_install", "-at_install")
class TestDelivery(ChannelCase):
    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own
        self.talk = self.customer_writes("你好", sender="o1", channel=self.wechat)
        self.mine = self.talk.with_user(self.agent)

    def send(self, path="message/custom/send", *answers):
        self.api.answers[path] = list(answers)
        self.drain_out()

    def due_again(self, delivery):
        delivery.next_try_at = fields.Datetime.now() - timedelta(seconds=1)

    def test_nothing_is_sent_inside_the_transaction(self):
        self.mine.reply("answer")
        self.assertFalse(self.api.calls)
        self.assertEqual(self.talk.delivery_ids.state, "queued")

    def test_text_and_picture_are_two_parts(self):
        self.mine.reply("<b>look</b> 😀", attachments=[("a.jpg", JPEG)])
        self.drain_out()
        self.assertEqual(
            self.api.sent(),
            [
                {
                    "touser": "o1",
                    "msgtype": "text",
                    "text": {"content": "<b>look</b> 😀"},
                },
                {
                    "touser": "o1",
                    "msgtype": "image",
                    "image": {"media_id": "uploaded"},
                },
            ],
        )
        raw = [options.get("data") for _path, options in self.api.calls]
        self.assertIn("😀".encode(), raw[1])
        self.assertEqual(self.talk.delivery_ids.mapped("state"), ["sent", "sent"])

    def test_what_the_channel_cannot_carry_is_said_at_once(self):
        self.mine.reply("see", attachments=[("a.html", b"<html></html>")])
        file = self.talk.delivery_ids.filtered(lambda part: part.kind == "file")
        self.assertEqual(file.state, "failed")
        self.assertIn("a.html", file.reason)
        with self.assertRaises(UserError):
            file.with_user(self.agent).action_retry()

    def test_long_text_is_cut_by_bytes(self):
        self.mine.reply("中" * 1500)
        self.drain_out()
        texts = [message["text"]["content"] for message in self.api.sent()]
        self.assertEqual("".join(texts), "中" * 1500)
        self.assertTrue(all(len(text.encode()) <= 2048 for text in texts))

    def test_busy_is_tried_again_later_and_in_order(self):
        self.mine.reply("first")
        self.mine.reply("second")
        self.send("message/custom/send", {"errcode": -1})
        first, second = self.talk.delivery_ids.sorted("id")
        self.assertEqual((first.state, second.state), ("queued", "queued"))
        self.assertGreater(first.next_try_at, fields.Datetime.now())
        self.due_again(first)
        self.drain_out()
        self.assertEqual((first.state, second.state), ("sent", "sent"))
        self.assertEqual(
            [message["text"]["content"] for message in self.api.sent()],
            ["first", "first", "second"],
        )

    def test_a_repeated_try_takes_no_more_quota(self):
        self.mine.reply("once")
        self.send("message/custom/send", {"errcode": -1})
        self.due_again(self.talk.delivery_ids)
        self.drain_out()
        self.assertEqual(self.talk.identity_id.quota_left, 4)

    def test_connection_refused_is_tried_again(self):
        self.mine.reply("x")
        self.send("message/custom/send", requests.exceptions.ConnectTimeout())
        self.assertEqual(self.talk.delivery_ids.state, "queued")

    def test_a_closed_port_is_tried_again(self):
        """The provider is down: nobody listens, nothing has left."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.mine.reply("x")
        with patch.object(self.api, "request", self._really_call):
            self.wechat.api_url = f"http://127.0.0.1:{port}"
            self.env["cs.channel.delivery"]._drain()
        part = self.talk.delivery_ids
        self.assertEqual((part.state, part.attempts), ("queued", 1))
        self.assertIn("cannot be reached", part.reason)
        self.wechat.api_url = False
        self.due_again(part)
        self.drain_out()
        self.assertEqual(part.state, "sent")

    @staticmethod
    def _really_call(method, url, **options):
        options["timeout"] = 5  # core's guard of tests reads a number
        with requests.Session() as session:
            return session.request(method, url, **options)

    def test_unknown_outcome_is_never_repeated(self):
        for error in (
            requests.exceptions.ReadTimeout(),
            requests.exceptions.ConnectionError("reset"),
        ):
            self.mine.reply("x")
            delivery = self.talk.delivery_ids.sorted("id")[-1]
            self.send("message/custom/send", error)
            self.assertEqual(delivery.state, "unknown")
            self.drain_out()
            self.assertEqual(delivery.attempts, 1)
        delivery.with_user(self.agent).action_retry()
        self.drain_out()
        self.assertEqual(delivery.state, "sent")

    def test_a_worker_that_dies_leaves_an_unknown_outcome(self):
        self.mine.reply("x")
        delivery = self.env["cs.channel.delivery"]._lease()
        self.assertEqual(delivery.state, "sending")
        self.drain_out()
        self.assertEqual(delivery.state, "sending")
        delivery.leased_until = fields.Datetime.now() - timedelta(seconds=1)
        self.drain_out()
        self.assertEqual(delivery.state, "unknown")
        self.assertFalse(self.api.sent())

    def test_expired_token_is_renewed_once(self):
        self.mine.reply("x")
        self.send("message/custom/send", {"errcode": 42001})
        self.assertEqual(self.talk.delivery_ids.state, "sent")
        self.assertEqual(self.api.token_number, 2)
        self.mine.reply("y")
        self.send(
            "message/custom/send",
            {"errcode": 40001},
            {"errcode": 40001, "errmsg": "no"},
        )
        last = self.talk.delivery_ids.sorted("id")[-1]
        self.assertEqual(last.state, "queued")
        self.assertEqual(self.wechat.health, "bad")

    def test_a_late_refusal_keeps_the_fresh_token(self):
        tokens = self.env["cs.channel.token"]
        old = tokens._get(self.wechat)
        fresh = tokens._get(self.wechat, rejected=old)
        self.assertNotEqual(old, fresh)
        self.assertEqual(tokens._get(self.wechat, rejected=old), fresh)
        self.assertEqual(self.api.token_number, 2)

    def test_the_sixth_message_is_held(self):
        for number in range(6):
            self.mine.reply(str(number))
        self.drain_out()
        deliveries = self.talk.delivery_ids.sorted("id")
        self.assertEqual(deliveries.mapped("state"), ["sent"] * 5 + ["held"])
        self.assertTrue(deliveries[-1].reason)
        self.assertEqual(len(self.api.sent()), 5)
        self.customer_writes("ja?", sender="o1", channel=self.wechat)
        deliveries[-1].with_user(self.agent).action_retry()
        self.drain_out()
        self.assertEqual(deliveries[-1].state, "sent")

    def test_quota_ends_after_48_hours(self):
        windows = self.talk.identity_id.quota_state
        windows["message"][1] = fields.Datetime.to_string(fields.Datetime.now())
        self.talk.identity_id.quota_state = dict(windows)
        self.mine.reply("too late")
        self.drain_out()
        self.assertEqual(self.talk.delivery_ids.state, "held")
        self.assertFalse(self.api.sent())

    def test_the_providers_count_stands_above_ours(self):
        for code in (45047, 45015):
            self.mine.reply("x")
            self.send("message/custom/send", {"errcode": code})
            self.assertEqual(self.talk.delivery_ids.sorted("id")[-1].state, "held")
        self.assertEqual(self.talk.identity_id.quota_left, 0)

    def test_final_failure(self):
        self.mine.reply("x")
        self.send("message/custom/send", {"errcode": 43019, "errmsg": "black list"})
        self.assertEqual(self.talk.delivery_ids.state, "failed")
        self.assertEqual(self.talk.delivery_ids.error_code, "43019")

    def test_first_response_counts_only_if_it_may_arrive(self):
        self.mine.reply("x")
        self.assertTrue(self.talk.first_response_at)
        self.send("message/custom/send", {"errcode": 43019})
        self.assertFalse(self.talk.first_response_at)
        self.talk.delivery_ids.with_user(self.agent).action_retry()
        self.assertTrue(self.talk.first_response_at)

    def _promised_ticket(self):
        self.env["cs.sla.policy"].create(
            {
                "name": "First answer",
                "metric": "first_response",
                "target_hours": 1,
                "team_ids": [(6, 0, self.team.ids)],
            }
        )
        return self.mine.create_ticket().sudo()

    def test_an_answer_that_failed_is_none_on_the_ticket(self):
        ticket = self._promised_ticket()
        self.mine.reply("x")
        self.assertEqual(ticket.sla_line_ids.mapped("state"), ["met"])
        self.send("message/custom/send", {"errcode": 43019})
        self.assertFalse(ticket.first_response_at)
        states = ticket.sla_line_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["met", "running"])
        self.assertEqual(ticket.sla_line_ids[-1].event_ids.kind, "reopen")
        self.talk.delivery_ids.with_user(self.agent).action_retry()
        self.assertTrue(ticket.first_response_at)
        self.assertEqual(set(ticket.sla_line_ids.mapped("state")), {"met"})

    def test_an_answer_by_mail_counts_whatever_fails_in_the_chat(self):
        ticket = self._promised_ticket()
        contact = self.env["res.partner"].create(
            {"name": "Wang Min", "email": "wang@example.com"}
        )
        ticket.message_subscribe(contact.ids)
        ticket.with_user(self.agent).message_post(
            body="Fixed", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.send("message/custom/send", {"errcode": 43019})
        self.assertFalse(self.talk.first_response_at)
        self.assertTrue(ticket.first_response_at)

    def test_an_error_of_the_server_is_an_unknown_outcome(self):
        self.mine.reply("x")
        self.send("message/custom/send", 502)
        self.assertEqual(self.talk.delivery_ids.state, "unknown")
        self.mine.reply("y")
        last = self.talk.delivery_ids.sorted("id")[-1]
        self.env["cs.channel.token"].search([]).unlink()
        self.env.flush_all()
        self.send("stable_token", 502)
        self.assertEqual(last.state, "queued")

    def test_a_late_word_does_not_shorten_the_window(self):
        identity = self.talk.identity_id
        until = identity.quota_until
        identity._open_quota("message", fields.Datetime.now() - timedelta(hours=40))
        self.assertEqual(identity.quota_until, until)

    def test_states_only_move_forward(self):
        talk = self.customer_writes("hi", sender="d1")
        talk.with_user(self.agent).reply("x")
        self.drain_out()
        delivery = talk.delivery_ids
        seen = []
        for state in ("read", "delivered", "sent"):
            call = self.demo_call(status=state, message=delivery.external_id)
            self.take(self.demo, call)
            self.env["cs.channel.event"]._drain()
            seen.append(delivery.state)
        self.assertEqual(seen, ["read", "read", "read"])

    def test_what_failed_has_arrived_only_when_somebody_has_it(self):
        talk = self.customer_writes("hi", sender="d1")
        talk.with_user(self.agent).reply("x")
        self.drain_out()
        delivery, seen = talk.delivery_ids, []
        for state in ("failed", "sent", "delivered"):
            call = self.demo_call(status=state, message=delivery.external_id)
            self.take(self.demo, call)
            self.env["cs.channel.event"]._drain()
            seen.append((delivery.state, bool(talk.first_response_at)))
        failed = ("failed", False)
        self.assertEqual(seen, [failed, failed, ("delivered", True)])

    def test_other_credentials_need_another_token(self):
        tokens = self.env["cs.channel.token"]
        tokens.search([]).unlink()
        tokens.create({"channel_id": self.wechat.id, "token": "old"})
        self.wechat.name = "Renamed"
        self.assertTrue(tokens.search([("channel_id", "=", self.wechat.id)]))
        self.wechat.app_secret = "another"
        self.assertFalse(tokens.search([("channel_id", "=", self.wechat.id)]))

    def test_an_early_report_waits(self):
        talk = self.customer_writes("hi", sender="d1")
        talk.with_user(self.agent).reply("x")
        delivery = talk.delivery_ids
        report = self.take(
            self.demo, self.demo_call(status="read", message=f"demo-{delivery.id}")
        )
        self.env["cs.channel.event"]._drain()
        self.assertEqual(report.state, "new")
        self.drain_out()
        report.next_try_at = False
        self.env["cs.channel.event"]._drain()
        self.assertEqual(delivery.state, "read")

    def test_nothing_is_written_to_an_account_that_is_off(self):
        self.wechat.active = False
        with self.assertRaises(UserError):
            self.mine.reply("x")

    def test_a_report_on_a_message_of_others_ends(self):
        report = self.take(self.demo, self.demo_call(status="read", message="theirs"))
        for _try in range(40):
            report.next_try_at = False
            self.env["cs.channel.event"]._drain()
        self.assertEqual(report.state, "done")
        self.assertIn("no message", report.error)
        self.assertFalse(self.demo.dead_count)

    def test_a_refused_message_takes_no_place(self):
        left = self.talk.identity_id.quota_left
        self.mine.reply("x")
        self.send("message/custom/send", {"errcode": 45002, "errmsg": "content size"})
        self.assertEqual(self.talk.delivery_ids.state, "failed")
        self.assertEqual(self.talk.identity_id.quota_left, left)

    def test_what_the_customer_opened_meanwhile_stays_open(self):
        identity = self.talk.identity_id
        asked = fields.Datetime.now() - timedelta(minutes=1)
        identity._close_quota(asked)
        self.assertTrue(identity.quota_left, "he wrote after we asked")
        identity._close_quota(fields.Datetime.now() + timedelta(minutes=1))
        self.assertFalse(identity.quota_left)

    def test_an_account_that_fails_comes_last(self):
        well = self.customer_writes("hi", sender="d1")
        self.mine.reply("first in line")
        well.with_user(self.agent).reply("x")
        due = self.env["cs.channel.delivery"]._next_due
        self.assertEqual(due().conversation_id, self.talk)
        self.wechat._note_error("down")
        self.assertEqual(due().conversation_id, well)
        well.delivery_ids.state = "sent"
        self.assertEqual(due().conversation_id, self.talk)

    def test_what_failed_is_sent_under_a_new_name(self):
        self.mine.reply("x")
        part = self.talk.delivery_ids
        key = part._part()["key"]
        self.send("message/custom/send", {"errcode": 45002, "errmsg": "content size"})
        part.with_user(self.agent).action_retry()
        self.assertNotEqual(part._part()["key"], key)

    def test_no_secret_in_an_error(self):
        self.mine.reply("x")
        error = requests.exceptions.ReadTimeout("https://x/?access_token=token-1")
        self.send("message/custom/send", error)
        self.assertNotIn("token-1", self.talk.delivery_ids.reason)
        self.assertNotIn("token-1", self.wechat.last_error)
