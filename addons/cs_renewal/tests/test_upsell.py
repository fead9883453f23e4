# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import GrowthCommon, RenewalCommon


@tagged("post_install", "-at_install")
class TestUpsell(GrowthCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bi = cls.env["product.product"].create({"name": "BI", "list_price": 50})
        cls.Signal = cls.env["cs.upsell.signal"]

    def _found(self):
        return self.Signal._find(self.account).with_user(self.manager)

    def test_seats_accepted_with_a_quotation(self):
        signal = self._found()
        self.assertEqual(signal.product_id, self.product)
        self.assertIn("19 of 20", signal.evidence)
        action = signal.action_open_evidence()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines, self.contract.line_ids)
        self.assertFalse(self._found())
        lead = self.env["crm.lead"].browse(signal.action_accept()["res_id"])
        self.assertEqual((lead.cs_motion, lead.user_id), ("upsell", self.manager))
        self.assertEqual(lead.cs_origin_id, self.contract.id)
        self.assertEqual(lead.order_ids.order_line.product_uom_qty, 2)
        with self.assertRaises(UserError):
            signal.action_accept()
        self.assertEqual((self.rule.found_count, self.rule.hit_rate), (1, 0))
        lead.action_set_won()
        self.rule.invalidate_recordset()
        self.assertEqual((self.rule.won_count, self.rule.hit_rate), (1, 1))

    def _decide(self, signal, decision, **values):
        action = (
            signal.action_put_off() if decision == "snooze" else signal.action_dismiss()
        )
        wizard = (
            self.env["cs.upsell.decide"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"reason": "not now", **values})
        )
        wizard.action_confirm()

    def test_put_off_comes_back_and_dismissed_stays_away(self):
        with freeze_time("2026-03-01 12:00:00"):
            signal = self._found()
            with self.assertRaises(UserError):
                self._decide(signal, "snooze", date="2026-02-01")
            self._decide(signal, "snooze", date="2026-03-20")
            self.assertFalse(self._found())
            self.assertEqual(signal.state, "snoozed")
        with freeze_time("2026-03-21 12:00:00"):
            self._found()
            self.assertEqual(signal.state, "open")
            self._decide(signal, "dismiss")
            self.assertEqual((signal.state, signal.reason), ("dismissed", "not now"))
            with self.assertRaises(UserError):
                self._decide(signal, "dismiss")
            self.assertFalse(self._found())
        with freeze_time("2026-08-01 12:00:00"):
            # Somebody files it anew, long after: that is no decision.
            signal.sudo().evidence = "18 of 20"
            self.env.flush_all()
        with freeze_time("2026-09-16 12:00:00"):
            self.assertFalse(self._found(), "179 days")
        with freeze_time("2026-09-19 12:00:00"):
            self.assertTrue(self._found(), "181 days")

    def test_what_does_not_hold_any_more_goes_away(self):
        signal = self._found()
        self.contract.line_ids.seats_used = 3
        self._found()
        self.assertFalse(signal.exists())

    def test_other_kinds(self):
        self.rule.active = False
        rules = self.env["cs.upsell.rule"].create(
            [
                {
                    "name": "Gap",
                    "kind": "gap",
                    "product_id": self.bi.id,
                    "has_product_ids": [(6, 0, self.product.ids)],
                    "motion": "cross_sell",
                },
                {"name": "Growth", "kind": "growth", "threshold": 0.5},
                {"name": "Step", "kind": "step", "threshold": 30},
                {
                    "name": "Theme",
                    "kind": "theme",
                    "threshold": 3,
                    "product_id": self.bi.id,
                },
                {
                    "name": "Other tier",
                    "kind": "gap",
                    "product_id": self.bi.id,
                    "tier_ids": [(0, 0, {"name": "Nobody"})],
                },
                {
                    "name": "Has none",
                    "kind": "gap",
                    "product_id": self.bi.id,
                    "has_product_ids": [(6, 0, self.bi.ids)],
                },
            ]
        )
        line = self.contract.line_ids
        partners = type(self.env["res.partner"])
        original = partners._cs_signals

        def signals(records):
            found = original(records)
            if self.customer.id in found:
                found[self.customer.id]["tickets_open"] = {
                    "value": 4,
                    "model": "crm.lead",
                    "domain": [("id", ">", 0)],
                }
            return found

        with (
            freeze_time("2026-03-01 12:00:00"),
            patch.object(partners, "_cs_signals", signals),
        ):
            line.note_usage(10, "2026-02-01")
            line.note_usage(18, "2026-02-20")
            self.env["cs.contract.price.step"].create(
                {"line_id": line.id, "date": "2026-03-15", "price_unit": 120}
            )
            signals = self._found()
        self.assertEqual(signals.rule_id, rules[:4])
        signals[0].with_user(self.manager).action_open_evidence()

    def test_once_and_guarded(self):
        signal = self._found()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            signal.sudo().copy()
        with self.assertRaises(UserError):
            signal.state = "accepted"
        with self.assertRaises(AccessError):
            self.Signal.with_user(self.manager).create({})
        with self.assertRaises(AccessError):
            signal.with_user(self.stranger).action_accept()
        company = self.env["res.company"].create({"name": "Second"})
        outsider = new_test_user(
            self.env,
            "upsell_outsider",
            "base.group_user,cs_customer.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        with self.assertRaises(AccessError):
            signal.with_user(outsider).action_dismiss()
            signal.with_user(outsider).read(["evidence"])

    def test_cron(self):
        with patch.object(self.env.cr, "commit"):
            self.Signal._cron_find()
            self.Signal._cron_find()
        found = self.Signal.search([("account_id", "=", self.account.id)])
        self.assertEqual(len(found), 1)

    def test_referral_thanks_but_not_in_trouble(self):
        lead = self.env["crm.lead"].create({"name": "Friend", "cs_motion": "referral"})
        lead.cs_referrer_id = self.customer
        thanks = self.account.activity_ids
        self.assertEqual((len(thanks), thanks.user_id), (1, self.manager))
        account = self.account.with_user(self.manager)
        action = account.action_cs_ask_referral()
        self.assertEqual(action["context"]["default_cs_referrer_id"], self.customer.id)
        trouble = {self.customer.id: {"tickets_urgent": {"value": 1}}}
        partners = type(self.env["res.partner"])
        with (
            patch.object(partners, "_cs_signals", lambda records: trouble),
            self.assertRaises(UserError),
        ):
            account.action_cs_ask_referral()


@tagged("post_install", "-at_install")
class TestFigures(RenewalCommon):
    def test_renewal_rates(self):
        """Domestique: 1 M due, 850 K renewed, 200 K upsell: gross 85 %, net 105 %."""
        kept = self._contract("2024-01-01", "2024-12-31", price=850)
        self._contract("2024-01-01", "2024-12-31", price=150)
        successor = kept._renew()
        with freeze_time("2025-01-01 12:00:00"):
            successor.line_ids.quantity = 1050 / 850
        self.env.flush_all()
        rates = (
            self.env["cs.renewal.rate"]
            .with_user(self.finance)
            .rates("2024-12-01", "2024-12-31")
        )
        self.assertEqual((rates["due"], rates["renewed"]), (2, 1))
        self.assertAlmostEqual(rates["by_value"], 0.85, 3)
        self.assertAlmostEqual(rates["net"], 1.05, 2)
        self.assertEqual(rates["by_count"], 0.5)
        self.assertEqual(rates["on_time"], 0)
        none = self.env["cs.renewal.rate"].rates("2020-01-01", "2020-12-31")
        self.assertIsNone(none["by_count"])
        with self.assertRaises(AccessError):
            self.env["cs.renewal.rate"].with_user(self.seller).rates(
                "2024-12-01", "2024-12-31"
            )

    def test_what_renews_by_itself_is_in_time(self):
        """The next term is made when the old one is over, not a day late."""
        contract = self._contract("2024-01-01", "2024-12-31", auto_renew=True)
        contract._close_terms()
        self.env.flush_all()
        self.assertTrue(contract.successor_id)
        # More seats later were not renewed but sold.
        successor = contract.successor_id
        with freeze_time("2025-02-10 12:00:00"):
            successor._amend(
                *("quantity", "2025-03-01", "grown"),
                line=successor.line_ids,
                quantity=3,
            )
        self.env.flush_all()
        rates = self.env["cs.renewal.rate"].rates("2024-12-01", "2024-12-31")
        self.assertEqual((rates["on_time"], rates["net"]), (1, 1))

    def test_in_time_is_judged_in_the_companys_zone(self):
        """Seven in the morning of New Year's Day in Shanghai is late."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        contract = self._contract("2024-01-01", "2024-12-31")
        successor = contract._renew()
        self.env.flush_all()
        rate = self.env["cs.renewal.rate"]
        for moment, on_time in (
            ("2024-12-31 15:59:00", 1),
            ("2024-12-31 23:00:00", 0),
        ):
            self.env.cr.execute(
                "UPDATE cs_contract SET create_date = %s WHERE id = %s",
                (moment, successor.id),
            )
            rates = rate.rates("2024-12-01", "2024-12-31")
            self.assertEqual(rates["on_time"], on_time)

    @freeze_time("2026-11-22 12:00:00")
    def test_sums_of_several_currencies_are_in_the_companys(self):
        """100 of ours and 400 of which four are one of ours make 200."""
        money = self.env["res.currency"].create({"name": "XQV", "symbol": "v"})
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 4, "currency_id": money.id}
        )
        kept = self._contract("2025-01-01", "2025-12-31")
        kept._renew()
        self._contract(
            *("2025-01-01", "2025-12-31", 400),
            currency_id=money.id,
            partner_id=self.other_customer.id,
        )
        self.env["cs.account"]._ensure(self.customer | self.other_customer).write(
            {"lifecycle": "live", "manager_id": self.manager.id}
        )
        self.env.flush_all()
        rates = self.env["cs.renewal.rate"].rates("2025-12-01", "2025-12-31")
        self.assertAlmostEqual(rates["by_value"], 0.5)
        ours = [("partner_id", "in", (self.customer | self.other_customer).ids)]
        [(start,)] = self.env["cs.cohort"]._read_group(
            [*ours, ("age", "=", 1)], aggregates=["mrr:sum"]
        )
        self.assertEqual(start, 200)
        [(moved,)] = self.env["cs.mrr.movement"]._read_group(
            ours, aggregates=["amount_own:sum"]
        )
        self.assertEqual(moved, 200)
        rows = self.env["cs.mrr.movement"].search([*ours, ("amount", "=", 400)])
        self.assertEqual(rows.amount_own, 100)
        book = self.env["cs.book"].search([("user_id", "=", self.manager.id)])
        self.assertEqual(book.mrr, 200)
        with self.assertRaises(AccessError):
            self.env["cs.mrr.movement"].with_user(self.seller)._read_group(
                ours, aggregates=["amount_own:sum"]
            )

    @freeze_time("2026-11-22 12:00:00")
    def test_cohorts(self):
        gone = self._contract("2026-01-15", "2026-04-30", price=40)
        gone._give_notice("left", "2026-02-01")
        self._contract("2026-01-10", partner_id=self.other_customer.id)
        self.env.flush_all()
        cells = self.env["cs.cohort"].search(
            [("partner_id", "in", (self.customer | self.other_customer).ids)]
        )
        kept = {
            (c.partner_id, c.age): (c.kept, c.mrr, c.start)
            for c in cells
            if c.age in (0, 3, 4)
        }
        self.assertEqual(kept[self.customer, 3], (1, 40, 40))
        self.assertEqual(kept[self.customer, 4], (0, 0, 40))
        self.assertEqual(kept[self.other_customer, 4], (1, 100, 100))

    @freeze_time("2026-11-22 12:00:00")
    def test_dashboard(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self.env["cs.risk"].create(
            {
                "name": "Champion left",
                "account_id": self.env["cs.account"]._ensure(self.customer).id,
            }
        )
        contract._open_renewals()
        self.env.flush_all()
        data = self.env["cs.renewal.dashboard"].with_user(self.finance).get_data()
        self.assertEqual(len(data["months"]), 13)
        self.assertGreaterEqual(data["months"][-1]["value"], 100)
        self.assertGreaterEqual(data["quarter"]["open"], 1)
        self.assertIn("Champion left", [r["reason"] for r in data["risks"]["rows"]])
        with self.assertRaises(AccessError):
            self.env["cs.renewal.dashboard"].with_user(self.manager).get_data()

    def test_retention_says_what_is_undefined(self):
        wizard = self.env["cs.retention"].with_user(self.finance)
        action = wizard.action_open()
        wizard = wizard.browse(action["res_id"])
        wizard.write({"date_from": "2001-01-01", "date_to": "2001-12-31"})
        self.assertEqual((wizard.grr_text, wizard.quick_ratio_text), ("–", "–"))
        self.assertEqual(wizard.rate_count_text, "–")
        with self.assertRaises(AccessError):
            self.env["cs.retention"].with_user(self.seller).action_open()

    def test_grown_from_service(self):
        contract = self._contract("2026-01-01")
        lead = contract.sudo()._cs_growth_lead("upsell", "More", self.product, 3, "x")
        lead.expected_revenue = 300
        self.env.flush_all()
        row = (
            self.env["cs.growth.report"]
            .with_user(self.manager)
            .search([("lead_id", "=", lead.id)])
        )
        self.assertEqual((row.origin, row.expected, row.won), ("cs.contract", 300, 0))
        self.assertFalse(row.from_service)
        lead.action_set_won()
        self.env.flush_all()
        row.invalidate_recordset()
        self.assertEqual(row.won, 300)

    def _company_with(self, currency, rate):
        """A company in a currency of which `rate` are worth one of ours."""
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        own = self.company.currency_id
        (own | currency).rate_ids.unlink()
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2020-01-01",
                    "rate": value,
                    "currency_id": money.id,
                    "company_id": company.id,
                }
                for company, money, value in (
                    (self.company, currency, rate),
                    (abroad, own, 1 / rate),
                )
            ]
        )
        return abroad

    def test_sum_of_what_grew_from_tickets_and_conversations(self):
        """Opportunities and money of two companies in two currencies, in one sum."""
        currency = self.env["res.currency"].create({"name": "XQX", "symbol": "x"})
        abroad = self._company_with(currency, 4)
        leads = self.env["crm.lead"].sudo()
        for company, origin, amount, outcome in (
            (self.company, "cs.ticket", 100, "won"),
            (self.company, "cs.conversation", 50, "open"),
            (self.company, "cs.contract", 999, "won"),
            (self.company, "cs.ticket", 30, "lost"),
            (abroad, "cs.conversation", 400, "won"),
        ):
            lead = leads.with_company(company).create(
                {
                    "name": f"{origin} {amount}",
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "team_id": False,
                    "expected_revenue": amount,
                    "cs_origin_model": origin,
                    "cs_origin_id": 1,
                }
            )
            if outcome == "won":
                lead.action_set_won()
            elif outcome == "lost":
                lead.action_set_lost()
        self.env.flush_all()
        companies = (self.company | abroad).ids
        report = self.env["cs.growth.report"].with_context(
            allowed_company_ids=companies
        )
        domain = [
            ("partner_id", "=", self.customer.id),
            ("from_service", "=", True),
        ]
        measures = ["__count", "expected:sum", "won:sum"]
        self.assertEqual(
            report._read_group(domain, ["origin"], measures),
            [("cs.conversation", 2, 150, 100), ("cs.ticket", 2, 130, 100)],
        )
        mine = self.env["cs.growth.report"].with_context(
            allowed_company_ids=self.company.ids
        )
        mine = mine.with_user(self.manager)
        self.assertEqual(mine._read_group(domain, [], measures), [(3, 180, 100)])
        theirs = report.with_company(abroad)
        self.assertEqual(theirs._read_group(domain, [], measures), [(4, 1120, 800)])

    def test_who_sees_his_own_sees_his_own(self):
        contract = self._contract("2026-01-01")
        lead = contract.sudo()._cs_growth_lead("upsell", "More", self.product, 3, "x")
        lead.user_id = self.manager
        self.env.flush_all()
        reports = self.env["cs.growth.report"]
        domain = [("lead_id", "=", lead.id)]
        self.assertFalse(reports.with_user(self.seller).search(domain))
        self.assertTrue(reports.with_user(self.manager).search(domain))
        lead.user_id = self.seller
        self.env.flush_all()
        self.assertTrue(reports.with_user(self.seller).search(domain))

    def test_what_was_ordered_counts_more_than_what_was_hoped(self):
        lead = (
            self.env["crm.lead"]
            .sudo()
            .create(
                {
                    "name": "From a ticket",
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "expected_revenue": 1000,
                    "cs_origin_model": "cs.ticket",
                    "cs_origin_id": 1,
                }
            )
        )
        currency = self.env["res.currency"].create({"name": "XQX", "symbol": "x"})
        self._company_with(currency, 4)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        line = {"product_id": self.product.id, "price_unit": 2400, "tax_ids": False}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": lead.id,
                "pricelist_id": pricelist.id,
                "order_line": [(0, 0, line)],
            }
        )
        order.action_confirm()
        lead.expected_revenue = 1000
        lead.action_set_won()
        self.env.flush_all()
        row = self.env["cs.growth.report"].search([("lead_id", "=", lead.id)])
        self.assertEqual((row.expected, row.won), (1000, 600))

    def test_digest(self):
        self._contract(self.company._cs_today())
        digest = self.env["digest.digest"].create(
            {"name": "D", "kpi_cs_mrr": True, "kpi_cs_renewed": True}
        )
        self.assertIsInstance(digest.kpi_cs_mrr_value, float)
        self.assertIsInstance(digest.kpi_cs_renewed_value, int)
        actions = digest._compute_kpis_actions(self.company, self.finance)
        self.assertIn("kpi_cs_mrr", actions)
        with self.assertRaises(AccessError):
            digest.with_user(self.seller).sudo(False)._compute_kpi_cs_mrr_value()
