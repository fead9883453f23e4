# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

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
