# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.cs_customer.tools.inner import Inner, inner

from ..tools import terms


class CsContract(models.Model):
    """Changes of a contract in force, each kept as an amendment with its money."""

    _inherit = "cs.contract"

    amendment_ids = fields.One2many(
        "cs.contract.amendment", "contract_id", "Amendments", readonly=True
    )
    chain_count = fields.Integer(
        compute="_compute_chain_count", export_string_translation=False
    )

    def _compute_chain_count(self):
        for contract in self:
            contract.chain_count = len(contract._chain()) if contract.id else 0

    def _chain(self):
        """All contracts of this chain of renewals, the first one first."""
        self.ensure_one()
        root = self.root_id or self
        domain = ["|", ("id", "=", root.id), ("root_id", "=", root.id)]
        contracts = self.with_context(active_test=False).search(domain)
        return contracts.sorted(lambda contract: (contract.date_start, contract.id))

    def action_view_chain(self):
        """Open what came before this contract and what follows it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_renewal.cs_contract_action"
        )
        action["domain"] = [("id", "in", self._chain().ids)]
        action["context"] = {"active_test": False}
        return action

    def action_amend(self):
        """Ask what is to change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the Contract"),
            "res_model": "cs.contract.amend",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    def _period_end(self, day, line):
        """The last day of the billing period of a line that holds `day`."""
        line = line or self.line_ids[:1]
        args = (
            *(self.date_start, line.billing_count or 1, line.billing_unit or "month"),
            self.anchor_day or 1,
        )
        k = 0
        while terms.term_start(*args, k + 1) <= day:
            k += 1
        last = fields.Date.subtract(terms.term_start(*args, k + 1), days=1)
        return min(last, self.date_end) if self.date_end else last

    def _in_words(self):
        """What the contract sells now, a line a product."""
        return "\n".join(
            f"{line.quantity:g} × {line.name}, {line.price_unit:g} "
            f"{self.currency_id.name} {line._billing_in_words()}"
            for line in self.line_ids
            if not line.date_end or line.date_end == self.date_end
        )

    def _amend(self, kind, date, reason, **change):
        """Change a contract in force and keep what it was.

        :param str kind: a key of the amendment's kinds
        :param date: the first day of the change
        :param str reason: why, in words
        :param change: line, product, quantity, price_unit, date_end, ending
        :return: the `cs.contract.amendment`
        :raise UserError: when the contract is not in force or the day outside it
        """
        self.ensure_one()
        date = fields.Date.to_date(date)
        if self.state != "active":
            raise UserError(self.env._("Only a contract in force can be changed."))
        if date < self.date_start or (self.date_end and date > self.date_end):
            raise ValidationError(
                self.env._("The change lies outside the dates of the contract.")
            )
        before = self._in_words()
        # sudo: cs.contract.amendment: written by what happens, never by hand
        amendment = (
            self.env["cs.contract.amendment"]
            .sudo()
            .create(
                {
                    "contract_id": self.id,
                    "kind": kind,
                    "date": date,
                    "reason": reason,
                    "before": before,
                    "user_id": self.env.uid,
                }
            )
        )
        contract = self.with_context(
            cs_amendment_id=Inner(amendment.id), cs_book_from=Inner(date)
        )
        prorated = getattr(contract, f"_amend_{kind}")(date, reason, **change)
        after = self.successor_id._in_words() if kind == "renewal" else self._in_words()
        if kind in ("end", "pause"):
            after = self.env._(
                "until %(day)s", day=format_date(self.env, prorated or self.date_end)
            )
        else:
            amendment.prorated = prorated or 0.0
        amendment.after = after
        self.message_post(
            body=self.env._("Changed from %(day)s: %(reason)s", day=date, reason=reason)
        )
        return amendment

    def _amend_quantity(self, date, _reason, line, quantity=0.0, **_more):
        return self._amend_line(date, line, {"quantity": quantity})

    def _amend_price(self, date, _reason, line, price_unit=0.0, **more):
        values = {"price_unit": price_unit}
        product = more.get("product")
        if product and product != line.product_id:
            values.update(product_id=product.id, name=product.display_name)
        if more.get("quantity"):
            values["quantity"] = more["quantity"]
        return self._amend_line(date, line, values)

    def _amend_line(self, date, line, values):
        """Change a line from a day on: it ends the day before, its like begins."""
        line = line.with_env(self.env)
        old = line._monthly_at(line.quantity, line.price_unit)
        if date <= (line.date_start or self.date_start):
            line.write(values)
            changed = line
        else:
            line = line.with_context(cs_defer_booking=Inner())
            if line._with_known_use():
                values = {"seats_used": line.seats_used, **values}
            changed = line.copy({**values, "contract_id": self.id, "date_start": date})
            line.step_ids.filtered(lambda step: step.date >= date).line_id = changed
            line.date_end = fields.Date.subtract(date, days=1)
            changed = changed.with_env(self.env)
            changed._after_change(self)
        new = changed._monthly_at(changed.quantity, changed.price_unit)
        last = self._period_end(date, changed)
        return self.prorate(new - old, date, last, self.day_count)

    def _amend_add(self, date, _reason, product=None, **more):
        if not product:
            raise UserError(self.env._("Choose the product that is added."))
        like = self.line_ids[:1]
        line = self.env["cs.contract.line"].create(
            {
                "contract_id": self.id,
                "product_id": product.id,
                "quantity": more.get("quantity") or 1,
                "price_unit": more.get("price_unit") or 0.0,
                "billing_count": like.billing_count or 1,
                "billing_unit": like.billing_unit or "month",
                "date_start": date,
            }
        )
        monthly = line._monthly_at(line.quantity, line.price_unit)
        last = self._period_end(date, line)
        return self.prorate(monthly, date, last, self.day_count)

    def _amend_remove(self, date, _reason, line, **_more):
        line = line.with_env(self.env)
        monthly = line._monthly_at(line.quantity, line.price_unit)
        if date <= (line.date_start or self.date_start):
            line.unlink()
        else:
            line.date_end = fields.Date.subtract(date, days=1)
        last = self._period_end(date, line.exists())
        return self.prorate(-monthly, date, last, self.day_count)

    def _amend_pause(self, date, reason, date_end=None, **_more):
        if not date_end:
            raise UserError(self.env._("Say until when the contract rests."))
        self.env["cs.contract.pause"].create(
            {
                "contract_id": self.id,
                "date_start": date,
                "date_end": date_end,
                "reason": reason,
            }
        )
        return date_end

    def _amend_end(self, date, reason, ending="paid", **_more):
        """End now, or when what is paid for has been used."""
        last = date if ending == "now" else max(self._paid_until(), date)
        self._cut(last)
        self._give_notice(reason, self.company_id._cs_today(), last)
        return last

    def _amend_renewal(self, date, _reason, **_more):
        """The next term begins early; this one ends the day before."""
        if not self.date_end or date <= self.date_start:
            raise UserError(
                self.env._("Only a contract with an end can be renewed early.")
            )
        last = fields.Date.subtract(date, days=1)
        self._cut(last)
        self.sudo().date_end = last  # sudo: see `_check_settled`
        self._renew()
        return 0.0

    def _cut(self, last):
        """Let lines, pauses and steps end with a contract that ends early."""
        contract = self.sudo()  # sudo: what belongs to the contract ends with it
        contract.line_ids.step_ids.filtered(lambda s: s.date > last).unlink()
        contract.pause_ids.filtered(lambda p: p.date_start > last).unlink()
        contract.pause_ids.filtered(lambda p: p.date_end > last).date_end = last
        late = contract.line_ids.filtered(
            lambda line: line.date_start and line.date_start > last
        )
        late.unlink()
        longer = contract.line_ids.filtered(
            lambda line: line.date_end and line.date_end > last
        )
        longer.date_end = last


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    def _monthly_at(self, quantity, price, discount=None):
        """The revenue a month at another quantity, price and, if given, discount."""
        months = terms.months_of(self.billing_count or 1, self.billing_unit or "month")
        off = self.discount if discount is None else discount
        return quantity * price * (1 - off / 100) / months

    def _after_change(self, contracts):
        """A line that is changed without the wizard leaves an amendment too."""
        if inner(self.env, "cs_defer_booking"):
            return None
        running = contracts.exists().filtered(lambda c: c.state == "active")
        if not running or inner(self.env, "cs_amendment_id"):
            return super()._after_change(contracts)
        super()._after_change(contracts - running)
        # sudo: cs.contract.amendment: written by what happens, never by hand
        amendments = (
            self.env["cs.contract.amendment"]
            .sudo()
            .create(
                [
                    {
                        "contract_id": contract.id,
                        "kind": "hand",
                        "date": contract.company_id._cs_today(),
                        "after": contract._in_words(),
                        "before": contract.amendment_ids[:1].after or "",
                        "user_id": self.env.uid,
                    }
                    for contract in running
                ]
            )
        )
        for contract, amendment in zip(running, amendments, strict=True):
            known = self.with_context(cs_amendment_id=Inner(amendment.id))
            super(CsContractLine, known)._after_change(contract.with_env(known.env))
        return None
