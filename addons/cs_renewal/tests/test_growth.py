# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestGrowth(RenewalCommon):
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
