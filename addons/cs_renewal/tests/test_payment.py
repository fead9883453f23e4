# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon


@tagged("post_install", "-at_install")
class TestPaidRenewal(AccountPaymentCommon):
    """A renewal the customer accepts by paying it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        company = cls.env.company
        company.portal_confirmation_pay = True
        company.portal_confirmation_sign = False
        product = cls.env["product.product"].create(
            {"name": "Polaris ERP", "type": "service", "taxes_id": False}
        )
        cls.contract = cls.env["cs.contract"].create(
            {
                "partner_id": cls.partner.id,
                "company_id": company.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "line_ids": [
                    Command.create({"product_id": product.id, "price_unit": 100})
                ],
            }
        )
        cls.contract.action_activate()

    def _order(self):
        lead = self.contract._open_renewals()
        order = lead._cs_quotation()
        order.action_quotation_sent()
        return order

    def test_the_companys_setting_holds(self):
        order = self._order()
        self.assertTrue(order._has_to_be_paid())
        self.assertFalse(order._has_to_be_signed())

    def test_without_any_setting_it_is_signed(self):
        self.env.company.portal_confirmation_pay = False
        order = self._order()
        self.assertFalse(order._has_to_be_paid())
        self.assertTrue(order._has_to_be_signed())

    def test_paying_renews_once(self):
        order = self._order()
        transaction = self._create_transaction(
            "redirect",
            amount=order.amount_total,
            currency_id=order.currency_id.id,
            sale_order_ids=[Command.set(order.ids)],
            state="done",
        )
        transaction._post_process()
        transaction._post_process()
        self.assertEqual(order.state, "sale")
        successor = self.contract.successor_id
        self.assertEqual((self.contract.state, successor.state), ("renewed", "active"))
        found = self.env["cs.contract"].search(
            [("predecessor_id", "=", self.contract.id)]
        )
        self.assertEqual(found, successor)
        movements = self.contract.movement_ids | successor.movement_ids
        self.assertEqual(sum(movements.mapped("amount")), 100)
        self.assertEqual(movements.mapped("kind"), ["new"])
