# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.cs_customer.tools.inner import Inner

ON_LINE = ("quantity", "price", "remove")


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
        self.check_access("write")
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
        last = (line or self.line_ids[:1])._period(day)[1]
        return min(last, self.date_end) if self.date_end else last

    def _prorated_part(self, monthly, first, until, line):
        """What a difference a month comes to, to the end of a billing period.

        :param first: the first day of it, :param until: the day after which it is over
        :param line: the line whose billing period it is
        """
        last = min(filter(None, (self._period_end(first, line), until)))
        if last < first:
            return 0.0
        return self.prorate(monthly, first, last, self.day_count)

    def _in_words(self):
        """What the contract sells now, a line a product."""
        return "\n".join(
            f"{line.quantity:g} × {line.name}, {line.price_unit:g} "
            f"{self.currency_id.name} {line._billing_in_words()}"
            for line in self.line_ids
            if line._goes_on()
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
        self._check_amendment(kind, date, change.get("line"))
        # sudo: cs.contract.amendment: written by what happens, never by hand
        amendments = self.env["cs.contract.amendment"].sudo()
        amendment = amendments.create(
            {
                "contract_id": self.id,
                "kind": kind,
                "date": date,
                "reason": reason,
                "before": self._in_words(),
                "user_id": self.env.uid,
            }
        )
        contract = self.with_context(
            cs_amendment_id=Inner(amendment.id),
            cs_book_from=Inner(date),
            cs_booked_apart=Inner(self._booked_apart(change.get("line"))),
        )
        prorated = getattr(contract, f"_amend_{kind}")(date, reason, **change)
        self._note_change(amendment, prorated)
        self.message_post(
            body=self.env._("Changed from %(day)s: %(reason)s", day=date, reason=reason)
        )
        if kind in ON_LINE or kind == "add":
            self._void_quotations(self.env._("The contract was changed since."))
        if self.state == "renewed" and kind != "renewal":
            self._tell_successor()
        return amendment

    def _note_change(self, amendment, result):
        """Write down what the contract is after a change.

        :param result: what the change comes to, or until which day it holds
        """
        if amendment.kind in ("end", "pause"):
            amendment.after = self.env._(
                "until %(day)s", day=format_date(self.env, result or self.date_end)
            )
            return
        holds = self.successor_id if amendment.kind == "renewal" else self
        amendment.write({"after": holds._in_words(), "prorated": result or 0.0})

    def _check_amendment(self, kind, date, line):
        """Refuse a change of what is not in force then, or not of this contract.

        :raise UserError: in words
        """
        if not self.is_running:
            raise UserError(self.env._("Only a contract in force can be changed."))
        if self.state == "renewed" and kind in ("end", "renewal"):
            raise UserError(
                self.env._(
                    "%(contract)s is renewed already: change the contract that follows "
                    "it.",
                    contract=self.display_name,
                )
            )
        if date < self.date_start or (self.date_end and date > self.date_end):
            raise ValidationError(
                self.env._("The change lies outside the dates of the contract.")
            )
        if kind in ON_LINE and not line:
            raise UserError(self.env._("Choose the line that is to change."))
        if line and line.contract_id != self:
            raise ValidationError(self.env._("The line is of another contract."))
        if line and line.date_end and date > line.date_end:
            raise ValidationError(
                self.env._(
                    "%(line)s ends before that day, on %(day)s.",
                    line=line.name,
                    day=format_date(self.env, line.date_end),
                )
            )

    def _tell_successor(self):
        """Say on the next contract, which was agreed before, that it stays as it is."""
        self.sudo().successor_id.message_post(  # sudo: whoever changes this one
            body=self.env._(
                "%(contract)s was changed up to its end. This one stays as agreed.",
                contract=self.display_name,
            )
        )

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
        day = max(date, line._first_day())
        old = line._monthly_at(line.quantity, line._price_on(day))
        changed = line._continued(day, values)
        new = changed._monthly_at(changed.quantity, changed._price_on(day))
        return self._prorated_part(new - old, day, changed.date_end, changed)

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
        return self._prorated_part(monthly, date, None, line)

    def _amend_remove(self, date, _reason, line, **_more):
        line = line.with_env(self.env)
        day = max(date, line._first_day())
        monthly = line._monthly_at(line.quantity, line._price_on(day))
        prorated = self._prorated_part(-monthly, day, line.date_end, line)
        if date <= line._first_day():
            line.unlink()
        else:
            line._end_before(date)
        return prorated

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
        # sudo: what belongs to the contract ends with it
        contract = self.sudo().with_context(cs_cut=Inner())
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
