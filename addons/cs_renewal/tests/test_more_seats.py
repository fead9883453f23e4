# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .common import RenewalCommon

TODAY = "2026-04-16 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMoreSeats(RenewalCommon):
    """More of what is under contract changes that contract, and makes no second."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.money = cls.env["res.currency"].create({"name": "XQW", "symbol": "w"})
        cls.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 4, "currency_id": cls.money.id}
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "W", "currency_id": cls.money.id}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "李强", "parent_id": cls.customer.id}
        )
        # Sold for a time: without a contract such an order would make one.
        cls.product.write({"cs_billing_unit": "month", "list_price": 250})
        cls.module = cls.env["product.product"].create(
            {
                "name": "Polaris BI",
                "type": "service",
                "list_price": 30,
                "cs_billing_unit": "month",
            }
        )
        cls.contract = cls._contract(
            *("2026-01-01", "2026-12-31"),
            quantity=10,
            currency_id=cls.money.id,
            line={"discount": 10},
        )
        cls.line = cls.contract.line_ids

    def _asked(self, quantity=5):
        lead = self.contract._cs_ask_more(self.contact, self.line, quantity, "plant 2")
        return lead.order_ids

    def _monthly(self, contract):
        contract.invalidate_recordset(["mrr"])
        return round(contract.mrr, 2)

    def _contracts(self):
        return self.env["cs.contract"].search([("partner_id", "=", self.customer.id)])

    def test_price_and_currency_are_the_contracts_for_what_is_left(self):
        order = self._asked()
        self.assertEqual(order.currency_id, self.money)
        row = order.order_line
        # Half of April and eight months at 100 a month.
        self.assertEqual((row.product_uom_qty, row.price_unit), (5, 850))
        self.assertEqual((row.discount, row.price_subtotal), (10, 3825))
        self.assertIn("12/31/2026", row.name)
        self.assertEqual(Date.to_string(order.validity_date), "2026-05-16")
        row.product_uom_qty = 7
        order._recompute_prices()
        self.assertEqual((row.price_unit, row.discount), (850, 10))

    def test_what_is_accepted_is_won(self):
        order = self._asked()
        lead = order.opportunity_id
        self.assertEqual((lead.cs_motion, lead.won_status), ("upsell", "pending"))
        order.action_confirm()
        self.assertEqual(lead.won_status, "won")

    def test_of_a_line_that_is_over_its_like_is_meant(self):
        self.contract._amend(
            "quantity", "2026-04-01", "plant 1", line=self.line, quantity=12
        )
        self.assertEqual(Date.to_string(self.line.date_end), "2026-03-31")
        row = self._asked().order_line
        self.assertEqual(row.price_unit, 850)
        self.assertNotEqual(row.cs_amended_line_id, self.line)
        self.assertIn("12/31/2026", row.name)

    def test_ordered_it_is_an_amendment_of_the_contract(self):
        order = self._asked()
        order.action_confirm()
        self.assertEqual(self._contracts(), self.contract)
        self.assertEqual(self._monthly(self.contract), 15 * 90)
        amendment = self.contract.amendment_ids
        self.assertEqual(
            (amendment.kind, Date.to_string(amendment.date)), ("quantity", "2026-04-16")
        )
        self.assertIn(order.name, amendment.reason)
        # Five more at 90 for the rest of April, the period that is billed.
        self.assertEqual(amendment.prorated, 225)
        self.assertEqual(
            self._movements(self.contract)[-1], ("2026-04-16", "expansion", 450)
        )

    def test_a_price_step_in_the_rest_of_the_term_is_in_the_price(self):
        step = {"date": "2026-07-01", "price_unit": 120}
        self.line.step_ids = [Command.create(step)]
        order = self._asked()
        # Half of April, May and June at 100, six months at 120.
        self.assertEqual(order.order_line.price_unit, 50 + 200 + 720)
        with freeze_time("2026-07-05 12:00:00"):
            self.env["cs.contract.price.step"]._apply_due(self.contract.company_id)
            order.action_confirm()
            self.assertEqual(order.order_line.cs_amendment_id.kind, "quantity")
            self.assertEqual(self._monthly(self.contract), 15 * 108)

    def test_once_and_for_good(self):
        order = self._asked()
        order.action_confirm()
        order._cs_amend_contract()
        self.assertEqual(len(self.contract.amendment_ids), 1)
        with self.assertRaises(UserError):
            order._action_cancel()

    def test_asked_twice_both_are_added(self):
        first, second = self._asked(5), self._asked(2)
        first.action_confirm()
        second.action_confirm()
        self.assertEqual(self._monthly(self.contract), 17 * 90)

    def test_another_price_is_a_line_of_its_own(self):
        order = self._asked()
        order.order_line.price_unit = 425
        order.action_confirm()
        added = self.contract.line_ids - self.line
        self.assertEqual((added.quantity, added.price_unit), (5, 45))
        self.assertEqual(self._monthly(self.contract), 900 + 225)

    def test_a_module_is_added_to_the_contract(self):
        lead = self.contract._cs_growth_lead("cross_sell", "BI", self.module, 1, "")
        order = lead.order_ids
        # The list price of 30 is four times as much in the contract's currency.
        self.assertEqual((order.currency_id, order.amount_untaxed), (self.money, 1020))
        order.sudo().order_line = [
            Command.create({"product_id": self.module.id, "price_unit": 50})
        ]
        order.action_confirm()
        self.assertEqual(self._contracts(), self.contract)
        added = (self.contract.line_ids - self.line).sorted("price_unit")
        self.assertEqual(added.mapped("price_unit"), [50, 120])
        self.assertEqual(self.contract.amendment_ids.mapped("kind"), ["add", "add"])

    def test_what_does_not_recur_stays_an_order(self):
        once = self.env["product.product"].create({"name": "Training"})
        order = self.contract._cs_growth_lead("cross_sell", "T", once, 1, "").order_ids
        self.assertFalse(order.cs_amended_contract_id)
        order.action_confirm()
        self.assertFalse(self.contract.amendment_ids)

    def test_renewed_meanwhile_the_next_term_gets_it(self):
        order = self._asked()
        successor = self.contract._renew()
        with freeze_time("2027-02-01 12:00:00"):
            order.action_confirm()
            self.assertEqual(self._monthly(successor), 15 * 90)

    def test_what_is_over_takes_nothing(self):
        order = self._asked()
        self.contract._amend("end", "2026-04-16", "closed", ending="now")
        with freeze_time("2026-05-02 12:00:00"):
            self.contract._close_terms()
            with self.assertRaises(UserError):
                order.action_confirm()

    def test_without_a_price_list_the_wish_is_kept(self):
        self.pricelist.active = False
        lead = self.contract._cs_ask_more(self.contact, self.line, 5, "plant 2")
        self.assertFalse(lead.order_ids)
        self.assertIn("price list in XQW", lead.message_ids[0].body)

    def test_an_open_ended_contract_to_the_end_of_the_period(self):
        open_ended = self._contract("2026-01-01", quantity=3)
        lead = open_ended._cs_ask_more(self.contact, open_ended.line_ids, 1, "")
        self.assertEqual(lead.order_ids.order_line.price_unit, 50)
        last = Date.to_date("2026-04-30")
        self.assertEqual(lead.order_ids.validity_date, last, "the price is for April")

    def test_nobody_says_by_hand_what_an_order_changes(self):
        order = self._asked()
        plain = self.env["sale.order"].create({"partner_id": self.customer.id})
        seller = plain.with_user(self.manager)
        with self.assertRaises(AccessError):
            seller.cs_amended_contract_id = self.contract
        with self.assertRaises(AccessError):
            order.order_line.with_user(self.manager).cs_periods = 1
        with self.assertRaises(ValidationError):
            order.sudo().partner_id = self.other_customer
