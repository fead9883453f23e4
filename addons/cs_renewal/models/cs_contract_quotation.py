# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsContract(models.Model):
    """Renewal quotations that hold no longer are taken back."""

    _inherit = "cs.contract"

    def _void_quotations(self, why, without=()):
        """Cancel the open quotations that would renew this contract.

        Who sent one is asked for another.

        :param str why: in words
        :param without: the `sale.order` that stays
        """
        self.ensure_one()
        # sudo: sale.order: follows from the contract, whoever changes it
        orders = self.env["sale.order"].sudo()
        lines = self.env["sale.order.line"].sudo()
        found = orders.search([("cs_contract_id", "=", self.id)])
        renewed = [("cs_contract_line_id", "in", self.sudo().line_ids.ids)]
        found |= lines.search(renewed).order_id
        for order in found.filtered(lambda o: o.state in ("draft", "sent")):
            if order not in without:
                order._cs_void(self, why)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _cs_void(self, contract, why):
        """Cancel this renewal quotation; what the customer had gets a successor.

        :param contract: the contract that made it void, :param str why: in words
        """
        self.ensure_one()
        sent = self.state == "sent"
        self._action_cancel()
        self.message_post(body=why)
        lead = self.opportunity_id
        if sent and lead.won_status == "pending" and not contract.successor_id:
            lead.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Send the renewal quotation anew"),
                note=why,
                user_id=(self.user_id or contract._cs_responsible()).id,
                date_deadline=contract.company_id._cs_today(),
            )
