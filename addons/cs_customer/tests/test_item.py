# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestItem(CustomerCommon):
    def _item(self, **values):
        return self.env["cs.item"].create(
            {"partner_id": self.contact.id, "product_id": self.product.id, **values}
        )

    def test_name_tells_it_from_the_next(self):
        item = self._item(serial="SN-1", site="苏州")
        self.assertEqual(item.display_name, "Polaris ERP (SN-1 - 苏州)")
        self.assertEqual(self._item().display_name, "Polaris ERP")
        self.assertEqual(self.env["cs.item"].name_search("SN-1")[0][0], item.id)

    def test_codes_are_long_distinct_and_renewed(self):
        first, second = self._item(), self._item()
        self.assertNotEqual(first.token, second.token)
        self.assertGreaterEqual(len(first.token), 32)
        before = first.token
        first.action_renew_token()
        self.assertNotEqual(first.token, before)
        self.assertNotEqual(first.copy().token, first.token)

    @mute_logger("odoo.sql_db")
    def test_a_serial_number_is_used_once(self):
        item = self._item(serial="SN-1")
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._item(serial="SN-1")
        item.active = False
        item.flush_recordset()
        self._item(serial="SN-1")

    def test_what_is_in_use_may_be_claimed(self):
        item = self._item(serial="SN-1", date_start="2026-01-01")
        self._item(serial="SN-2", date_start="2026-06-01")
        day = item.date_start
        claims = self.contact._cs_entitlements(day)[self.customer.id]
        self.assertEqual([claim["item_id"] for claim in claims], [item.id])
        self.assertTrue(claims[0]["active"])
