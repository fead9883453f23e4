# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import csv
import io
from collections import defaultdict
from contextlib import suppress

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize, plaintext2html

MAX_LINES = 5_000
MAX_BYTES = 10 * 1024 * 1024
# Excel writes what the machine it runs on is used to.
ENCODINGS = ("utf-8-sig", "gb18030")
# By these a file may name a customer, a colleague, a product...
TELLING = ("name", "complete_name", "email", "login", "ref", "default_code")
COLUMNS = (
    *("name", "description", "partner_id", "email_from", "phone", "team_id"),
    *("user_id", "stage_id", "priority", "type_id", "category_id", "tag_ids"),
    *("product_id", "source"),
)


def _harmless(cell):
    """A cell that a spreadsheet does not run as a formula."""
    return f"'{cell}" if cell[:1] in "=+-@" and cell[1:] else cell


def _parts(text):
    """The names in a cell with several."""
    return [*filter(None, (part.strip() for part in text.split(",")))]


class CsTicketImport(models.TransientModel):
    """Tickets from a file: every bad line is named, the good ones are kept.

    Checking does all that importing does, and takes it back at the end.
    """

    _name = "cs.ticket.import"
    _description = "Import Tickets"

    file = fields.Binary("CSV File", required=True, attachment=False)
    filename = fields.Char()
    team_id = fields.Many2one(
        "cs.team",
        help="For lines that name none.",
        default=lambda self: self.env["cs.team"]._cs_default(),
    )
    state = fields.Selection(
        [("new", "New"), ("checked", "Checked"), ("done", "Done")], default="new"
    )
    line_ids = fields.One2many(
        "cs.ticket.import.line", "import_id", string="Lines to Mend", readonly=True
    )
    good_count = fields.Integer("Good Lines", readonly=True)
    bad_count = fields.Integer("Bad Lines", readonly=True)
    rejects = fields.Binary("Bad Lines as a File", readonly=True, attachment=False)
    rejects_name = fields.Char(default="tickets-to-mend.csv", readonly=True)
    ticket_ids = fields.Many2many("cs.ticket", readonly=True)

    # === Steps === #

    def action_check(self):
        """Try everything, keep nothing: what would be imported, and what not."""
        self.ensure_one()
        names, rows = self._read()
        with self.env.cr.savepoint() as savepoint:
            good, errors = self._load(names, rows)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return self._report("checked", names, rows, len(good), errors)

    def action_import(self):
        """Import the good lines; the bad ones can be downloaded and mended."""
        self.ensure_one()
        names, rows = self._read()
        good, errors = self._load(names, rows)
        self.ticket_ids = good
        return self._report("done", names, rows, len(good), errors)

    def action_open_tickets(self):
        """Open what was imported."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_helpdesk.cs_ticket_action"
        )
        return {**action, "domain": [("id", "in", self.ticket_ids.ids)], "context": {}}

    def _report(self, state, names, rows, good, errors):
        """Show the outcome in the same window."""
        self.write(
            {
                "state": state,
                "good_count": good,
                "bad_count": len(errors),
                "rejects": bool(errors) and self._write_rejects(names, rows, errors),
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {"number": number + 2, "text": text, "error": error}
                        )
                        for number, error in sorted(errors.items())
                        for text in (" | ".join(filter(None, rows[number])),)
                    ),
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Tickets"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === Reading === #

    def _read(self):
        """The columns and lines of the file.

        :return: (names of fields, rows of texts)
        :raises UserError: for what is no such file, with what to do about it
        """
        raw = base64.b64decode(self.file or b"")
        if len(raw) > MAX_BYTES:
            raise UserError(self.env._("The file is too large; split it."))
        text = self._decode(raw)
        try:
            dialect = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t")
        except csv.Error:
            dialect = csv.excel
        # A quoted field may hold line breaks; a NUL is in no text.
        rows = list(csv.reader(io.StringIO(text.replace("\0", "")), dialect))
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if len(rows) < 2:
            raise UserError(self.env._("The file has no line below its headings."))
        if len(rows) > MAX_LINES + 1:
            raise UserError(self.env._("Import %s lines at a time at most.", MAX_LINES))
        names = self._columns(rows[0])
        return names, [(row + [""] * len(names))[: len(names)] for row in rows[1:]]

    def _decode(self, raw):
        for encoding in ENCODINGS:
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
        raise UserError(self.env._("The file cannot be read; save it as “CSV UTF-8”."))

    def _columns(self, headings):
        """The fields that the headings mean: by name or label, in any language set up.

        :raises UserError: for a heading that means nothing, or without a subject
        """
        known = self._known_headings()
        names = [known.get(heading.strip().lower()) for heading in headings]
        unknown = [h for h, name in zip(headings, names, strict=True) if name is None]
        if unknown:
            labels = ", ".join(sorted(filter(None, known)))
            raise UserError(
                self.env._(
                    "Unknown columns: %(unknown)s. These are known: %(known)s",
                    unknown=", ".join(unknown),
                    known=labels,
                )
            )
        if "name" not in names:
            raise UserError(self.env._("A column with the subject is missing."))
        return names

    def _known_headings(self):
        known = {self.env._("Reason").lower(): ""}  # the column of our own file
        for lang, _name in self.env["res.lang"].get_installed():
            labels = self.env["cs.ticket"].with_context(lang=lang)
            for name, data in labels.fields_get(COLUMNS, ["string"]).items():
                known[name] = known[data["string"].lower()] = name
        return known

    # === Loading === #

    def _load(self, names, rows):
        """Make tickets of the lines that can be tickets.

        First each line's values are found, then all good ones are made at once; only
        if that fails, one by one, to tell which line it was.

        :return: (tickets, error by row number)
        """
        errors, values = {}, {}
        memo = self._meanings(names, rows)
        for number, row in enumerate(rows):
            try:
                values[number] = self._values(dict(zip(names, row, strict=True)), memo)
            except UserError as error:
                errors[number] = str(error)
        # History comes in quietly: nobody is told of each line, no stage sends mails.
        Ticket = self.env["cs.ticket"].with_context(
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            tracking_disable=True,
        )
        return self._load_some(Ticket, values, errors), errors

    def _load_some(self, Ticket, values, errors):
        """Make tickets of lines; what fails is looked for by halves.

        :param dict errors: filled with the reason of each line that cannot be one
        :return: the tickets
        """
        try:
            with self.env.cr.savepoint():
                return Ticket.create(list(values.values()))
        except Exception as error:  # noqa: BLE001 - told on its line
            if len(values) == 1:
                errors[next(iter(values))] = str(error)
                return Ticket.browse()
        numbers = sorted(values)
        half = len(numbers) // 2
        parts = (numbers[:half], numbers[half:])
        return Ticket.union(
            *(self._load_some(Ticket, {n: values[n] for n in p}, errors) for p in parts)
        )

    def _values(self, line, memo):
        """Values of a ticket from the texts of a line.

        :param dict memo: see :meth:`_meanings`
        :raises UserError: for a text that stands for nothing or for several
        """
        line = {n: text.strip() for n, text in line.items() if n and text.strip()}
        if "name" not in line:
            raise UserError(self.env._("The subject is missing."))
        values = {"source": "api", "team_id": self.team_id.id}
        for name, text in line.items():
            values[name] = self._value(name, text, memo)
        if values.get("email_from") and not values.get("partner_id"):
            email = email_normalize(values["email_from"])
            values["partner_id"] = memo["email_from"].get(email)
        return values

    def _value(self, name, text, memo):
        field = self.env["cs.ticket"]._fields[name]
        if field.type == "html":
            return plaintext2html(text)
        if field.type == "selection":
            return self._selected(field, text)
        if field.type == "many2one":
            return self._named(field, text, memo)
        if field.type == "many2many":
            return [
                Command.link(self._named(field, part, memo)) for part in _parts(text)
            ]
        return text

    def _selected(self, field, text):
        options = dict(field._description_selection(self.env))
        for key, label in options.items():
            if text.lower() in (key.lower(), label.lower()):
                return key
        raise UserError(
            self.env._(
                "%(field)s: “%(text)s” is none of %(options)s",
                field=field._description_string(self.env),
                text=text,
                options=", ".join(options.values()),
            )
        )

    def _named(self, field, text, memo):
        """The id of the one record that a text names."""
        found = memo[field.name].get(text.lower(), ())
        if len(found) == 1:
            return next(iter(found))
        message = self.env._("%(field)s: “%(text)s” was not found")
        if found:
            message = self.env._("%(field)s: there are several “%(text)s”")
        raise UserError(
            message % {"field": field._description_string(self.env), "text": text}
        )

    # === What names stand for === #

    def _meanings(self, names, rows):
        """What the names in the file stand for, asked once for each column.

        :return: {field: {name in small letters: ids}}, and of addresses {address: id}
        """
        fields_ = self.env["cs.ticket"]._fields
        memo = {"email_from": {}}
        for place, name in enumerate(names):
            texts = {row[place].strip() for row in rows}
            if name == "email_from":
                memo[name] = self._known_addresses(texts)
            elif name and fields_[name].type == "many2many":
                parts = {part for text in texts for part in _parts(text)}
                memo[name] = self._known_names(fields_[name], parts)
            elif name and fields_[name].type == "many2one":
                memo[name] = self._known_names(fields_[name], texts)
        return memo

    def _known_names(self, field, texts):
        Model = self.env[field.comodel_name]
        small = [text.lower() for text in texts]
        known = defaultdict(set)
        for name in TELLING:
            if name in Model._fields and Model._fields[name]._description_searchable:
                query = Model._search([])
                lower = SQL("lower(%s)", Model._field_to_sql(Model._table, name, query))
                query.add_where(SQL("%s = ANY(%s)", lower, small))
                key = SQL.identifier(Model._table, "id")
                for res_id, text in self.env.execute_query(query.select(key, lower)):
                    known[text].add(res_id)
        return known

    def _known_addresses(self, texts):
        """The partner of each address, the eldest where there are several."""
        partners = self.env["res.partner"].search(
            [("email_normalized", "in", [email_normalize(text) for text in texts])],
            order="id desc",
        )
        return {partner.email_normalized: partner.id for partner in partners}

    def _write_rejects(self, names, rows, errors):
        """The bad lines as a file to mend and import again, with the reason."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*names, self.env._("Reason")])
        for number, error in sorted(errors.items()):
            writer.writerow([_harmless(cell) for cell in [*rows[number], error]])
        return base64.b64encode(out.getvalue().encode("utf-8-sig"))
