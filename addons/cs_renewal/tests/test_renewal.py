# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestRenewal(RenewalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_renewal_days = 90
        cls.Contract = cls.env["cs.contract"]

    def _due(self):
        return self.Contract._due_for_renewal()

    def _leads(self, contract):
        return (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search([("cs_contract_id", "=", contract.id)])
        )

    def test_opened_n_days_before_the_notice_deadline(self):
        contract = self._contract("2026-01-01", "2026-12-31", user_id=self.manager.id)
        self.assertEqual(contract.notice_deadline, date(2026, 12, 1))
        with freeze_time("2026-09-01 12:00:00"):
            self.assertNotIn(contract, self._due())
        with freeze_time("2026-09-02 12:00:00"):
            self.assertIn(contract, self._due())
            lead = contract._open_renewals()
        self.assertEqual(lead.user_id, self.manager)
        self.assertEqual(lead.team_id, self.env.ref("cs_renewal.crm_team_renewals"))
        self.assertEqual(lead.date_deadline, date(2026, 12, 1))
        self.assertEqual((lead.expected_revenue, lead.recurring_revenue), (1200, 100))
        self.assertEqual(
            (lead.cs_motion, lead.cs_term_end), ("renewal", date(2026, 12, 31))
        )

    def test_the_tier_may_want_more_time(self):
        self.customer.cs_tier_id = self.env["cs.tier"].create(
            {"name": "Strategic", "renewal_days": 180}
        )
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-06-04 12:00:00"):
            self.assertIn(contract, self._due())

    def test_what_was_sold_may_want_more_or_less_time(self):
        self.customer.cs_tier_id = self.env["cs.tier"].create(
            {"name": "Strategic", "renewal_days": 180}
        )
        large, small, other = self.env["cs.service.level"].create(
            [
                {"name": "Around the Clock", "renewal_days": 270},
                {"name": "Standard", "renewal_days": 30},
                {"name": "As the tier says"},
            ]
        )
        contracts = {
            level: self._contract("2026-01-01", "2026-12-31", service_level_id=level.id)
            for level in (large, small, other)
        }
        for day, due in (
            ("2026-03-06", large),
            ("2026-06-04", large | other),
            ("2026-11-01", large | other | small),
        ):
            with freeze_time(f"{day} 12:00:00"):
                found = self._due()
            for level, contract in contracts.items():
                self.assertEqual(contract in found, level in due, (day, level.name))

    def test_exactly_once_whatever_became_of_it(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-10-01 12:00:00"):
            lead = contract._open_renewals()
            self.assertNotIn(contract, self._due())
            lead.action_set_lost()
            self.assertNotIn(contract, self._due())
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.env["crm.lead"].create(contract._renewal_values())
        self.assertEqual(len(self._leads(contract)), 1)

    def test_a_late_run_leaves_no_gap(self):
        contract = self._contract("2025-01-01", "2025-12-31")
        with freeze_time("2026-03-01 12:00:00"):
            self.assertIn(contract, self._due())

    def test_no_renewal_after_notice_or_without_an_end(self):
        noticed = self._contract("2026-01-01", "2026-12-31")
        noticed._give_notice("moved", "2026-05-01")
        endless = self._contract("2026-01-01")
        with freeze_time("2026-11-01 12:00:00"):
            self.assertFalse(self._due() & (noticed | endless))

    def test_cron_does_both_and_a_bad_one_does_not_stop_it(self):
        due = self._contract("2026-01-01", "2026-12-31")
        bad = self._contract(
            "2026-01-01", "2026-12-31", partner_id=self.other_customer.id
        )
        over = self._contract("2025-01-01", "2026-09-30", price=7)
        original = type(self.Contract)._renewal_values

        def broken(contract):
            if contract == bad:
                raise ValueError("no currency rate")
            return original(contract)

        with (
            freeze_time("2026-10-15 12:00:00"),
            patch.object(type(self.Contract), "_renewal_values", broken),
            patch.object(self.env.cr, "commit"),
            mute_logger("odoo.addons.cs_renewal.models.cs_contract_renewal"),
        ):
            self.Contract._cron_renewals()
            self.Contract._cron_renewals()
        self.assertEqual(len(self._leads(due)), 1)
        self.assertEqual(over.state, "ended")
        self.assertFalse(self._leads(bad))
        self.assertEqual(len(bad.activity_ids), 1)
        self.assertIn("no currency rate", bad.activity_ids.note)

    def test_the_daily_run_with_nothing_due_costs_few_queries(self):
        companies = self.env["res.company"].search_count([("active", "=", True)])
        run = self.env["cs.contract"]._cron_renewals
        with freeze_time("2026-01-02 12:00:00"), patch.object(self.env.cr, "commit"):
            run()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 3 + 2 * companies)

    def test_nothing_due_costs_few_queries(self):
        for _index in range(5):
            self._contract("2026-01-01", "2026-12-31")
        self.env.flush_all()
        with freeze_time("2026-02-01 12:00:00"):
            self._due()
            with self.assertQueryCount(3):
                self._due()
                self.Contract._over()

    def _quotation(self, contract):
        with freeze_time("2026-10-01 12:00:00"):
            lead = contract.with_user(self.manager).action_open_renewal()
            lead = self.env["crm.lead"].browse(lead["res_id"]).with_user(self.manager)
            action = lead.action_cs_renewal_quotation()
        return self.env["sale.order"].browse(action["res_id"])

    def test_quotation_for_the_next_term(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=10, uplift=5)
        order = self._quotation(contract)
        self.assertEqual(order.cs_contract_id, contract)
        self.assertEqual(order.order_line.product_uom_qty, 10)
        self.assertAlmostEqual(order.order_line.price_unit, 100 * 12 * 1.05)
        again = self._leads(contract).action_cs_renewal_quotation()
        self.assertEqual(again["res_id"], order.id)

    def test_acceptance_makes_the_successor_once(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=10, uplift=5)
        order = self._quotation(contract)
        order.order_line.product_uom_qty = 12
        order.order_line.copy(
            {"order_id": order.id, "price_unit": 600, "product_uom_qty": 1}
        )
        order.action_confirm()
        successor = contract.successor_id
        self.assertEqual(contract.state, "renewed")
        self.assertEqual(successor.state, "active")
        self.assertEqual(
            (successor.date_start, successor.date_end),
            (date(2027, 1, 1), date(2027, 12, 31)),
        )
        self.assertEqual(successor.line_ids.mapped("quantity"), [12, 1])
        self.assertAlmostEqual(successor.line_ids[0].price_unit, 105)
        self.assertEqual(successor.line_ids[1].billing_unit, "year")
        self.assertEqual(
            self._movements(contract, successor),
            [("2026-01-01", "new", 1000), ("2027-01-01", "expansion", 310)],
        )
        self.assertEqual(self._leads(contract).won_status, "won")
        with self.assertRaises(UserError):
            contract._renew()

    def test_acceptance_keeps_licence_and_maintenance(self):
        yearly = {"billing_unit": "year"}
        licence = {"license_value": 10000, "maintenance_percent": 18}
        contract = self._contract(
            "2026-01-01", "2026-12-31", uplift=5, line={**yearly, **licence}
        )
        contract.line_ids.price_unit = 1800
        order = self._quotation(contract)
        self.assertAlmostEqual(order.order_line.price_unit, 1890)
        order.action_confirm()
        line = contract.successor_id.line_ids
        self.assertEqual((line.license_value, line.maintenance_percent), (10000, 18))
        self.assertAlmostEqual(line.price_unit, 1890, msg="what was signed is paid")

    def test_sending_needs_someone_to_send_to(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        order = self._quotation(contract).with_user(self.manager)
        self.customer.email = False
        with self.assertRaises(UserError):
            order.action_cs_send_renewal()
        self.customer.email = "hd@example.com"
        until = order.validity_date
        order.validity_date = "2026-01-31"
        with self.assertRaises(UserError):
            order.action_cs_send_renewal()
        order.validity_date = until
        order.action_cs_send_renewal()
        self.assertEqual(order.state, "sent")
        message = order.message_ids.filtered(lambda m: m.partner_ids == self.customer)
        self.assertIn(f"/my/orders/{order.id}", message.body)
        order.action_confirm()
        with self.assertRaises(UserError):
            order.action_cs_send_renewal()

    def test_cheap_seats_keep_their_uplift(self):
        contract = self._contract(
            "2026-01-01", "2026-12-31", price=0.55, quantity=1000, uplift=7
        )
        order = self._quotation(contract)
        order.action_confirm()
        self.assertEqual(
            self._movements(contract.successor_id), [("2027-01-01", "expansion", 38.5)]
        )

    def test_the_quotation_is_in_the_contracts_currency(self):
        currency = self.env.ref("base.EUR")
        if currency == self.company.currency_id:
            currency = self.env.ref("base.USD")
        currency.active = True
        currency.rate_ids = [
            Command.clear(),
            Command.create({"name": "2020-01-01", "rate": 2.0}),
        ]
        contract = self._contract("2026-01-01", "2026-12-31", currency_id=currency.id)
        with self.assertRaises(UserError):
            self._quotation(contract)
        self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        order = self._quotation(contract)
        lead = order.opportunity_id
        rate = currency._get_conversion_rate(
            currency, self.company.currency_id, self.company, date(2026, 10, 1)
        )
        self.assertNotEqual(rate, 1)
        self.assertAlmostEqual(lead.expected_revenue, 1200 * rate, 1)
        self.assertAlmostEqual(lead.recurring_revenue, 100 * rate, 1)
        risk = self.env["cs.risk"].create(
            {
                "name": "Price",
                "account_id": self.env["cs.account"]._ensure(self.customer).id,
            }
        )
        self.assertAlmostEqual(risk.amount, 100 * rate, 0)
        self.assertEqual(order.currency_id, currency)
        self.assertAlmostEqual(order.order_line.price_unit, 1200)
        order.sudo().pricelist_id = False
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_nobody_renews_somebody_elses_contract(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        values = {
            "partner_id": self.other_customer.id,
            "cs_contract_id": contract.id,
            "order_line": [Command.create({"product_id": self.product.id})],
        }
        orders = self.env["sale.order"]
        with self.assertRaises(AccessError):
            orders.with_user(self.manager).create(values)
        with self.assertRaises(ValidationError):
            orders.create(values)
        order = self._quotation(contract)
        with self.assertRaises(AccessError):
            order.with_user(self.manager).cs_contract_id = contract
        order.action_confirm()
        with self.assertRaises(UserError):
            order._action_cancel()

    def test_other_orders_renew_nothing(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        order.action_confirm()
        self.assertFalse(order.cs_contract_id)
        lead = self.env["crm.lead"].create({"name": "Other"})
        with self.assertRaises(UserError):
            lead.action_cs_renewal_quotation()

    def test_month_ends_of_successors(self):
        contract = self._contract(
            "2026-01-31", "2026-02-27", term_unit="month", notice_count=5
        )
        spans = []
        for _index in range(3):
            contract = contract._renew()
            spans.append((contract.date_start, contract.date_end))
        self.assertEqual(
            spans,
            [
                (date(2026, 2, 28), date(2026, 3, 30)),
                (date(2026, 3, 31), date(2026, 4, 29)),
                (date(2026, 4, 30), date(2026, 5, 30)),
            ],
        )

    def test_leap_day_of_successors(self):
        contract = self._contract("2024-02-29", "2025-02-27")
        for _index in range(4):
            contract = contract._renew()
        self.assertEqual(contract.date_start, date(2028, 2, 29))

    def test_the_end_of_a_term(self):
        by_itself = self._contract("2025-01-01", "2025-12-31", auto_renew=True)
        noticed = self._contract("2025-01-01", "2025-12-31", price=20)
        noticed._give_notice("gone", "2025-06-01")
        left = self._contract(
            "2025-01-01", "2025-12-31", price=30, partner_id=self.other_customer.id
        )
        with freeze_time("2026-01-02 12:00:00"):
            over = self.Contract._over()
            self.assertLessEqual(by_itself | noticed | left, over)
            (by_itself | noticed | left)._close_terms()
        self.assertEqual(by_itself.state, "renewed")
        self.assertEqual(by_itself.successor_id.date_end, date(2026, 12, 31))
        self.assertEqual((noticed.state, left.state), ("churned", "ended"))
        self.assertEqual(self._movements(left)[-1], ("2026-01-01", "churn", -30))
        self.assertEqual(self.other_customer.cs_lifecycle, "churned")
        self.assertEqual(self.customer.cs_lifecycle, "live")

    def test_a_late_renewal_takes_the_end_back(self):
        contract = self._contract("2025-01-01", "2025-12-31")
        with freeze_time("2026-01-02 12:00:00"):
            contract._close_terms()
            self.assertEqual(contract.state, "ended")
            successor = contract._renew()
        total = sum(row[2] for row in self._movements(contract, successor))
        self.assertEqual(total, 100)
        figures = self.env["cs.mrr.movement"].retention(
            "2026-01-01", "2026-12-31", [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual((figures["churn"], figures["nrr"]), (0, 1))

    def test_wrong_successors_are_refused(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        for wrong in [
            {"date_start": "2026-06-01"},
            {"date_start": "2027-01-01", "partner_id": self.other_customer.id},
        ]:
            with self.assertRaises(ValidationError):
                contract.copy(
                    {"predecessor_id": contract.id, "date_end": False, **wrong}
                )
        with self.assertRaises(UserError):
            self._contract("2026-01-01")._renew()

    def test_what_is_added_is_billed_once_in_the_term_it_was_sold_for(self):
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            renewal_term_count=2,
            renewal_term_unit="year",
        )
        order = contract._open_renewals()._cs_quotation()
        extra, once = self.env["product.product"].create(
            [
                {"name": "Hosting", "list_price": 2400, "cs_billing_unit": "month"},
                {"name": "Training", "type": "service", "list_price": 900},
            ]
        )
        order.order_line = [
            Command.create({"product_id": extra.id, "price_unit": 2400}),
            Command.create({"product_id": once.id, "price_unit": 900}),
        ]
        order.action_confirm()
        self.assertNotIn(once, contract.successor_id.line_ids.product_id, "sold once")
        line = contract.successor_id.line_ids.filtered(lambda x: x.product_id == extra)
        self.assertEqual((line.billing_count, line.billing_unit), (2, "year"))
        self.assertAlmostEqual(line.mrr, 100)

    def test_other_seats_keep_the_discount_and_the_price(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        contract = self._contract(
            "2026-01-01", "2026-12-31", quantity=10, line={"discount": 15}
        )
        order = contract._open_renewals()._cs_quotation()
        order.order_line.product_uom_qty = 12
        self.assertEqual(order.order_line.discount, 15)
        order.action_update_prices()
        self.assertEqual(order.order_line.discount, 15)
        self.assertEqual(order.order_line.price_unit, 1200)
