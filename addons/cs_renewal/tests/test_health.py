# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import STAFF, RenewalCommon


@tagged("post_install", "-at_install")
class TestHealth(RenewalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(
            "2026-01-01", "2026-12-31", quantity=100, line={"seats_used": 55}
        )
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.account.write({"manager_id": cls.manager.id, "lifecycle": "live"})
        cls.env["cs.health.measure"].search([]).active = False
        cls.seats, cls.notice, cls.call = cls.env["cs.health.measure"].create(
            [
                {
                    "name": "Seats",
                    "signal": "seats_used_ratio",
                    "weight": 30,
                    "value_bad": 0.2,
                    "value_good": 0.9,
                },
                {
                    "name": "Notice",
                    "signal": "notice_given",
                    "weight": 10,
                    "value_bad": 1,
                    "value_good": 0,
                },
                {
                    "name": "Call",
                    "signal": "manager_call",
                    "weight": 10,
                    "value_bad": 0,
                    "value_good": 100,
                },
            ]
        )

    def _score(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self.account._score_health()

    def _scores(self):
        return self.env["cs.health.score"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def test_points_are_told_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        measure = self.env["cs.health.measure"].search(
            [("signal", "=", "manager_call")], limit=1
        )
        measure.with_context(lang="zh_CN").name = "经理判断"
        self.account.manager_call = "bad"
        self.account._score_health()
        chinese = self.account.with_context(lang="zh_CN").health_contributions
        self.assertIn("经理判断", [part["name"] for part in chinese])
        names = [part["name"] for part in self.account.health_contributions]
        self.assertIn(measure.name, names)

    def test_value_known_share_and_receipts(self):
        self._score("2026-05-01")
        # seats 50 points x 30, notice 100 x 10, the call is not known
        self.assertEqual(self.account.health, 62.5)
        self.assertAlmostEqual(self.account.health_known, 0.8)
        self.assertEqual(self.account.health_band, "amber")
        self.assertEqual(self.customer.cs_health, 62.5)
        self.assertEqual(self.customer.cs_health_band, "amber")
        parts = {p["signal"]: p for p in self.account.health_contributions}
        self.assertEqual(parts["seats_used_ratio"]["points"], 50)
        for part in parts.values():
            self.assertTrue(self.env[part["model"]].search(part["domain"]))
        found = self.env["res.partner"].search([("cs_health_band", "=", "amber")])
        self.assertIn(self.customer, found)
        panel = self.customer.with_user(self.seller).cs_customer_panel()
        self.assertIn("health", [s["key"] for s in panel["sections"]])

    def test_what_is_renewed_ahead_still_runs(self):
        with freeze_time("2026-10-01 12:00:00"):
            self.contract._renew()
            self.assertEqual(self.contract.state, "renewed")
            risk = self.env["cs.risk"].create(
                {"name": "Champion left", "account_id": self.account.id}
            )
            lines = self.account._cs_current_lines()[self.account]
            self.assertEqual(lines, self.contract.line_ids)
            self.assertEqual(risk._monthly()[risk], 10000)
        self._score("2026-10-01")
        parts = {p["signal"]: p for p in self.account.health_contributions}
        self.assertEqual(parts["seats_used_ratio"]["points"], 50)

    def test_nobody_makes_up_a_score(self):
        values = {"partner_id": self.other_customer.id, "health": 99}
        with self.assertRaises(AccessError):
            self.env["cs.account"].with_user(self.manager).create(values)

    def test_who_pays_late_loses_points(self):
        self.env["cs.health.measure"].search([]).active = False
        self.env.ref("cs_renewal.measure_payment").active = True
        invoice = self._invoice(self.customer)
        invoice.invoice_date_due = "2026-04-30"
        self._score("2026-04-30")
        self.assertEqual(self.account.health, 100)
        self._score("2026-05-01")
        # one of the three that would be bad
        self.assertEqual(self.account.health, 66.7)
        (part,) = self.account.health_contributions
        with freeze_time("2026-05-01 12:00:00"):
            self.assertEqual(self.env[part["model"]].search(part["domain"]), invoice)

    def test_history_holds_changes_only_and_trend(self):
        self._score("2026-05-01")
        self._score("2026-05-02")
        self.assertEqual(len(self._scores()), 1)
        self.contract.line_ids.seats_used = 90
        self._score("2026-06-05")
        self.assertEqual(self.account.health, 100)
        self.assertEqual(self.account.health_change, 37.5)
        self.assertEqual(self.account.health_trend, "up")
        self.assertEqual(len(self._scores()), 2)

    def test_red_opens_a_risk_and_the_save_play_once(self):
        with freeze_time("2026-10-01 12:00:00"):
            lead = self.contract._open_renewals()
        before = len(lead.activity_ids)
        self.contract.line_ids.seats_used = 5
        self.seats.weight = 100
        self._score("2026-10-02")
        self.assertEqual(self.account.health_band, "red")
        risk = self.account.risk_ids
        self.assertEqual((risk.stage, risk.lead_id), ("open", lead))
        self.assertEqual(risk.amount, 10000)
        self.assertEqual(len(lead.activity_ids), before + 3)
        self._score("2026-10-03")
        self._score("2026-10-04")
        self.assertEqual(len(self.account.risk_ids), 1)
        self.assertEqual(len(lead.activity_ids), before + 3)
        alerts = self.account.alert_ids.filtered(lambda a: a.kind == "renewal_risk")
        self.assertEqual(len(alerts), 1)

    def test_risk_stages_and_days(self):
        with freeze_time("2026-10-01 12:00:00"):
            risk = (
                self.env["cs.risk"]
                .with_user(self.manager)
                .create({"name": "Champion left", "account_id": self.account.id})
            )
        with freeze_time("2026-10-11 12:00:00"):
            self.assertEqual(risk.days_in_stage, 10)
            risk.stage = "plan"
            self.assertEqual(risk.days_in_stage, 0)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            risk.copy()
        risk.stage = "recovered"
        self.assertFalse(risk.is_open)
        risk.copy({"stage": "open"})

    @freeze_time("2026-05-01 12:00:00")
    def test_by_hand_with_reason_and_end(self):
        account = self.account.with_user(self.manager)
        values = {"override_value": 20, "override_reason": "they told me"}
        with self.assertRaises(ValidationError):
            account.write({**values, "override_until": "2026-06-01"})
        with self.assertRaises(ValidationError):
            account.write({"override_value": 20, "override_until": "2026-05-20"})
        account.write({**values, "override_until": "2026-05-31"})
        self.assertEqual((account.health, account.health_band), (20, "red"))
        self.assertTrue(self._scores().overridden)
        self._score("2026-06-01")
        self.assertEqual(account.health, 62.5)

    @freeze_time("2026-05-01 12:00:00")
    def test_the_managers_call_counts(self):
        self.account.with_user(self.manager).manager_call = "good"
        self.assertEqual(self.account.health, 70)
        self.assertEqual(self.account.health_known, 1)

    def test_nobody_writes_health(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.manager).health = 99
        with self.assertRaises(AccessError):
            self.env["cs.health.score"].with_user(self.manager).create({})
        portal = new_test_user(
            self.env, "health_portal", "base.group_portal", parent_id=self.customer.id
        )
        with self.assertRaises(AccessError):
            self.customer.with_user(portal).read(["cs_health"])
        with self.assertRaises(AccessError):
            self.env["cs.health.score"].with_user(portal).search([])
        with self.assertRaises(AccessError):
            self.account.with_user(self.stranger).action_score_health()

    def test_measures_by_tier_and_lifecycle(self):
        self.seats.lifecycle = "onboarding"
        self._score("2026-05-01")
        self.assertEqual(self.account.health, 100)
        self.account.lifecycle = "onboarding"
        self._score("2026-05-02")
        self.assertEqual(self.account.health, 62.5)
        self.seats.tier_ids = self.env["cs.tier"].create({"name": "Other"})
        self._score("2026-05-03")
        self.assertEqual(self.account.health, 100)
        with self.assertRaises(ValidationError):
            self.seats.value_good = self.seats.value_bad

    def test_group_of_companies(self):
        child = self.env["res.partner"].create(
            {"name": "Plant", "is_company": True, "parent_id": self.customer.id}
        )
        other = self.env["cs.account"]._ensure(child)
        other.write({"lifecycle": "live", "manager_call": "bad"})
        with freeze_time("2026-05-01 12:00:00"):
            (self.account | other)._score_health()
        self.assertEqual(other.health, 0)
        self.assertAlmostEqual(self.account.health_tree, 31.25, 0)

    def test_queries_do_not_grow(self):
        def count(accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            accounts._score_health()
            return self.env.cr.sql_log_count - before

        partners = self.env["res.partner"].create(
            [{"name": f"C{i}", "is_company": True} for i in range(200)]
        )
        accounts = self.env["cs.account"]._ensure(partners)
        accounts.manager_call = "good"
        few = count(accounts[:10])
        many = count(accounts)
        self.assertLessEqual(many, few + 2)

    def test_two_companies_two_scores(self):
        company = self.env["res.company"].create({"name": "Second"})
        other = self.env["cs.account"]._ensure(self.customer, company)
        other.manager_call = "bad"
        self._score("2026-05-01")
        self.assertEqual(other.health, 0)
        self.assertEqual(self.customer.cs_health, 62.5)
        self.assertEqual(self.customer.with_company(company).cs_health, 0)
        outsider = new_test_user(
            self.env,
            "health_outsider",
            f"{STAFF},cs_customer.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        mine = self._scores().filtered(lambda s: s.company_id == self.company)
        with self.assertRaises(AccessError):
            mine.with_user(outsider).read(["value"])

    def test_merged_customers_keep_both_stories(self):
        self._score("2026-05-01")
        other = self._contract(
            "2026-02-01", "2026-12-31", partner_id=self.other_customer.id, price=7
        )
        account = self.env["cs.account"]._ensure(self.other_customer)
        for day, call in (("2026-05-01", "bad"), ("2026-05-02", "good")):
            with freeze_time(f"{day} 12:00:00"):
                account.manager_call = call
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.other_customer).ids, self.customer)
        self.assertEqual(other.commercial_partner_id, self.customer)
        self.assertEqual(other.movement_ids.partner_id, self.customer)
        # The newest one is of the day they became one.
        self.assertEqual(
            self._scores().mapped("date")[1:], [date(2026, 5, 2), date(2026, 5, 1)]
        )
        self.assertEqual(
            sum(
                self.env["cs.mrr.movement"]
                .search([("partner_id", "=", self.customer.id)])
                .mapped("amount")
            ),
            10007,
        )
        self.assertFalse(self.env["cs.mrr.movement"].check_ledger())

    def test_cron_and_cockpit(self):
        with freeze_time("2026-11-25 12:00:00"), patch.object(self.env.cr, "commit"):
            self.env["cs.account"]._cron_score_health()
        self.assertEqual(self.account.next_notice, date(2026, 12, 1))
        self.assertFalse(self.account.touch_overdue)
        found = self.env["cs.account"].search([("health_band", "=", "amber")])
        self.assertIn(self.account, found)
