# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..tools import terms

# Prices of orders are rounded to cents; what differs by less is the same.
CENT = 0.01


class CsContract(models.Model):
    """More of what is under contract: the opportunity and its quotation."""

    _inherit = "cs.contract"

    def _cs_ask_more(self, contact, line, quantity, text):
        """The customer wants more seats or other modules: an opportunity with a quote.

        :param line: the `cs.contract.line` of which more is wanted, may be empty
        :param float quantity: how many more
        :param str text: in the customer's words
        :return: the `crm.lead`
        """
        self.ensure_one()
        contract = self.sudo()  # sudo: see `_cs_ask_renewal`
        lead = contract._cs_growth_lead(
            "upsell" if line else "cross_sell",
            self.env._("Wants more: %(contract)s", contract=contract.display_name),
            line.product_id,
            quantity,
            text,
            line=line.sudo(),
        )
        contract._cs_tell_asked(
            "more_asked",
            self.env._("%(who)s asked for more: %(text)s", who=contact.name, text=text),
        )
        return lead

    def _cs_growth_lead(
        self, motion, name, product, quantity, text, line=None, origin=None
    ):
        """An opportunity that grew from this contract, with its quotation.

        :param line: the line of which more is wanted; left out, one of the product
        :param origin: the record it began in, if it was not the contract
        :return: the `crm.lead`; where no quotation can be made its chatter says why
        """
        origin = origin or self
        lead = self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": self._cs_responsible().id,
                "cs_motion": motion,
                "description": text,
                "cs_origin_model": origin._name,
                "cs_origin_id": origin.id,
            }
        )
        if product:
            current = self._cs_current_lines_of(product)
            line = (current & (line or current) or current)[:1]  # one that is over: not
            try:
                with self.env.cr.savepoint():
                    values = self._cs_growth_order_values(lead, product, quantity, line)
                    self.env["sale.order"].create(values)
            except UserError as error:
                lead.message_post(body=str(error))
        return lead

    def _cs_current_lines_of(self, product):
        """The lines that are in force, or begin with the contract, for a product."""
        day = self._cs_growth_day()
        return self.line_ids.filtered(
            lambda line: line.product_id == product and line._is_current(day)
        )

    def _cs_growth_day(self):
        """The day from which more can be had: today, once the contract has begun."""
        return max(self.company_id._cs_today(), self.date_start)

    def _cs_growth_order_values(self, lead, product, quantity, line):
        """The quotation for more; confirmed, it changes this contract.

        :raise UserError: when there is no price list in the contract's currency
        """
        values = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "opportunity_id": lead.id,
            "user_id": lead.user_id.id,
            "origin": self.name,
        }
        row = {"product_id": product.id, "product_uom_qty": quantity or 1}
        if line or product.cs_billing_unit:
            row.update(self._cs_growth_line_values(product, line))
            month = fields.Date.add(self.company_id._cs_today(), days=30)
            values["validity_date"] = min(month, self._cs_growth_until(line))
            values["cs_amended_contract_id"] = self.id
            values["pricelist_id"] = self._renewal_pricelist().id
        return {**values, "order_line": [Command.create(row)]}

    def _cs_growth_line_values(self, product, line):
        """The price of one more from today to the end of the term.

        It is that of the contract's line, with its price steps, for the part of the
        term that is left; of a product the contract does not have yet it is the list
        price.
        """
        like = line or self.line_ids[:1]
        first, last = self._cs_growth_day(), self._cs_growth_until(like)
        months = self._months_of_span(first, last, self.day_count)
        count, unit = like.billing_count or 1, like.billing_unit or "month"
        periods = months / terms.months_of(count, unit)
        price = line and line._price_for(first, last)
        price = price or periods * self._list_price_of(product, count, unit)
        lang = self.partner_id.lang
        return {
            "name": self.env._(
                "%(what)s, %(first)s to %(last)s",
                what=line.name or product.display_name,
                first=format_date(self.env, first, lang_code=lang),
                last=format_date(self.env, last, lang_code=lang),
            ),
            "price_unit": price,
            "discount": line.discount,
            "cs_amended_line_id": line.id,
            "cs_periods": periods,
            "cs_date_from": first,
            "cs_date_to": last,
        }

    def _cs_growth_until(self, line):
        """The last day a quotation for more is for: the term's, else the period's."""
        day = self._cs_growth_day()
        last = line.date_end or self.date_end
        return last if last and last >= day else self._period_end(day, line)

    # === Ordered === #

    def _cs_running_now(self):
        """This contract, or what follows it by now."""
        contract = self
        today = self.company_id._cs_today()
        while (
            contract.state == "renewed"
            and contract.date_end < today
            and contract.successor_id
        ):
            contract = contract.successor_id
        return contract

    def _cs_add_ordered(self, row):
        """What was ordered with a quotation for more becomes part of this contract.

        Where the price of the order is not the line's, what was signed holds: it
        becomes a line of its own.

        :param row: the `sale.order.line`
        :return: the `cs.contract.amendment`
        :raise UserError: when the contract is not in force any more
        """
        self.ensure_one()
        day = self._cs_growth_day()
        reason = self.env._("Ordered with %(order)s", order=row.order_id.name)
        months = row._cs_months_ordered(self)
        quantity, price = row.product_uom_qty, row._cs_net_price()
        lines = self._cs_current_lines_of(row.product_id)
        line = (row.cs_amended_line_id & lines) or lines[:1]
        if line and abs(row._cs_agreed_price(line, day, months) - price) < CENT:
            change = {"line": line, "quantity": line.quantity + quantity}
            return self._amend("quantity", day, reason, **change)
        like = self.line_ids[:1]
        per = terms.months_of(like.billing_count or 1, like.billing_unit or "month")
        change = {"product": row.product_id, "quantity": quantity}
        return self._amend(
            "add", day, reason, price_unit=price / months * per, **change
        )
