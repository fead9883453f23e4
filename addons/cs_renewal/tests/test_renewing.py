# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestRenewing(RenewalCommon):
    """An open renewal shows on the account, and is the only one of its term."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract("2026-01-01", "2026-12-31", user_id=cls.manager.id)
        cls.account = cls.env["cs.account"]._ensure(cls.customer)

    def _lifecycle(self):
        self.account.invalidate_recordset()
        return self.account.lifecycle

    def test_renewing_while_a_renewal_is_open(self):
        other = self._contract("2026-01-01", "2026-12-31")
        self.assertEqual(self._lifecycle(), "live")
        (self.contract | other)._open_renewals()
        self.assertEqual(self._lifecycle(), "renewing")
        self.contract._renew()
        self.assertEqual(self._lifecycle(), "renewing", "the other one is open")
        other.lead_ids.action_set_lost()
        self.assertEqual(self._lifecycle(), "live")

    def test_a_renewal_that_is_removed_is_open_no_more(self):
        self.contract._open_renewals()
        self.contract.lead_ids.unlink()
        self.assertEqual(self._lifecycle(), "live")

    def test_who_has_left_is_not_renewing(self):
        self.contract._open_renewals()
        self.account.lifecycle = "churned"
        self.contract.lead_ids.action_set_lost()
        self.assertEqual(self._lifecycle(), "churned")

    def test_few_queries_however_many_customers(self):
        partners = self.env["res.partner"].create(
            [{"name": f"R{n}", "is_company": True} for n in range(12)]
        )
        contracts = self.env["cs.contract"].union(
            *(
                self._contract("2026-01-01", "2026-12-31", partner_id=p.id)
                for p in partners
            )
        )
        leads = contracts._open_renewals()

        def count(some):
            self.env.flush_all()
            self.env["cs.account"].search([]).sudo().lifecycle = "live"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._cs_follow_renewing()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(leads), count(leads[:2]))

    def test_which_term_it_renews_is_not_made_up(self):
        lead = self.contract._open_renewals().with_user(self.manager)
        for values in (
            {"cs_motion": "upsell"},
            {"cs_contract_id": False},
            {"cs_term_end": "2030-01-01"},
        ):
            with self.assertRaises(AccessError):
                lead.write(values)
        leads = self.env["crm.lead"].with_user(self.manager)
        named = {"name": "Mine", "cs_contract_id": self.contract.id}
        with self.assertRaises(AccessError):
            leads.create(named)
        with self.assertRaises(AccessError):
            leads.with_context(default_cs_term_end="2026-12-31").create({"name": "M"})
        own = leads.create({"name": "Mine", "cs_motion": "renewal"})
        own.cs_motion = "upsell"
        lead.write({"name": "Renewal of the plant", "cs_motion": "renewal"})
