# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import csv
import io
from contextlib import suppress

from odoo import Command, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import UNITS

MAX_LINES = 20_000
MAX_BYTES = 20 * 1024 * 1024
# Excel writes what the machine it runs on is used to.
ENCODINGS = ("utf-8-sig", "gb18030")
REQUIRED = ("contract", "customer", "start", "product")
COLUMNS = (
    *REQUIRED,
    *("title", "end", "quantity", "price", "discount", "every", "period"),
    *("auto_renew", "notice_days", "uplift", "currency", "seats_used", "responsible"),
)
# By these a file may name a customer, a product, a colleague.
TELLING = {
    "res.partner": ("ref", "name", "email"),
    "product.product": ("default_code", "name"),
    "res.users": ("login", "name"),
    "res.currency": ("name",),
}
YES = {"1", "yes", "true", "y", "是"}
BATCH = 500


class CsContractImport(models.TransientModel):
    """Contracts from a file: every bad line is named, the good ones are kept.

    Lines with the same contract number become one contract. Checking does all that
    importing does, and takes it back at the end.
    """

    _name = "cs.contract.import"
    _description = "Import Contracts"

    file = fields.Binary("CSV File", required=True, attachment=False)
    filename = fields.Char()
    activate = fields.Boolean(
        "Put into Force",
        default=True,
        help="Book their revenue at once; otherwise they are drafts.",
    )
    state = fields.Selection(
        [("new", "New"), ("checked", "Checked"), ("done", "Done")], default="new"
    )
    line_ids = fields.One2many(
        "cs.contract.import.line", "import_id", "Lines to Mend", readonly=True
    )
    good_count = fields.Integer("Good Contracts", readonly=True)
    bad_count = fields.Integer("Bad Lines", readonly=True)

    def action_check(self):
        """Try everything, keep nothing."""
        self.ensure_one()
        rows = self._read()
        with self.env.cr.savepoint() as savepoint:
            good, errors = self._load(rows)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return self._report("checked", rows, len(good), errors)

    def action_import(self):
        """Import the good contracts; a contract with a bad line is left out whole."""
        self.ensure_one()
        rows = self._read()
        good, errors = self._load(rows)
        return self._report("done", rows, len(good), errors)

    def _report(self, state, rows, good, errors):
        found = [
            Command.create(
                {
                    "number": number,
                    "text": " | ".join(filter(None, rows[number - 2].values())),
                    "error": error,
                }
            )
            for number, error in sorted(errors.items())
        ]
        self.write(
            {
                "state": state,
                "good_count": good,
                "bad_count": len(errors),
                "line_ids": [Command.clear(), *found],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Contracts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === Reading === #

    def _read(self):
        """The rows of the file, as dicts of texts.

        :raise UserError: for what is no such file, with what to do about it
        """
        raw = base64.b64decode(self.file or b"")
        if len(raw) > MAX_BYTES:
            raise UserError(self.env._("The file is too large; split it."))
        text = self._decode(raw).replace("\0", "")
        try:
            dialect = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t")
        except csv.Error:
            dialect = csv.excel
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if any(row)]
        if len(rows) < 2:
            raise UserError(self.env._("The file has no line below its headings."))
        if len(rows) > MAX_LINES + 1:
            raise UserError(self.env._("Import %s lines at a time at most.", MAX_LINES))
        names = [name.strip().lower() for name in rows[0]]
        wrong = [name for name in names if name not in COLUMNS]
        missing = [name for name in REQUIRED if name not in names]
        if wrong or missing:
            raise UserError(
                self.env._(
                    "Unknown columns: %(wrong)s. Missing columns: %(missing)s. "
                    "These are known: %(known)s",
                    wrong=", ".join(wrong) or "-",
                    missing=", ".join(missing) or "-",
                    known=", ".join(COLUMNS),
                )
            )
        return [
            dict(zip(names, [*map(str.strip, row), *[""] * len(names)], strict=False))
            for row in rows[1:]
        ]

    def _decode(self, raw):
        for encoding in ENCODINGS:
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
        raise UserError(self.env._("The file cannot be read; save it as “CSV UTF-8”."))

    # === Loading === #

    def _load(self, rows):
        """Make contracts of the rows that can be contracts.

        Values are found first, then contracts are made in batches; only a batch that
        fails is tried one by one, to tell which line it was.

        :return: (contracts, {line number in the file: error})
        """
        known = self._lookups(rows)
        errors, groups = {}, {}
        for number, row in enumerate(rows, 2):
            try:
                head, line = self._values(row, known)
            except (UserError, ValueError) as error:
                errors[number] = str(error)
                head, line = {}, None
            group = groups.setdefault(row["contract"] or number, (number, head, [], []))
            group[2].append(line)
            group[3].append(number)
        good = [group for group in groups.values() if None not in group[2]]
        contracts = self.env["cs.contract"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        made = contracts.browse()
        for start in range(0, len(good), BATCH):
            made |= self._make(contracts, good[start : start + BATCH], errors)
        return made, errors

    def _make(self, contracts, groups, errors):
        try:
            with self.env.cr.savepoint():
                return self._make_batch(contracts, groups)
        except Exception as error:  # noqa: BLE001 told to the person, line by line
            if len(groups) == 1:
                errors[groups[0][0]] = self._explain(error)
                return contracts.browse()
        middle = len(groups) // 2
        first = self._make(contracts, groups[:middle], errors)
        return first | self._make(contracts, groups[middle:], errors)

    def _make_batch(self, contracts, groups):
        made = contracts.create(
            [
                {**head, "line_ids": [Command.create(line) for line in lines]}
                for _number, head, lines, _numbers in groups
            ]
        )
        counted = made.line_ids._with_known_use()
        counts = [
            {"line_id": line.id, "used": line.seats_used, "source": "csv"}
            for line in counted
        ]
        self.env["cs.contract.usage"].create(counts)
        if self.activate:
            made.action_activate()
        made.env.flush_all()
        return made

    def _explain(self, error):
        if isinstance(error, UserError | ValidationError):
            return str(error)
        return self.env._("This contract cannot be made: %(why)s", why=error)

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
            "auto_renew": (row.get("auto_renew") or "").lower() in YES,
            "notice_count": int(self._number(row, "notice_days", 30)),
            "uplift": self._number(row, "uplift", 0),
        }
        for column, field in (("currency", "currency_id"), ("responsible", "user_id")):
            if row.get(column):
                head[field] = self._one(row, column, known)
        line = {
            "product_id": self._one(row, "product", known),
            "quantity": self._number(row, "quantity", 1),
            "discount": self._number(row, "discount", 0),
            "billing_count": int(self._number(row, "every", 1)),
            "billing_unit": self._unit(row),
        }
        if row.get("price"):
            line["price_unit"] = self._number(row, "price", 0)
        if row.get("seats_used"):
            line["seats_used"] = self._number(row, "seats_used", 0)
        self._check_values(head, line, known["taken"])
        return head, line

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
        try:
            return fields.Date.to_date(row[column].replace("/", "-")[:10]) or None
        except ValueError as error:
            raise UserError(
                self.env._("%(text)s is no date; write 2026-01-31.", text=row[column])
            ) from error

    def _number(self, row, column, default):
        text = (row.get(column) or "").replace(" ", "")
        try:
            return float(text) if text else default
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(column)s: “%(text)s” is no number.", column=column, text=text
                )
            ) from error

    def _unit(self, row):
        text = (row.get("period") or "month").lower()
        for unit, _label in UNITS:
            if text in (unit, f"{unit}s"):
                return unit
        raise UserError(
            self.env._("“%(text)s” is no period: day, week, month, year.", text=text)
        )
