# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestResPartner(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.company = cls.env.company
        today = cls.company._cs_today()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nordwind", "is_company": True}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": cls.product_a.id})],
            }
        )
        cls.order.action_confirm()
        cls.invoice = cls.init_invoice(
            "out_invoice",
            partner=cls.customer,
            invoice_date=Date.subtract(today, days=60),
            products=cls.product_a,
            post=True,
        )
        cls.invoice.invoice_date_due = Date.subtract(today, days=30)
        groups = "base.group_user,cs_customer.group_user"
        cls.agent = new_test_user(
            cls.env, "panel_agent", groups, company_id=cls.company.id
        )

    def _section(self, user, key):
        panel = self.customer.with_user(user).cs_customer_panel()
        return next((s for s in panel["sections"] if s["key"] == key), None)

    def test_an_agent_sees_the_summary_without_amounts_or_links(self):
        [row] = self._section(self.agent, "invoices")["rows"]
        self.assertEqual(row["label"], self.invoice.name)
        self.assertNotIn("res_id", row)
        self.assertNotIn(",", row["value"])
        [row] = self._section(self.agent, "orders")["rows"]
        self.assertEqual(row["label"], self.order.name)
        self.assertNotIn("res_id", row)

    def test_an_accountant_sees_amounts_and_opens_them(self):
        self.env.user.group_ids += self.env.ref("cs_customer.group_user")
        [row] = self._section(self.env.user, "invoices")["rows"]
        self.assertEqual(row["res_id"], self.invoice.id)
        self.assertIn(",", row["value"])

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Second"})
        outsider = new_test_user(
            self.env,
            "panel_outsider",
            "base.group_user,cs_customer.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self._section(outsider, "orders")["rows"])
        self.assertIsNone(self._section(outsider, "invoices"))
        kinds = ["order", "invoice"]
        self.assertFalse(self.customer.with_user(outsider).cs_timeline(kinds=kinds))

    def test_timeline_and_signal(self):
        entries = self.customer.with_user(self.agent).cs_timeline(
            kinds=["order", "invoice"]
        )
        self.assertEqual({e["kind"] for e in entries}, {"order", "invoice"})
        signal = self.customer._cs_signals()[self.customer.id]["invoices_overdue"]
        self.assertEqual(signal["value"], 1)
        self.assertEqual(
            self.env[signal["model"]].search(signal["domain"]), self.invoice
        )
        self.invoice.invoice_date_due = self.company._cs_today()
        signal = self.customer._cs_signals()[self.customer.id]["invoices_overdue"]
        self.assertEqual(signal["value"], 0)
