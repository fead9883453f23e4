# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

MAX_ENTRIES = 200
# The order of the timeline, and what a cursor is made of.
KEY = SQL("at, kind, res_id")


class CsPartnerTimeline(models.AbstractModel):
    """What happened with a customer, from every addon, newest first."""

    _name = "cs.partner.timeline"
    _description = "Customer Timeline"

    @api.readonly
    def cs_timeline(self, limit=50, before=None, kinds=None):
        """What happened with these customers and the whole tree below them.

        :param limit: how many entries, 200 at most
        :param before: the `cursor` of the last entry of the page before
        :param kinds: only entries of these kinds (a name or a list of names)
        :return: list of dicts, newest first: `at` (naive UTC datetime), `kind`,
            `title`, `model`, `res_id`, `author` (a name or False), `cursor`
        :raise AccessError: when the caller may not read the customer
        :raise UserError: when a parameter is not what it should be
        """
        self._cs_check_reader()
        where, limit = self._cs_timeline_where(limit, before, kinds)
        tree = self._cs_tree()
        self.env.flush_all()
        parts = [
            SQL(
                "(SELECT * FROM (%s) source (at, kind, title, model, res_id, author_id)"
                " WHERE %s ORDER BY at DESC, kind DESC, res_id DESC LIMIT %s)",
                query,
                where,
                limit,
            )
            for query in tree._cs_timeline_queries()
        ]
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) timeline"
                " ORDER BY at DESC, kind DESC, res_id DESC LIMIT %s",
                SQL(" UNION ALL ").join(parts),
                limit,
            )
        )
        return self._cs_timeline_entries(rows)

    def _cs_timeline_where(self, limit, before, kinds):
        if not isinstance(limit, int) or limit < 1:
            raise UserError(self.env._("The limit must be a number above zero."))
        where = [SQL("at IS NOT NULL")]
        if kinds:
            names = [kinds] if isinstance(kinds, str) else list(kinds)
            where.append(SQL("kind = ANY(%s)", [str(name) for name in names]))
        if before:
            try:
                at, kind, res_id = str(before).split("|")
                key = (datetime.fromisoformat(at), kind, int(res_id))
            except ValueError:
                message = self.env._("This is not the cursor of a timeline entry.")
                raise UserError(message) from None
            where.append(SQL("(%s) < (%s, %s, %s)", KEY, *key))
        return SQL(" AND ").join(where), min(limit, MAX_ENTRIES)

    def _cs_timeline_entries(self, rows):
        ids = {row["author_id"] for row in rows if row["author_id"]}
        # sudo: res.partner: only the names of those who did what the caller may see
        authors = self.env["res.partner"].sudo().browse(ids).exists()
        names = {author.id: author.name for author in authors}
        return [
            {
                **{key: row[key] for key in ("kind", "title", "model", "res_id")},
                "at": row["at"].replace(microsecond=0),
                "author": names.get(row["author_id"], False),
                "cursor": f"{row['at'].isoformat()}|{row['kind']}|{row['res_id']}",
            }
            for row in rows
        ]

    def _cs_tree(self):
        """The customers of `self` with all their contacts and subsidiaries."""
        return self.with_context(active_test=False).search(
            [("id", "child_of", self.commercial_partner_id.ids)]
        )

    def _cs_timeline_queries(self):
        """Hook: the sources of the timeline of the partners in `self` (whole trees).

        Extend with super() and add queries, best made by `_cs_timeline_select`.

        :return: list of SQL, each giving the columns at (timestamp, UTC), kind,
            title, model, res_id, author_id (a res.partner)
        """
        leads = Domain("partner_id", "in", self.ids)
        won = leads & Domain("won_status", "=", "won")
        lost = leads & Domain("won_status", "=", "lost")
        select = self._cs_timeline_select
        return [
            self._cs_timeline_messages(),
            select("crm.lead", "opportunity", leads),
            select("crm.lead", "opportunity_won", won, at="date_closed"),
            select("crm.lead", "opportunity_lost", lost, at="date_closed"),
        ]

    def _cs_timeline_select(
        self, model, kind, domain, at="create_date", title="name", author="user_id"
    ):
        """One source of the timeline, with the access policy of summaries.

        :param at: the datetime field that says when it happened
        :param title: a stored char field
        :param author: a stored many2one to res.users or res.partner, or None
        :rtype: SQL
        """
        records = self._cs_summary_model(model)
        domain = Domain(domain) & self._cs_summary_domain(records)
        query = records.with_context(active_test=False)._search(domain)
        # sudo: the rows are chosen by the caller's rights above; these are columns
        column = records.sudo()
        return query.select(
            SQL("%s AS at", column._field_to_sql(query.table, at, query)),
            SQL("%s::varchar AS kind", kind),
            SQL(
                "%s::varchar AS title", column._field_to_sql(query.table, title, query)
            ),
            SQL("%s::varchar AS model", model),
            SQL("%s AS res_id", SQL.identifier(query.table, "id")),
            SQL("%s AS author_id", self._cs_author_sql(column, author, query)),
        )

    def _cs_author_sql(self, model, author, query):
        if not author:
            return SQL("NULL::int")
        column = model._field_to_sql(query.table, author, query)
        if model._fields[author].comodel_name == "res.partner":
            return column
        return SQL("(SELECT u.partner_id FROM res_users u WHERE u.id = %s)", column)

    def _cs_timeline_messages(self):
        """What was written to and by the customer on the contact itself, no notes.

        The microseconds tell messages of one second apart, for the cursor's sake.
        """
        return SQL(
            """SELECT m.date + m.id %% 1000000 * interval '1 microsecond' AS at,
                      'message'::varchar AS kind,
                      COALESCE(NULLIF(m.subject, ''), p.complete_name)::varchar
                          AS title,
                      'res.partner'::varchar AS model, m.res_id AS res_id,
                      m.author_id AS author_id
                 FROM mail_message m JOIN res_partner p ON p.id = m.res_id
                WHERE m.model = 'res.partner' AND m.res_id = ANY(%s)
                  AND m.message_type IN ('comment', 'email') AND %s""",
            self.ids,
            self._cs_not_internal(),
        )

    def _cs_not_internal(self):
        """The SQL condition that a message `m` is no internal note."""
        return SQL(
            """m.is_internal IS NOT TRUE AND EXISTS (
                   SELECT 1 FROM mail_message_subtype s
                    WHERE s.id = m.subtype_id AND s.internal IS NOT TRUE)"""
        )

    def _cs_summary_model(self, name):
        """The model to draw a summary from.

        Whoever has access to the model sees what its own rules show. Selling and
        serving people without any see the summary of their companies all the same:
        that is what the shared record is for. The records stay closed to them.
        """
        model = self.env[name]
        if model.has_access("read"):
            return model
        # sudo: a summary, after check_access on the customer, of the caller's companies
        return model.sudo()

    def _cs_summary_domain(self, model):
        if "company_id" not in model._fields:
            return Domain.TRUE
        companies = self.env.companies.ids
        if not model._fields["company_id"].required:
            companies = [*companies, False]
        return Domain("company_id", "in", companies)

    def _cs_last_contacts(self):
        """Hook: when we last heard or spoke, per commercial partner in `self`.

        Extend with super() and keep the later moment with `_cs_keep_latest`.

        :return: {partner_id: (moment in UTC, model, domain)}
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT p.commercial_partner_id, max(m.date)
                     FROM mail_message m JOIN res_partner p ON p.id = m.res_id
                    WHERE m.model = 'res.partner' AND p.commercial_partner_id = ANY(%s)
                      AND m.message_type IN ('comment', 'email') AND %s GROUP BY 1""",
                self.ids,
                self._cs_not_internal(),
            )
        )
        domain = [("model", "=", "res.partner"), ("message_type", "!=", "notification")]
        return {
            partner_id: (at, "mail.message", [*domain, ("res_id", "=", partner_id)])
            for partner_id, at in rows
        }

    @api.model
    def _cs_keep_latest(self, contacts, partner_id, at, model, domain):
        """Note a contact in what `_cs_last_contacts` returns, if it is later."""
        if at and (partner_id not in contacts or contacts[partner_id][0] < at):
            contacts[partner_id] = (at, model, domain)

    def _cs_signals(self):
        """Hook: facts others may weigh, for the active company, each with its receipt.

        Extend with super(). A name that is absent is unknown; 0 is a known zero.

        :return: {commercial partner id: {name: {"value", "at" (UTC), "model",
            "domain"}}}
        """
        customers = self.commercial_partner_id
        today, signals = (
            self.env.company._cs_today(),
            {id_: {} for id_ in customers.ids},
        )
        contacts = customers._cs_last_contacts()
        for partner_id, (at, model, domain) in contacts.items():
            days = (today - self.env.company._cs_today(at)).days
            signals[partner_id]["days_since_contact"] = {
                "value": max(days, 0),
                "at": at,
                "model": model,
                "domain": domain,
            }
        return signals

    @api.model
    def _cs_signal(self, value, model, domain, at=None):
        """A signal with its receipt: the records that `domain` finds in `model`."""
        at = at or fields.Datetime.now()
        return {"value": value, "at": at, "model": model, "domain": list(domain)}
