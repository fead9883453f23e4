# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import csv
import io
from contextlib import suppress

from odoo import Command, fields, models
from odoo.exceptions import UserError, ValidationError

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
                    "text": " | ".join(filter(None, rows[number].values())),
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
        """{number of the line: {column: text}} of the file, as a spreadsheet counts.

        :raise UserError: for what is no such file, with what to do about it
        """
        raw = base64.b64decode(self.file or b"")
        if len(raw) > MAX_BYTES:
            raise UserError(self.env._("The file is too large; split it."))
        text = self._decode(raw).replace("\0", "")
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Excel on a Mac does
        try:
            dialect = csv.Sniffer().sniff(text.lstrip().partition("\n")[0], ",;\t")
        except csv.Error:
            dialect = csv.excel
        lines = enumerate(csv.reader(io.StringIO(text), dialect), 1)
        rows = {number: row for number, row in lines if any(map(str.strip, row))}
        if len(rows) < 2:
            raise UserError(self.env._("The file has no line below its headings."))
        if len(rows) > MAX_LINES + 1:
            raise UserError(self.env._("Import %s lines at a time at most.", MAX_LINES))
        names = [name.strip().lower() for name in rows.pop(min(rows))]
        wrong = [name for name in names if name not in COLUMNS]
        wrong += {name for name in names if names.count(name) > 1}
        missing = [name for name in REQUIRED if name not in names]
        if wrong or missing:
            raise UserError(
                self.env._(
                    "Unknown or double columns: %(wrong)s. Missing columns: "
                    "%(missing)s. "
                    "These are known: %(known)s",
                    wrong=", ".join(wrong) or "-",
                    missing=", ".join(missing) or "-",
                    known=", ".join(COLUMNS),
                )
            )
        return {
            number: dict(
                zip(names, [*map(str.strip, row), *[""] * len(names)], strict=False)
            )
            for number, row in rows.items()
        }

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
        known = self._lookups(rows.values())
        errors, groups = {}, {}
        for number, row in rows.items():
            group = groups.setdefault(row["contract"] or number, (number, {}, [], []))
            try:
                head, line = self._values(row, known)
                self._check_head(row, head, *group[:2])
                group[1].update(group[1] or head)
            except (UserError, ValueError) as error:
                errors[number] = str(error)
                line = None
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
