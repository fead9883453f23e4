# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import STAFF, RenewalCommon


@tagged("post_install", "-at_install")
class TestSecurity(RenewalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract("2026-01-01", "2026-12-31")
        cls.second_company = cls.env["res.company"].create({"name": "Second"})
        cls.outsider = new_test_user(
            cls.env,
            "renewal_outsider",
            f"{STAFF},cs_customer.group_manager,cs_customer.group_finance,"
            "sales_team.group_sale_salesman_all_leads,base.group_allow_export",
            company_id=cls.second_company.id,
            company_ids=[(6, 0, cls.second_company.ids)],
        )
        cls.portal = new_test_user(
            cls.env, "renewal_portal", "base.group_portal", parent_id=cls.customer.id
        )

    def _records(self):
        return [self.contract, self.contract.line_ids, self.contract.movement_ids]

    def test_another_company_sees_nothing(self):
        for record in self._records():
            self.env.invalidate_all()
            model = record.with_user(self.outsider).browse()
            self.assertFalse(model.search([("id", "in", record.ids)]))
            self.assertEqual(model.search_count([("id", "in", record.ids)]), 0)
            groups = model._read_group(
                [("id", "in", record.ids)], ["company_id"], ["__count"]
            )
            self.assertFalse(groups)
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                record.with_user(self.outsider).read(["company_id"])
            with self.assertRaises(AccessError):
                record.with_user(self.outsider).export_data(["company_id"])

    def test_portal_and_strangers_have_no_access(self):
        for user in (self.portal, self.stranger):
            for record in self._records():
                model = record.with_user(user).browse()
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(model.has_access(operation))
                with self.assertRaises(AccessError):
                    model.search([])
                with self.assertRaises(AccessError):
                    model.formatted_read_group([], ["company_id"], ["__count"])

    def test_amounts_are_for_finance(self):
        contract = self.contract.with_user(self.seller)
        for field in ("mrr", "arr", "movement_ids"):
            with self.assertRaises(AccessError):
                contract.read([field])
            with self.assertRaises(AccessError):
                contract.search([(field, "!=", 0)])
        with self.assertRaises(AccessError):
            contract.line_ids.read(["mrr"])
        self.assertEqual(self.contract.with_user(self.finance).mrr, 100)

    def test_a_salesperson_reads_and_the_manager_writes(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.seller).write({"title": "x"})
        self.contract.with_user(self.manager).title = "x"

    def test_nobody_writes_the_ledger_by_hand(self):
        for user in (self.finance, self.manager):
            ledger = self.env["cs.mrr.movement"].with_user(user)
            self.assertFalse(ledger.has_access("create"))
            self.assertFalse(ledger.has_access("write"))

    def test_what_the_engine_writes_is_not_written_by_hand(self):
        row = self.contract.billing_ids[:1].with_user(self.manager)
        with self.assertRaises(UserError):
            row.amount = 1
        row.date_paid = "2026-02-01"
        lead = self.contract._open_renewals().with_user(self.manager)
        for values in ({"cs_band_rate": 1}, {"cs_save_date": "2026-01-01"}):
            with self.assertRaises(AccessError):
                lead.write(values)
        secret = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "ir.cron", "res_id": 1}
        )
        with self.assertRaises(AccessError):
            self.contract.with_user(self.manager).document_ids = secret

    def test_nobody_renews_the_contract_of_another_customer(self):
        foreign = self._contract(
            "2026-01-01", "2026-12-31", partner_id=self.other_customer.id
        )
        lead = self.contract._open_renewals().with_user(self.manager)
        order = lead._cs_quotation()
        line = {"cs_contract_line_id": foreign.line_ids.id}
        for values in (line, {"cs_periods": 0.01}):
            with self.assertRaises(AccessError):
                order.order_line.with_user(self.seller).write(values)
            with self.assertRaises(AccessError):
                order.write({"order_line": [(1, order.order_line.id, values)]})
        for record, name in (
            (order, "cs_contract_id"),
            (order.order_line, "cs_contract_line_id"),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).write({name: False})
        with self.assertRaises(ValidationError):
            order.sudo().write({"order_line": [(1, order.order_line.id, line)]})
        with self.assertRaises(ValidationError):
            lead.cs_also_contract_ids = foreign

    def test_public_methods_check_access(self):
        contract = self.contract.with_user(self.stranger)
        for call in (
            lambda: contract.period(0),
            lambda: contract.prorate(1, "2026-01-01", "2026-01-02"),
            contract.action_activate,
            contract.action_open_renewal,
            contract.action_withdraw_notice,
        ):
            with self.assertRaises(AccessError):
                call()
