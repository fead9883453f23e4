# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestConsent(CustomerCommon):
    def _say(self, granted, purpose="marketing", channel="mail"):
        return self.env["cs.consent"].create(
            {
                "partner_id": self.contact.id,
                "purpose": purpose,
                "channel": channel,
                "granted": granted,
                "source": "call",
            }
        )

    def _allowed(self, purpose="marketing", channel="mail"):
        return self.env["cs.consent"]._allowed(self.contact, purpose, channel)

    def test_without_a_word_only_what_is_expected(self):
        self.assertTrue(self._allowed("service"))
        self.assertTrue(self._allowed("survey"))
        self.assertFalse(self._allowed("marketing"))
        self.assertFalse(self._allowed("reference"))

    def test_the_newest_word_counts(self):
        self._say(True)
        self.assertTrue(self._allowed())
        self._say(False)
        self.assertFalse(self._allowed())
        self._say(True)
        self.assertTrue(self._allowed())
        self._say(False, "service")
        self.assertFalse(self._allowed("service"))
        self.assertTrue(self._allowed("service", "phone"))

    def test_lines_are_a_log(self):
        line = self._say(True)
        with self.assertRaises(AccessError):
            line.granted = False
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError):
            line.with_context(cs_erase=True).unlink()  # as a remote caller would

    def test_who_forbids_is_not_told(self):
        template = self.env["mail.template"].create(
            {
                "name": "Hello",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
            }
        )
        told = self.contact._cs_notify_customer(template, "service")
        self.assertEqual(told, {self.contact.id: "mail"})
        self.assertEqual(self.contact.message_ids[0].partner_ids, self.contact)
        self._say(False, "service")
        told = self.contact._cs_notify_customer(template, "service")
        self.assertEqual(told, {self.contact.id: False})
        mute = self.env["res.partner"].create({"name": "No address"})
        self.assertEqual(
            mute._cs_notify_customer(template, "service"), {mute.id: False}
        )
