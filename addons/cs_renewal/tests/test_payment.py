# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .test_portal_actions import PIXEL


@tagged("post_install", "-at_install")
class TestPaidRenewal(AccountPaymentCommon, HttpCase):
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

    def _pay(self, order):
        """Begin a payment as the page of the order does."""
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/transaction",
            {
                "access_token": order._portal_ensure_token(),
                "provider_id": self.provider.id,
                "payment_method_id": self.payment_method_id,
                "token_id": None,
                "amount": order.amount_total,
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": order.get_portal_url(),
            },
        )

    @mute_logger("odoo.http")
    def test_only_who_decides_pays_by_any_route(self):
        """Core's page hides the button; its route asks for nothing but the token."""
        order = self._order()
        contact = new_test_user(
            self.env, "paying", "base.group_portal", parent_id=self.partner.id
        ).partner_id
        contact.cs_contact_role = "billing"
        self.authenticate("paying", "paying")
        with self.assertRaises(JsonRpcException):
            self._pay(order)
        self.assertFalse(order.transaction_ids)
        contact.cs_contact_role = "signer"
        self._pay(order)
        self.assertEqual(len(order.transaction_ids), 1)
        contact.cs_contact_role = "billing"
        order.signature = PIXEL
        self._pay(order)
        self.assertEqual(len(order.transaction_ids), 2, "what is signed anybody pays")
