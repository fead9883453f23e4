# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GrowthCommon

COMPANY = "odoo.addons.cs_renewal.models.res_company"


@tagged("post_install", "-at_install")
class TestDailyRuns(GrowthCommon):
    """One company's, or one customer's, trouble is not that of the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.broken = cls.env["res.company"].create({"name": "Broken"})
        cls.env["cs.account"]._ensure(cls.other_customer, cls.broken).write(
            {"lifecycle": "live"}
        )
        cls.account.manager_call = "good"
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE cs_account SET health_date = NULL, health = NULL")
        cls.env.invalidate_all()

    def _run(self, model, method, cron):
        """A daily run in which the work fails for one company, the first in line."""
        models = type(self.env[model])
        original = getattr(models, method)
        companies = type(self.env["res.company"])
        search = companies.search
        wrong = self.broken

        def fails(records, *args):
            if records.env.company == wrong or wrong in records.company_id:
                records.env.cr.execute("SELECT 1 / 0")
            return original(records, *args)

        def first(records, *args, **kwargs):
            return (search(records, *args, **kwargs) & wrong) | search(
                records, *args, **kwargs
            )

        with (
            patch.object(models, method, fails),
            patch.object(companies, "search", first),
            patch.object(self.env.cr, "commit"),
            mute_logger("odoo.sql_db", COMPANY),
        ):
            getattr(self.env[model], cron)()

    def test_open_ended_contracts_of_the_others_are_planned(self):
        with freeze_time("2026-03-05 12:00:00"):
            contract = self._contract("2026-01-01")
            theirs = self._contract("2026-01-01", company_id=self.broken.id)
        with freeze_time("2026-09-05 12:00:00"):
            self._run("cs.contract", "_plan_billing", "_cron_tell_autorenewals")
        ends = [max(one.billing_ids.mapped("date_end")) for one in contract | theirs]
        self.assertEqual([str(end) for end in ends], ["2027-09-30", "2027-03-31"])

    def test_health_of_the_others_is_scored(self):
        self._run("cs.account", "_score_health", "_cron_score_health")
        self.assertTrue(self.account.health_date)

    def test_chances_of_the_others_are_found(self):
        self._run("cs.upsell.signal", "_find", "_cron_find")
        signals = self.env["cs.upsell.signal"]
        self.assertTrue(signals.search([("account_id", "=", self.account.id)]))

    @freeze_time("2026-11-20 12:00:00")
    def test_one_contract_that_cannot_be_told_does_not_stop_the_next(self):
        bad = self._contract("2026-01-01", "2026-12-31", auto_renew=True)
        good = self._contract("2026-01-01", "2026-12-31", auto_renew=True)
        contracts = type(good)
        original = contracts._cs_people_to_tell

        def people(contract):
            if contract == bad:
                contract.env.cr.execute("SELECT 1 / 0")
            return original(contract)

        with (
            patch.object(contracts, "_cs_people_to_tell", people),
            mute_logger("odoo.sql_db", "odoo.addons.cs_renewal"),
        ):
            done = (bad | good)._tell_autorenewal()
        self.assertEqual(done, good)
        self.assertIn("could not be told", bad.activity_ids.summary)

    @freeze_time("2026-11-01 12:00:00")
    def test_told_as_early_as_tier_or_service_level_say(self):
        contract = self._contract("2026-01-01", "2026-12-31", auto_renew=True)
        # The deadline is 1 December, thirty days from now.
        self.company.cs_autorenew_days = 10

        def told():
            none = contract.browse()
            return contract in contract._to_be_told(self.company, none)

        self.assertFalse(told())
        tier = self.env["cs.tier"].create({"name": "Told early", "autorenew_days": 40})
        self.customer.cs_tier_id = tier
        self.assertTrue(told())
        contract.service_level_id = self.env["cs.service.level"].create(
            {"name": "Short", "autorenew_days": 20}
        )
        self.assertFalse(told(), "what was sold comes first")
        contract.service_level_id.autorenew_days = 0
        self.assertTrue(told())
        contract.autorenew_told_for = contract.date_end
        self.assertFalse(told(), "once for a term")

    def _urgent(self, count):
        trouble = {self.customer.id: {"tickets_urgent": {"value": count}}}
        partners = type(self.env["res.partner"])
        return patch.object(partners, "_cs_signals", lambda records: trouble)

    def test_thanks_wait_for_the_end_of_a_severe_ticket(self):
        leads = self.env["crm.lead"]
        with self._urgent(1):
            leads.create(
                {
                    "name": "Friend",
                    "cs_motion": "referral",
                    "cs_referrer_id": self.customer.id,
                    "company_id": self.company.id,
                }
            )
            leads._cs_thank_late(self.company)
        self.assertFalse(self.account.activity_ids)
        with self._urgent(0):
            leads._cs_thank_late(self.company)
            leads._cs_thank_late(self.company)
        self.assertEqual(len(self.account.activity_ids), 1)
        self.assertEqual(self.account.activity_ids.user_id, self.manager)

    def test_only_what_was_decided_counts_for_the_hit_rate(self):
        found = self.env["cs.upsell.signal"]._find(self.account)
        self.assertEqual((self.rule.found_count, self.rule.hit_rate), (1, 0))
        won = found.with_user(self.manager).action_accept()["res_id"]
        self.env["crm.lead"].browse(won).action_set_won()
        other = self.env["cs.account"]._ensure(self.other_customer)
        other.lifecycle = "live"
        self._contract(
            *("2026-01-01",),
            quantity=20,
            line={"seats_used": 19},
            partner_id=self.other_customer.id,
        )
        self.env.flush_all()
        waiting = self.env["cs.upsell.signal"]._find(other)
        self.rule.invalidate_recordset()
        self.assertEqual((self.rule.found_count, self.rule.hit_rate), (2, 1))
        waiting.sudo().write({"state": "dismissed"})
        self.rule.invalidate_recordset()
        self.assertEqual(self.rule.hit_rate, 0.5)
        with self.assertRaises(UserError):
            waiting.action_accept()

    def test_the_growth_report_knows_the_companys_day(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        signal = self.env["cs.upsell.signal"]._find(self.account)
        lead = self.env["crm.lead"].browse(signal.action_accept()["res_id"])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-05-31 17:00:00' WHERE id = %s",
            lead.ids,
        )
        row = self.env["cs.growth.report"].search([("lead_id", "=", lead.id)])
        self.assertEqual(str(row.date), "2026-06-01")
