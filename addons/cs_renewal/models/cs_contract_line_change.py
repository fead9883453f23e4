# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from odoo.addons.cs_customer.tools.inner import Inner, inner

from ..tools import terms


class CsContractLine(models.Model):
    """A line of a contract in force changes from a day on."""

    _inherit = "cs.contract.line"

    date_by_hand = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Changed without an amendment's day: the line says of the days before "
        "something else than was booked for them.",
    )

    def _monthly_at(self, quantity, price, discount=None):
        """The revenue a month at another quantity, price and, if given, discount."""
        months = terms.months_of(self.billing_count or 1, self.billing_unit or "month")
        off = self.discount if discount is None else discount
        return quantity * price * (1 - off / 100) / months

    def _price_for(self, first, last):
        """What one unit costs for a span, price steps included, without discount.

        :param first: the first day, :param last: the last one
        """
        contract, steps = self.contract_id, self.step_ids.mapped("date")
        begins = [first, *sorted(day for day in steps if first < day <= last)]
        ends = [fields.Date.subtract(day, days=1) for day in begins[1:]] + [last]
        months = terms.months_of(self.billing_count or 1, self.billing_unit or "month")
        return (
            sum(
                self._price_on(begin)
                * contract._months_of_span(begin, end, contract.day_count)
                for begin, end in zip(begins, ends, strict=True)
            )
            / months
        )

    def _end_before(self, day):
        """Let the line end the day before; what it cost later is as if never agreed."""
        steps = self.step_ids.filtered(lambda step: step.date >= day)
        price = self._price_on(fields.Date.subtract(day, days=1))
        rewound = {"price_unit": price} if any(steps.mapped("applied")) else {}
        waiting = self.with_context(cs_defer_booking=Inner())
        steps.with_env(waiting.env).unlink()
        self.write({**rewound, "date_end": fields.Date.subtract(day, days=1)})

    def _continued(self, day, values):
        """This line, changed from a day on: itself from its first day, else its like.

        Price steps of the day are in the price, later ones go along.

        :param values: what is to change
        :return: the line that holds from that day on
        """
        self.ensure_one()
        waiting = self.with_context(cs_defer_booking=Inner())
        steps = waiting.step_ids.filtered(lambda step: step.date > day)
        later = [{"date": step.date, "price_unit": step.price_unit} for step in steps]
        values = {"price_unit": self._price_on(day), **values}
        if day <= self._first_day():
            waiting._release_charged()
            steps.unlink()
            changed = waiting
            changed.write(values)
        else:
            if self._with_known_use():
                values = {"seats_used": self.seats_used, **values}
            changed = waiting.copy(
                {**values, "contract_id": self.contract_id.id, "date_start": day}
            )
            waiting._end_before(day)
        steps = steps.create([{**step, "line_id": changed.id} for step in later])
        steps._due()._put_in_force()
        changed = changed.with_env(self.env)
        changed._after_change(self.contract_id)
        return changed

    def _after_change(self, contracts):
        """A line that is changed without the wizard leaves an amendment too."""
        if inner(self.env, "cs_defer_booking"):
            return None
        running = contracts.exists().filtered("is_running")
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
                        "kind": inner(self.env, "cs_amendment_kind") or "hand",
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
            if amendment.kind == "hand":
                contract._void_quotations(self.env._("The contract was changed since."))
                self.exists()._note_by_hand(contract)
        return None

    def _note_by_hand(self, contract):
        """Remember of which lines of a contract the ledger knows an older story."""
        today = contract.company_id._cs_today()
        self.filtered(
            lambda line: line.contract_id == contract and line._first_day() < today
        ).date_by_hand = today
