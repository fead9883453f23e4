# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestBadInput(RenewalCommon):
    def _lead(self, contract):
        return self.env["crm.lead"].search([("cs_contract_id", "=", contract.id)])

    def test_cron_killed_in_the_middle_and_run_again(self):
        contracts = self.env["cs.contract"]
        for _index in range(3):
            contracts |= self._contract("2026-01-01", "2026-12-31")
        original = type(contracts)._open_renewals

        def killed(records):
            original(records[:1])
            raise KeyboardInterrupt

        with freeze_time("2026-10-01 12:00:00"), patch.object(self.env.cr, "commit"):
            with (
                patch.object(type(contracts), "_open_renewals", killed),
                self.assertRaises(KeyboardInterrupt),
            ):
                contracts._cron_renewals()
            contracts._cron_renewals()
            contracts._cron_renewals()
        for contract in contracts:
            self.assertEqual(len(self._lead(contract)), 1)
            self.assertEqual(len(self._lead(contract).activity_ids), 4)

    def test_clock_moved_back(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        for day in ("2026-10-01", "2026-09-15", "2026-10-01"):
            with (
                freeze_time(f"{day} 12:00:00"),
                patch.object(self.env.cr, "commit"),
            ):
                contract._cron_renewals()
        self.assertEqual(len(self._lead(contract)), 1)
        account = self.env["cs.account"]._ensure(self.customer)
        account.manager_call = "good"
        for day in ("2026-10-05", "2026-10-02"):
            with freeze_time(f"{day} 12:00:00"):
                account._score_health()
        self.assertEqual(account.health_date, date(2026, 10, 2))

    def test_archived_product_still_renews(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self.product.active = False
        successor = contract._renew()
        self.assertEqual(successor.line_ids.product_id, self.product)

    def test_currency_without_a_rate_counts_one_to_one(self):
        currency = self.env["res.currency"].create({"name": "XQX", "symbol": "x"})
        self._contract("2026-01-01", currency_id=currency.id)
        figures = self.env["cs.mrr.movement"].retention(
            "2026-01-01",
            "2026-12-31",
            [("partner_id", "=", self.customer.id)],
        )
        self.assertEqual(figures["end"], 100)

    def test_overlapping_successors(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            contract.copy(
                {
                    "predecessor_id": contract.id,
                    "date_start": "2026-06-01",
                    "date_end": "2027-05-31",
                }
            )
        contract._renew()
        with self.assertRaises(UserError):
            contract._renew()

    def test_another_companys_contract(self):
        company = self.env["res.company"].create({"name": "Second"})
        contract = self._contract("2026-01-01", "2026-12-31", company_id=company.id)
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        with self.assertRaises(UserError):
            order.cs_contract_id = contract

    def test_zero_quantity_is_no_money(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=0)
        self.assertFalse(self._movements(contract))
        self.assertEqual(sum(contract.billing_ids.mapped("amount")), 0)

    def test_today_differs_from_utc(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-12-31 17:00:00"):  # the first of January over there
            self.assertIn(contract, contract._over())
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        with freeze_time("2027-01-01 05:00:00"):  # still the 31st over there
            self.assertNotIn(contract, contract._over())

    def test_a_bad_contract_does_not_stop_the_others(self):
        good = self._contract("2025-01-01", "2025-12-31", auto_renew=True)
        bad = self._contract("2025-01-01", "2025-12-31", auto_renew=True)
        original = type(good)._renew

        def broken(contract, order=None):
            if contract == bad:
                raise ValueError("no such day")
            return original(contract, order)

        with (
            freeze_time("2026-01-02 12:00:00"),
            patch.object(type(good), "_renew", broken),
            mute_logger("odoo.addons.cs_renewal.models.cs_contract_renewal"),
        ):
            done = (good | bad)._close_terms()
        self.assertEqual(done, good)
        self.assertIn("no such day", bad.activity_ids.note)

    def test_children_contacts_share_health_and_contracts(self):
        contact = self.env["res.partner"].create(
            {"name": "王敏", "parent_id": self.customer.id}
        )
        contract = self._contract("2026-01-01", "2026-12-31", partner_id=contact.id)
        account = self.env["cs.account"]._ensure(contact)
        account.manager_call = "good"
        self.assertEqual(contact.cs_health, self.customer.cs_health)
        self.assertEqual(contract.commercial_partner_id, self.customer)
        order = contract._cs_ask_renewal(contact)
        self.assertEqual(order.order_line.product_id, self.product)

    def test_lines_with_their_own_dates_are_inside(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with self.assertRaises(ValidationError):
            contract.line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "date_start": "2027-01-01",
                    }
                )
            ]
