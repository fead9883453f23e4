# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestNextTerm(RenewalCommon):
    def test_kinds_of_uplift_and_another_term(self):
        self.product.list_price = 130
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            uplift=10,
            renewal_term_count=6,
            renewal_term_unit="month",
        )
        line = contract.line_ids
        for kind, price in (("percent", 110), ("list_price", 130), ("same", 100)):
            contract.uplift_kind = kind
            self.assertAlmostEqual(contract._next_price(line), price)
        successor = contract._renew()
        self.assertEqual(successor.date_end, date(2027, 6, 30))
        self.assertEqual((successor.term_count, successor.term_unit), (6, "month"))

    def test_list_price_of_a_yearly_product(self):
        self.product.write({"list_price": 1200, "cs_billing_unit": "year"})
        contract = self._contract("2026-01-01", "2026-12-31", uplift_kind="list_price")
        self.assertAlmostEqual(contract._next_price(contract.line_ids), 100)

    def test_maintenance_is_a_share_of_the_licence(self):
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            line={
                "license_value": 10000,
                "maintenance_percent": 18,
                "billing_unit": "year",
            },
        )
        line = contract.line_ids
        line.maintenance_percent = 20
        self.assertEqual(line.price_unit, 2000)
        self.assertAlmostEqual(line.mrr, 2000 / 12, 4)

    @freeze_time("2026-03-15 12:00:00")
    def test_a_larger_licence_is_booked(self):
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            price=200,
            line={"license_value": 10000, "maintenance_percent": 2},
        )
        contract.line_ids.license_value = 15000
        self.assertEqual(contract.mrr, 300)
        self.assertEqual(
            self._movements(contract),
            [("2026-01-01", "new", 200), ("2026-03-15", "expansion", 100)],
        )
        self.assertFalse(self.env["cs.mrr.movement"].check_ledger())

    def _foreign_money(self):
        """A currency of which four are worth one of the company's."""
        money = self.env["res.currency"].create({"name": "XQW", "symbol": "q"})
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 4, "currency_id": money.id}
        )
        return money

    def test_a_product_is_priced_in_the_contracts_currency_and_period(self):
        self.product.write({"list_price": 1200, "cs_billing_unit": "year"})
        contract = self.env["cs.contract"].create(
            {
                "partner_id": self.customer.id,
                "currency_id": self._foreign_money().id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        self.assertAlmostEqual(contract.line_ids.price_unit, 400)
        module = self.env["product.product"].create(
            {"name": "Polaris BI", "list_price": 600, "cs_billing_unit": "year"}
        )
        with Form(contract) as form, form.line_ids.edit(0) as line:
            line.product_id = module
            self.assertEqual((line.name, line.billing_unit), ("Polaris BI", "year"))
            self.assertAlmostEqual(line.price_unit, 2400)
