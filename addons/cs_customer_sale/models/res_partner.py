# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

SHOWN = 5


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_timeline_queries(self):
        partners = Domain("partner_id", "in", self.ids)
        sent = partners & Domain("state", "=", "sent")
        orders = partners & Domain("state", "=", "sale")
        posted = partners & Domain("state", "=", "posted")
        invoices = posted & Domain("move_type", "=", "out_invoice")
        refunds = posted & Domain("move_type", "=", "out_refund")
        select = self._cs_timeline_select
        return [
            *super()._cs_timeline_queries(),
            select("sale.order", "quotation", sent),
            select("sale.order", "order", orders, at="date_order"),
            select("account.move", "invoice", invoices, author="invoice_user_id"),
            select("account.move", "refund", refunds, author="invoice_user_id"),
        ]

    def _cs_overdue_domain(self, customers):
        """Posted invoices of these customers that are unpaid past their date."""
        return [
            ("commercial_partner_id", "in", customers.ids),
            ("company_id", "=", self.env.company.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("invoice_date_due", "<", self.env.company._cs_today()),
        ]

    def _cs_signals(self):
        signals = super()._cs_signals()
        model = self._cs_summary_model("account.move")
        domain = self._cs_overdue_domain(self.commercial_partner_id)
        counts = dict(model._read_group(domain, ["commercial_partner_id"], ["__count"]))
        for partner in self.commercial_partner_id:
            receipt = self._cs_overdue_domain(partner)
            signals[partner.id]["invoices_overdue"] = self._cs_signal(
                counts.get(partner, 0), "account.move", receipt
            )
        return signals

    def _cs_panel_sections(self):
        sections = super()._cs_panel_sections()
        customers = self.commercial_partner_id
        for make in (customers._cs_section_orders, customers._cs_section_invoices):
            for partner_id, section in make().items():
                sections[partner_id].append(section)
        return sections

    def _cs_section_orders(self):
        model = self._cs_summary_model("sale.order")
        domain = Domain("partner_id.commercial_partner_id", "in", self.ids)
        domain &= Domain("state", "in", ("sent", "sale"))
        domain &= self._cs_summary_domain(model)
        orders = model.search(domain, order="date_order desc", limit=200)
        grouped = orders.grouped(lambda order: order.partner_id.commercial_partner_id)
        states = dict(orders._fields["state"]._description_selection(self.env))
        title, empty = self.env._("Orders"), self.env._("No order yet.")
        return {
            partner.id: self._cs_panel_section(
                *("orders", title, 70),
                [
                    self._cs_panel_row(
                        order.name,
                        f"{order.date_order:%Y-%m-%d} {states[order.state]}",
                        record=order,
                    )
                    for order in grouped.get(partner, [])[:SHOWN]
                ],
                icon="fa-shopping-cart",
                count=len(grouped.get(partner, [])),
                empty=empty,
            )
            for partner in self
        }

    def _cs_section_invoices(self):
        """Unpaid invoices; the amounts only for those who may open them."""
        model = self._cs_summary_model("account.move")
        domain = Domain(self._cs_overdue_domain(self))
        invoices = model.search(domain, order="invoice_date_due", limit=200)
        grouped = invoices.grouped("commercial_partner_id")
        title = self.env._("Invoices overdue")
        return {
            partner.id: self._cs_panel_section(
                *("invoices", title, 8),
                [self._cs_invoice_row(invoice) for invoice in found[:SHOWN]],
                icon="fa-money",
                count=len(found),
            )
            for partner, found in grouped.items()
        }

    def _cs_invoice_row(self, invoice):
        value = fields.Date.to_string(invoice.invoice_date_due)
        if self.env["account.move"].has_access("read"):
            amount = formatLang(
                self.env, invoice.amount_residual, currency_obj=invoice.currency_id
            )
            value = f"{value}, {amount}"
        return self._cs_panel_row(invoice.name, value, "danger", record=invoice)
