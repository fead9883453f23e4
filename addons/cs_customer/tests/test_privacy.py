# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestPrivacy(CustomerCommon):
    def _lookup(self, name="王敏", email="wang@hd.example"):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": name, "email": email}
        )
        wizard.action_lookup()
        return wizard

    def _consent(self):
        return self.env["cs.consent"].create(
            {
                "partner_id": self.contact.id,
                "purpose": "marketing",
                "channel": "mail",
                "granted": True,
                "source": "trade fair",
            }
        )

    def test_export_holds_what_hangs_on_the_person(self):
        self._consent()
        self.customer.message_post(body="hello", author_id=self.contact.id)
        action = self._lookup().action_cs_export()
        attachment_id = int(action["url"].split("/")[3].split("?")[0])
        attachment = self.env["ir.attachment"].browse(attachment_id)
        content = json.loads(base64.b64decode(attachment.datas))
        self.assertEqual(content["res.partner"][0]["name"], "王敏")
        self.assertEqual(content["cs.consent"][0]["source"], "trade fair")
        self.assertIn("hello", content["mail.message"][0]["body"])
        self.assertNotIn("password", json.dumps(content))

    def test_erasure_leaves_nobody_to_recognise(self):
        self._consent()
        message = self.customer.message_post(
            body="hello", author_id=self.contact.id, email_from="wang@hd.example"
        )
        self._lookup().action_cs_erase()
        self.assertNotIn("王敏", self.contact.name)
        self.assertFalse(self.contact.email or self.contact.active)
        self.assertFalse(self.contact.cs_consent_ids)
        self.assertFalse(message.email_from)
        self.assertEqual(self.contact.parent_id, self.customer)
        with self.assertRaises(UserError):
            self._lookup().action_cs_erase()

    def test_administrators_only(self):
        with self.assertRaises(AccessError):
            self.contact.with_user(self.manager)._cs_erase()
        wizard = self._lookup()
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).action_cs_export()
