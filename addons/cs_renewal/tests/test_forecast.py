# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from freezegun import freeze_time

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestForecast(RenewalCommon):
    def test_backtest_rates_and_disagreement(self):
        """zloadr: who left and was red, and the reds that renewed."""
        # What other addons know of the customer is not asked here.
        others = [("signal", "!=", "manager_call")]
        self.env["cs.health.measure"].search(others).active = False
        account = self.env["cs.account"]._ensure(self.customer)
        with freeze_time("2025-06-01 12:00:00"):
            account.write({"lifecycle": "live", "manager_call": "bad"})
        outcomes = []
        contracts = self.env["cs.contract"]
        for won in (True, False, False):
            contract = self._contract("2025-01-01", "2025-12-31")
            with freeze_time("2025-06-01 12:00:00"):
                lead = contract._open_renewals()
                account._score_health()
                outcomes.append(lead)
            contracts |= contract
            lead.action_set_won() if won else lead.action_set_lost()
        self.env.flush_all()
        rows = self.env["cs.health.backtest"].search(
            [("lead_id", "in", [x.id for x in outcomes])]
        )
        self.assertEqual(set(rows.mapped("band")), {"red"})
        rates = self.env["cs.health.backtest"]._rates(self.company)
        self.assertAlmostEqual(rates["red"][0], 1 / 3, 4)
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-10-01 12:00:00"):
            lead = contract._open_renewals()
            lead.cs_forecast = "commit"
            self.env["crm.lead"]._cs_refresh_bands(self.company)
        self.assertEqual(lead.cs_health_band, "red")
        self.assertAlmostEqual(lead.cs_disagreement, 0.95 - 1 / 3, 4)
        self.assertEqual(lead.cs_amount_commit, lead.expected_revenue)
        lead.cs_forecast = "best"
        self.assertEqual((lead.cs_amount_likely, lead.cs_amount_best), (0, 1200))
        lead.action_set_lost()
        self.assertEqual(lead.cs_amount_best, 0)

    def test_backtest_of_a_score_that_missed_most(self):
        """zloadr's check: 41 left, 9 of them were red; of 63 reds 41 stayed unaided.

        So it missed nearly 80 % (recall 21.95 %), and of the reds 34.9 % left at most.
        """
        stories = [("red", "lost")] * 9 + [("green", "lost")] * 32
        stories += [("red", "won")] * (63 - 9)
        partners = self.env["res.partner"].create(
            [{"name": f"Z{index}"} for index in range(len(stories))]
        )
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        ends = {"lost": {"active": False, "probability": 0}}
        ends["won"] = {"stage_id": won.id, "probability": 100}
        pairs = list(zip(partners, stories, strict=True))
        self.env["crm.lead"].create(
            [
                {
                    "name": partner.name,
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "cs_motion": "renewal",
                    "cs_term_end": "2025-12-31",
                    **ends[outcome],
                }
                for partner, (_band, outcome) in pairs
            ]
        )
        self.env["cs.health.score"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "date": "2025-09-01",
                    "value": 30 if band == "red" else 80,
                    "band": band,
                }
                for partner, (band, _outcome) in pairs
            ]
        )
        self.env.flush_all()
        groups = self.env["cs.health.backtest"]._read_group(
            [("partner_id", "in", partners.ids)], ["outcome", "band"], ["count:sum"]
        )
        counts = {(outcome, band): count for outcome, band, count in groups}
        lost = counts["lost", "red"] + counts["lost", "green"]
        red = counts["lost", "red"] + counts["renewed", "red"]
        self.assertEqual((lost, red), (41, 63))
        self.assertAlmostEqual(counts["lost", "red"] / lost, 0.2195, 4)
        self.assertLessEqual(counts["lost", "red"] / red, 0.349)

    def test_book_of_business(self):
        """Capacity: hours needed against hours there are (Balusek: 130 h a month)."""
        partners = self.env["res.partner"].create(
            [{"name": f"B{i}", "is_company": True} for i in range(10)]
        )
        tier = self.env["cs.tier"].create({"name": "T13", "success_hours": 13})
        partners.cs_tier_id = tier
        accounts = self.env["cs.account"]._ensure(partners)
        accounts.write({"manager_id": self.manager.id, "lifecycle": "live"})
        self.manager.cs_success_hours = 130
        self.env.flush_all()
        book = self.env["cs.book"].search([("user_id", "=", self.manager.id)])
        self.assertEqual((book.accounts, book.hours_needed, book.load), (10, 130, 1))
        action = book.action_open_customers()
        self.assertEqual(action["domain"][0], ("manager_id", "=", self.manager.id))

    def test_the_worst_come_first_on_the_board(self):
        self.env["cs.account"]._ensure(self.customer).sudo().health_band = "green"
        accounts = self.env["cs.account"].with_user(self.manager)
        groups = accounts.with_context(read_group_expand=True).formatted_read_group(
            [("partner_id", "=", self.customer.id)], ["health_band"], ["__count"]
        )
        self.assertEqual(
            [group["health_band"] for group in groups], ["red", "amber", "green"]
        )
