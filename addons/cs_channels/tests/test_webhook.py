# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from unittest.mock import patch
from urllib.parse import urlencode

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.tests import BaseCase, HttpCase, tagged

from ..controllers import webhook
from ..tools import access_log, rate_limit
from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestAccessLog(BaseCase):
    def test_addresses_are_no_secret_in_the_log(self):
        masks = access_log.MaskTokens
        filters = logging.getLogger("werkzeug").filters
        self.assertTrue(any(isinstance(found, masks) for found in filters))
        for kind in ("channel", "phone", "mini"):
            line = f"POST /cs/{kind}/s3cret?nonce=1 HTTP/1.1"
            record = logging.makeLogRecord({"msg": "%s %s", "args": (line, 200)})
            masks().filter(record)
            shown = f"POST /cs/{kind}/***?nonce=1 HTTP/1.1 200"
            self.assertEqual(record.getMessage(), shown)


@tagged("post_install", "-at_install")
class TestWebhook(ChannelCase, HttpCase):
    def setUp(self):
        super().setUp()
        limit = rate_limit.RateLimit(per_second=1, burst=60)
        self.startPatcher(patch.object(webhook, "_refusals", limit))

    def post(self, call, token="wechat-token-of-the-test"):
        url = f"/cs/channel/{token}?{urlencode(call.query)}"
        return self.url_open(url, data=call.body, headers=dict(call.headers))

    def events(self):
        self.env.invalidate_all()
        return self.env["cs.channel.event"].search(
            [("channel_id", "=", self.wechat.id)]
        )

    def test_stored_and_acknowledged(self):
        call = self.wechat_call(self.wechat_xml("你好"))
        for _repetition in range(3):
            response = self.post(call)
            self.assertEqual((response.status_code, response.text), (200, "success"))
            self.assertNotIn("session_id", response.cookies)
        self.assertEqual(len(self.events()), 1)
        self.assertEqual(self.events().state, "new")

    def test_challenge(self):
        query = {**self.wechat_call("<xml></xml>").query, "echostr": "42"}
        url = f"/cs/channel/wechat-token-of-the-test?{urlencode(query)}"
        self.assertEqual(self.url_open(url).text, "42")

    def test_refused_without_detail(self):
        bad = self.wechat_call(self.wechat_xml(), msg_signature="0" * 40)
        other_app = self.wechat_call(self.wechat_xml())
        self.wechat.app_id = "wx1111111111111111"
        answers = [self.post(bad), self.post(other_app)]
        self.assertEqual({answer.status_code for answer in answers}, {403})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.assertFalse(self.events())

    def test_unknown_account(self):
        call = self.wechat_call(self.wechat_xml())
        self.assertEqual(self.post(call, "no-such-token").status_code, 404)
        self.wechat.active = False
        self.assertEqual(self.post(call).status_code, 404)
        self.wechat.active = True
        self.assertEqual(self.post(call).status_code, 200)

    def test_account_made_after_its_first_call(self):
        call = self.wechat_call(self.wechat_xml())
        self.assertEqual(self.post(call, "late-token").status_code, 404)
        self.wechat.copy({"token": "late-token", "verify_token": "spamtest"})
        self.assertEqual(self.post(call, "late-token").status_code, 403)

    def test_a_time_in_other_digits(self):
        call = self.wechat_call(self.wechat_xml(), stamp="17\u00b2")
        self.assertEqual(self.post(call).status_code, 403)

    def test_some_of_it_is_being_stored_by_another_worker(self):
        model, failures = type(self.env["cs.channel.event"]), []
        store = model._store

        def busy(events, channel, found):
            if failures:
                raise failures.pop()
            return store(events, channel, found)

        call = self.wechat_call(self.wechat_xml())
        with patch.object(model, "_store", busy):
            failures += [SerializationFailure()] * webhook.TRIES
            self.assertEqual(self.post(call).status_code, 503, "it has to call again")
            self.assertFalse(self.events())
            failures += [SerializationFailure(), UniqueViolation()]
            self.assertEqual(self.post(call).status_code, 200)
        self.assertEqual(len(self.events()), 1)

    def test_tokens_are_not_guessed(self):
        call = self.wechat_call(self.wechat_xml())
        limit = rate_limit.RateLimit(per_second=0, burst=5)
        with patch.object(webhook, "_guesses", limit):
            found = [self.post(call, f"no-{n}").status_code for n in range(7)]
            self.assertEqual(found, [404] * 5 + [429] * 2)
            self.assertEqual(self.post(call).status_code, 200, "who knows one goes on")

    def test_rotated_token(self):
        call = self.wechat_call(self.wechat_xml())
        self.wechat.action_rotate_token()
        self.assertEqual(self.post(call).status_code, 404)
        self.assertEqual(self.post(call, self.wechat.token).status_code, 200)

    def test_too_long(self):
        call = self.wechat_call(self.wechat_xml("x" * 300000))
        self.assertEqual(self.post(call).status_code, 413)

    def test_a_flood_of_refusals_is_cut_off(self):
        limit = rate_limit.RateLimit(per_second=0, burst=2)
        self.startPatcher(patch.object(webhook, "_refusals", limit))
        bad = self.wechat_call(self.wechat_xml(), msg_signature="0" * 40)
        codes = [self.post(bad).status_code for _number in range(3)]
        self.assertEqual(codes, [403, 403, 429])

    def test_to_the_inbox(self):
        self.post(self.wechat_call(self.wechat_xml("救命 😀", sender="o9")))
        self.env["cs.channel.event"]._drain()
        talk = self.events().conversation_id
        self.assertEqual(self.words(talk), ["救命 😀"])
