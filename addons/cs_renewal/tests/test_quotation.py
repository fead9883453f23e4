# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestQuotation(AmendCommon):
    """Quotations and opportunities follow what became of the contract."""

    @freeze_time("2026-10-15 12:00:00")
    def test_a_change_takes_the_sent_quotation_back(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=10)
        lead = contract._open_renewals()
        order = lead._cs_quotation()
        order.action_quotation_sent()
        self._amend(
            contract,
            "quantity",
            "2026-11-01",
            line_id=contract.line_ids.id,
            quantity=12,
        )
        self.assertEqual(order.state, "cancel")
        self.assertIn("anew", " ".join(lead.activity_ids.mapped("summary")))
        fresh = lead._cs_quotation()
        self.assertNotEqual(fresh, order)
        self.assertEqual(fresh.order_line.product_uom_qty, 12)
        contract.line_ids[-1].with_user(self.manager).quantity = 13
        self.assertEqual(fresh.state, "cancel", "by hand, too")
        last = lead._cs_quotation()
        contract.line_ids[-1].seats_used = 5
        self.assertEqual(last.state, "draft", "what is used changes no price")

    @freeze_time("2026-10-15 12:00:00")
    def test_one_renewal_takes_the_other_quotations_back(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        other = self._contract("2026-01-01", "2026-12-31")
        lead = contract._open_renewals()
        order = lead._cs_quotation()
        second = order.copy({"order_line": False})
        second.cs_contract_id = contract
        both = other._open_renewals()
        both.cs_also_contract_ids = contract
        shared = both._cs_quotation()
        (order | second | shared).action_quotation_sent()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual((second.state, shared.state), ("cancel", "cancel"))
        self.assertEqual(other.state, "active")

    def test_a_term_that_lapses_loses_its_opportunity(self):
        contract = self._contract("2025-01-01", "2025-12-31")
        lead = contract._open_renewals()
        lapsed = self.env.ref("cs_renewal.lost_customer_lapsed")
        with freeze_time("2026-01-02 12:00:00"):
            contract._close_terms()
            self.assertEqual(lead.won_status, "lost")
            self.assertEqual(lead.lost_reason_id, lapsed)
            self.assertEqual(contract.lost_reason_id, lapsed)
            contract._renew()
            self.assertEqual(lead.won_status, "won", "late is better than never")
            self.assertFalse(contract.lost_reason_id)

    def test_every_term_that_is_caught_up_has_its_opportunity(self):
        contract = self._contract("2023-01-01", "2023-12-31", auto_renew=True)
        with freeze_time("2026-02-01 12:00:00"), patch.object(self.env.cr, "commit"):
            contract._cron_renewals()
        chain = contract._chain()
        self.assertEqual(len(chain), 4)
        leads = self.env["crm.lead"].search([("cs_contract_id", "in", chain.ids)])
        self.assertEqual(
            sorted(leads.mapped(lambda lead: (lead.cs_term_end.year, lead.won_status))),
            [(2023, "won"), (2024, "won"), (2025, "won")],
        )
