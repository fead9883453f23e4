# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestHealth(AccountTestInvoicingCommon):
    """Health takes what each of the addons knows of a customer."""

    def test_an_overdue_invoice_lowers_health(self):
        customer = self.env["res.partner"].create(
            {"name": "Customer", "is_company": True}
        )
        account = self.env["cs.account"]._ensure(customer).sudo()
        account.lifecycle = "live"
        measure = self.env.ref("cs_renewal.measure_payment")
        invoices = [
            self.init_invoice(
                "out_invoice",
                partner=customer,
                amounts=[100],
                post=True,
            )
            for _number in range(2)
        ]
        for invoice in invoices:
            invoice.invoice_date_due = "2020-01-01"
        for overdue, points in ((2, 33), (1, 67), (0, 100)):
            account._score_health()
            parts = {part["name"]: part for part in account.health_contributions}
            part = parts[measure.name]
            self.assertEqual((part["value"], round(part["points"])), (overdue, points))
            receipts = self.env[part["model"]].search(part["domain"])
            self.assertEqual(len(receipts), overdue)
            if invoices:
                invoices.pop().button_draft()
