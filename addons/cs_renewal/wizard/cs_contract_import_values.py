# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math
import re
from datetime import datetime

from odoo import models
from odoo.exceptions import UserError

from ..const import UNITS

# What a line says of its contract; the lines of one contract agree.
HEADS = {
    "customer": "partner_id",
    "title": "title",
    "start": "date_start",
    "end": "date_end",
    "auto_renew": "auto_renew",
    "notice_days": "notice_count",
    "uplift": "uplift",
    "currency": "currency_id",
    "responsible": "user_id",
}
# By these a file may name a customer, a product, a colleague.
TELLING = {
    "res.partner": ("ref", "name", "email"),
    "product.product": ("default_code", "name"),
    "res.users": ("login", "name"),
    "res.currency": ("name",),
}
YES = {"1", "yes", "true", "y", "是"}
NO = {"", "0", "no", "false", "n", "否"}


class CsContractImport(models.TransientModel):
    """What the texts of a line mean."""

    _inherit = "cs.contract.import"

    def _lookups(self, rows):
        """{column: {text in small letters: [ids]}} of everything the file names."""
        columns = {
            "customer": "res.partner",
            "product": "product.product",
            "responsible": "res.users",
            "currency": "res.currency",
        }
        taken = (
            self.env["cs.contract"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("name", "in", [row["contract"] for row in rows]),
                    ("company_id", "=", self.env.company.id),
                ],
                ["name"],
            )
        )
        found = {"taken": set(taken.mapped("name"))}
        for column, model in columns.items():
            texts = {row[column] for row in rows if row.get(column)}
            found[column] = self._lookup(model, texts)
        return found

    def _lookup(self, model, texts):
        result = {}
        for field in TELLING[model]:
            domain = [(field, "in", list(texts))]
            if "company_id" in self.env[model]._fields and model != "res.users":
                domain += [("company_id", "in", [False, self.env.company.id])]
            records = self.env[model].search_fetch(domain, [field])
            ids = {}
            for record in records:
                ids.setdefault(str(record[field]).lower(), []).append(record.id)
            for text, own in ids.items():
                result.setdefault(text, own)
        return result

    def _values(self, row, known):
        """(values of the contract, values of its line) that a row means.

        :raise UserError, ValueError: for what cannot be understood, in words
        """
        if not row["contract"]:
            raise UserError(self.env._("The number of the contract is missing."))
        head = {
            "name": row["contract"],
            "title": row.get("title") or False,
            "company_id": self.env.company.id,
            "partner_id": self._one(row, "customer", known),
            "date_start": self._date(row, "start"),
            "date_end": row.get("end") and self._date(row, "end"),
            "auto_renew": self._yes_or_no(row, "auto_renew"),
            "notice_count": self._whole(row, "notice_days", 30),
            "uplift": self._number(row, "uplift", 0),
        }
        for column, field in (("currency", "currency_id"), ("responsible", "user_id")):
            if row.get(column):
                head[field] = self._one(row, column, known)
        line = {
            "product_id": self._one(row, "product", known),
            "quantity": self._number(row, "quantity", 1),
            "discount": self._number(row, "discount", 0),
            "billing_count": self._whole(row, "every", 1),
            "billing_unit": self._unit(row),
        }
        if row.get("price"):
            line["price_unit"] = self._number(row, "price", 0)
        if row.get("seats_used"):
            line["seats_used"] = self._number(row, "seats_used", 0)
        self._check_values(head, line, known["taken"])
        return head, line

    def _check_head(self, row, head, number, first):
        """Refuse a line that says other things of its contract than the first one.

        What it leaves empty is as there.

        :param number: the line in which the contract begins
        :param first: what was said of the contract there, empty in that line
        """
        for column, field in HEADS.items() if first else ():
            if row.get(column) and head.get(field) != first.get(field):
                raise UserError(
                    self.env._(
                        "%(column)s: “%(text)s” differs from line %(number)s of the "
                        "same contract.",
                        column=column,
                        text=row[column],
                        number=number,
                    )
                )

    def _check_values(self, head, line, taken):
        """Refuse early, in words, what the database would refuse."""
        start, end = head["date_start"], head["date_end"]
        every = line["billing_count"]
        wrong = {
            self.env._("A contract of this number exists already."): (
                head["name"] in taken
            ),
            self.env._("The start is missing."): not start,
            self.env._("The contract ends before it starts."): (
                start and end and end < start
            ),
            self.env._("Quantity, seats and notice cannot be negative."): (
                min(line["quantity"], line.get("seats_used", 0), head["notice_count"])
                < 0
            ),
            self.env._("A discount is from 0 to 100 percent."): (
                not 0 <= line["discount"] <= 100
            ),
            self.env._("A billing period has at least one day."): every < 1,
        }
        for message, holds in wrong.items():
            if holds:
                raise UserError(message)

    def _one(self, row, column, known):
        ids = known[column].get(row[column].lower(), [])
        if len(ids) == 1:
            return ids[0]
        found = self.env._("several") if ids else self.env._("nothing")
        raise UserError(
            self.env._(
                "%(column)s: %(found)s found by “%(text)s”.",
                column=column,
                found=found,
                text=row[column],
            )
        )

    def _date(self, row, column):
        # Excel adds the time of day to some of its dates.
        day = re.split("[ T]", row[column].replace("/", "-"), maxsplit=1)[0]
        try:
            return datetime.strptime(day, "%Y-%m-%d").date() if day else None
        except ValueError as error:
            raise UserError(
                self.env._("%(text)s is no date; write 2026-01-31.", text=row[column])
            ) from error

    def _number(self, row, column, default):
        text = (row.get(column) or "").replace(" ", "")
        try:
            number = float(text) if text else default
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise UserError(
                self.env._(
                    "%(column)s: “%(text)s” is no number.", column=column, text=text
                )
            )
        return number

    def _whole(self, row, column, default):
        """A number of days or periods: half of one is a mistake."""
        number = self._number(row, column, default)
        if number != int(number):
            raise UserError(
                self.env._(
                    "%(column)s: “%(text)s” is no whole number.",
                    column=column,
                    text=row[column],
                )
            )
        return int(number)

    def _yes_or_no(self, row, column):
        text = (row.get(column) or "").lower()
        if text not in YES | NO:
            raise UserError(
                self.env._(
                    "%(column)s: “%(text)s” is neither yes nor no.",
                    column=column,
                    text=row[column],
                )
            )
        return text in YES

    def _unit(self, row):
        text = (row.get("period") or "month").lower()
        for unit, _label in UNITS:
            if text in (unit, f"{unit}s"):
                return unit
        raise UserError(
            self.env._("“%(text)s” is no period: day, week, month, year.", text=text)
        )
