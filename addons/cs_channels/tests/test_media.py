# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

import requests

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import cs_gateway_help
from ..models.cs_channel_media import BACKOFF
from ..tools import outcome, safe_fetch
from ..tools.safe_fetch import BadStatus
from .common import JPEG, ChannelCase


@tagged("post_install", "-at_install")
class TestMedia(ChannelCase):
    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()  # tokens are kept in a cursor of their own
        xml = self.wechat_xml("", MsgType="image", MediaId="m1", PicUrl="http://x/")
        self.event = self.take(self.wechat, self.wechat_call(xml))
        self.env["cs.channel.event"]._drain()
        self.talk = self.event.conversation_id
        self.media = self.env["cs.channel.media"].search(
            [("conversation_id", "=", self.talk.id)]
        )

    def fetch(self, *answers):
        self.api.answers["media/get"] = list(answers)
        self.media._drain()

    def test_placeholder_then_picture(self):
        message = self.event.message_id
        self.assertEqual(self.words(self.talk), ["[Picture]"])
        self.assertFalse(self.api.calls)
        self.fetch()
        self.assertEqual(self.media.state, "done")
        self.assertEqual(message.attachment_ids.raw, JPEG)
        self.assertEqual(message.attachment_ids.mimetype, "image/jpeg")
        self.assertEqual(message.attachment_ids.res_model, "discuss.channel")
        self.assertFalse(message.body)
        self.assertNotIn("http://x/", [path for path, _options in self.api.calls])

    def test_a_page_pretending_to_be_a_picture(self):
        self.fetch(b"<svg onload='alert(1)'>")
        attachment = self.event.message_id.attachment_ids
        self.assertEqual(attachment.mimetype, "application/octet-stream")
        self.assertTrue(attachment.name.endswith(".bin"))

    def test_gone(self):
        self.fetch({"errcode": 40007, "errmsg": "invalid media_id"})
        self.assertEqual(self.media.state, "failed")
        self.assertIn("40007", self.event.message_id.body)

    def test_not_found(self):
        self.fetch(404)
        self.assertEqual(self.media.state, "failed")
        self.assertIn("could not be fetched", self.event.message_id.body)

    def test_gone_below_the_customers_words(self):
        message = self.event.message_id
        message.body = "My serial number is 4711"
        self.fetch({"errcode": 40007, "errmsg": "invalid media_id"})
        self.assertIn("4711", message.body)
        self.assertIn("could not be fetched", message.body)

    def test_an_account_that_is_off_fetches_nothing(self):
        self.wechat.active = False
        self.fetch()
        self.assertEqual(self.media.state, "queued")
        self.assertFalse(self.api.calls)

    def test_too_big(self):
        with patch.object(cs_gateway_help, "MAX_DOWNLOAD", 50):
            self.fetch(JPEG)
        self.assertEqual(self.media.state, "failed")

    def test_a_broken_line_is_tried_again(self):
        self.fetch(requests.exceptions.ReadTimeout())
        self.assertEqual(self.media.state, "queued")
        self.media.next_try_at = False
        self.fetch()
        self.assertEqual(self.media.state, "done")

    def test_a_line_that_breaks_on_the_way_is_tried_again(self):
        def broken(_response, _size):
            yield b"half"
            raise requests.exceptions.ChunkedEncodingError

        with patch.object(requests.Response, "iter_content", broken):
            self.fetch()
        self.assertEqual(self.media.state, "queued")
        self.assertTrue(self.media.reason)

    def test_a_host_of_files_that_is_down_is_tried_again(self):
        gateway, seen = self.demo._gateway(), {}
        for status in (404, 503):
            with (
                patch.object(safe_fetch, "fetch", side_effect=BadStatus(status)),
                self.assertRaises(outcome.CallFailure) as caught,
            ):
                gateway._fetch_url(self.demo, "https://example.com/x")
            seen[status] = type(caught.exception)
        self.assertEqual(seen, {404: outcome.Rejected, 503: outcome.TryAgain})

    def test_a_file_that_kills_whoever_fetches_it_is_given_up(self):
        self.media.attempts = len(BACKOFF) + 1
        self.fetch()
        self.assertEqual(self.media.state, "failed")
        self.assertFalse(self.api.calls)
        self.assertIn("could not be fetched", self.event.message_id.body)

    def test_a_person_fetches_once_more(self):
        message = self.event.message_id
        for words in (message.body, "<p>My serial number is 4711</p>"):
            message.body = words
            self.fetch({"errcode": 40007, "errmsg": "invalid media_id"})
            self.assertIn("could not be fetched", message.body)
            self.media.with_user(self.manager).action_retry()
            self.assertEqual((self.media.state, message.body), ("queued", words))
        self.fetch()
        self.assertEqual(self.media.state, "done")
        self.assertEqual(message.attachment_ids.raw, JPEG)
        with self.assertRaises(AccessError):
            self.media.with_user(self.agent).action_retry()

    def test_an_error_of_our_own_is_said(self):
        gateway = type(self.env["cs.gateway.wechat_oa"])
        with (
            patch.object(gateway, "_fetch_media", side_effect=ZeroDivisionError),
            mute_logger("odoo.addons.cs_channels.models.cs_channel_media"),
        ):
            self.fetch()
        self.assertEqual(self.media.state, "failed")
        self.assertIn("error of our own", self.event.message_id.body)
