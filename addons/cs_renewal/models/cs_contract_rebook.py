# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import api, fields, models

from odoo.addons.cs_customer.tools.inner import inner

from ..const import EPSILON, MONTHLY


class CsContract(models.Model):
    """What a contract in force sells day by day, and the ledger in line with it."""

    _inherit = "cs.contract"

    def _line_changes(self):
        """{date: change of the revenue a month} from lines, price steps and pauses."""
        changes = {}
        # sudo: the price counts, the booker sees none
        for line in self.sudo().line_ids:
            for day, amount in line._changes():
                changes[day] = changes.get(day, 0.0) + amount
        for pause in self.sudo().pause_ids:
            if not self.date_end or pause.date_start <= self.date_end:
                changes = self._with_pause(changes, pause.date_start, pause.date_end)
        return changes

    @api.model
    def _with_pause(self, changes, first, last):
        """The same changes when nothing is charged from `first` to `last`."""
        after = fields.Date.add(last, days=1)
        rest = sum(amount for day, amount in changes.items() if day < first)
        back = sum(amount for day, amount in changes.items() if day <= after)
        result = {
            day: amount for day, amount in changes.items() if day < first or day > after
        }
        result[first] = -rest
        result[after] = back
        return result

    def _agreed_changes(self):
        """The same, and nothing after the end where notice was given."""
        changes = self._line_changes()
        if not (self.notice_date and self.date_end):
            return changes
        return self._cut_off(changes, fields.Date.add(self.date_end, days=1))

    @api.model
    def _cut_off(self, changes, day):
        """The same changes when all of it goes away on a day."""
        kept = {at: amount for at, amount in changes.items() if at < day}
        kept[day] = -sum(kept.values())
        return kept

    def _links(self):
        """This contract and those in force that follow it, in order."""
        self.ensure_one()
        links = last = self.sudo()  # sudo: the ledger goes on, whoever changes a link
        while (last := last.successor_id) and last.state != "draft":
            links |= last
        return links

    def _chain_changes(self):
        """{date: change} of this contract and those that follow it, as one stream."""
        changes = {}
        for link in self._links():
            if changes:
                changes = self._cut_off(changes, link.date_start)
            for day, amount in link._agreed_changes().items():
                changes[day] = changes.get(day, 0.0) + amount
        return changes

    def _rebook(self):
        """Book what changed lines make different, from today on.

        Changes of the past stand as they were booked; what the lines say of the future
        is compared day by day with what is booked for it. What was renewed ahead books
        for its successor, too, that it begins from another sum.
        """
        running = self.filtered("is_running")
        followers = running.browse()
        for contract in running:
            followers |= contract._links() - contract
        rows = []
        for contract in running - followers:
            rows += contract._rebook_rows()
        return self.env["cs.mrr.movement"]._book(rows)

    def _rebook_rows(self):
        """Rows for `_book` that bring the ledger in line with the lines."""
        links = self._links()
        rows = []
        for at, amount in links._take_back(self._difference()).items():
            begun = links.filtered(lambda link, at=at: link.date_start <= at)
            owner = begun[-1:] or self
            over = owner.notice_date and owner.date_end and at > owner.date_end
            rows.append((owner, at, amount, bool(over)))
        return rows

    def _difference(self):
        """{date: change} by which the lines differ from what is booked.

        From today on, or from the day of the amendment that is under way: what the
        lines had booked otherwise before that one stays as it is up to today.
        """
        today = max(self.company_id._cs_today(), self.date_start)
        first = max(inner(self.env, "cs_book_from") or today, self.date_start)
        agreed = self._chain_changes()
        return self._sum_of_changes(
            (1, agreed),
            (-1, self._booked_changes()),
            (1, self._history_kept(agreed, first, today)),
            since=first,
        )

    def _history_kept(self, agreed, first, today):
        """{date: change} of what an amendment for the past leaves as it was booked.

        Nothing where nothing is agreed now, as in a pause, and never below nought.
        """
        apart = inner(self.env, "cs_booked_apart", {}).get(self.id, {})
        days = {max(day, first) for day in (*agreed, *apart)} if apart else ()
        changes, held = {}, 0.0
        for day in sorted(day for day in days if day < today):
            sold = self._held_on(agreed, day)
            kept = max(self._held_on(apart, day), -sold) if sold > EPSILON else 0.0
            changes[day] = kept - held
            held = kept
        return {**changes, today: -held}

    @api.model
    def _held_on(self, changes, day):
        return sum(amount for at, amount in changes.items() if at <= day)

    def _booked_apart(self, line=None):
        """{contract id: {date: change}} booked otherwise than the lines say now.

        A line that is changed by hand is booked from that day on: what was booked
        before is history, though the line does not tell it any more.

        :param line: the line that is to change; where it was itself changed by hand,
            what is said of it now holds instead of that history
        """
        if line and line.date_by_hand:
            return {}
        return {
            contract.id: self._sum_of_changes(
                (1, contract._booked_changes()), (-1, contract._chain_changes())
            )
            for contract in self._chain().filtered("is_running")
        }

    @api.model
    def _sum_of_changes(self, *parts, since=date.min):
        """{date: change} of (sign, {date: change}); what is before a day is at it."""
        total = {}
        for sign, changes in parts:
            for at, amount in changes.items():
                at = max(at, since)
                total[at] = total.get(at, 0.0) + sign * amount
        return total

    def _take_back(self, difference):
        """Reverse rows of the future that a change makes void; the rest is returned."""
        # sudo: the ledger follows the contract, whoever changes it
        ledger = self.env["cs.mrr.movement"].sudo()
        found = ledger.search(
            [("contract_id", "in", self.ids), ("date", "in", list(difference))]
        )
        void = ledger.browse()
        for day, rows in found._standing().grouped("date").items():
            if abs(sum(rows.mapped("amount")) + difference[day]) < EPSILON:
                void |= rows
        if void:
            void._reverse()
        done = set(void.mapped("date"))
        return {day: x for day, x in difference.items() if day not in done}

    def _booked_changes(self):
        """{date: change of the revenue a month} that is booked for the whole chain."""
        root = self.root_id or self
        # sudo: bookings are judged by all movements, whoever books
        chain = self.sudo().with_context(active_test=False)
        contracts = chain.search(["|", ("id", "=", root.id), ("root_id", "=", root.id)])
        found = self.env["cs.mrr.movement"].sudo()
        return dict(
            found._read_group(
                [("contract_id", "in", contracts.ids)], ["date:day"], ["amount:sum"]
            )
        )


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    def _changes(self):
        """[(date, change of the revenue a month)] of this line, in order."""
        self.ensure_one()
        first, last = self._first_day(), self._last_day()
        if last and last < first:
            return []
        days = [first]
        for step in self.step_ids.sorted("date"):
            if first < step.date and (not last or step.date <= last):
                days.append(step.date)
        changes, held = [], 0.0
        for day in days:
            monthly = self._monthly_at(self.quantity, self._price_on(day))
            monthly = round(monthly, MONTHLY[1])  # as it is stored
            changes.append((day, monthly - held))
            held = monthly
        if last and last != self.contract_id.date_end:
            changes.append((fields.Date.add(last, days=1), -held))
        return changes
