# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class CsRenewalRate(models.Model):
    """Each term that came due: renewed or not, in time or late, with what money.

    Counted in the period it was due, whenever it was renewed (Gainsight, Totango), also
    where it was renewed early and so ended before: by count, by value up to what was
    due (gross) and with what was added (net), which is what the ledger held on its last
    day, and on the first of the next term. Amounts are in the currency of the company
    at hand, by today's rates, so that they add up.
    """

    _name = "cs.renewal.rate"
    _description = "Renewal Rate"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "contract_id"

    contract_id = fields.Many2one("cs.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date("Due", readonly=True)
    due = fields.Integer("Due Contracts", readonly=True)
    renewed = fields.Integer("Renewed Contracts", readonly=True)
    rate = fields.Float("Renewal Rate", aggregator="avg", readonly=True)
    on_time = fields.Float("Renewed on Time", aggregator="avg", readonly=True)
    amount_due = fields.Float("Due a Month", readonly=True, digits=(16, 2))
    amount_kept = fields.Float("Kept a Month", readonly=True, digits=(16, 2))
    amount_net = fields.Float("Renewed a Month", readonly=True, digits=(16, 2))
    lost_reason_id = fields.Many2one("crm.lost.reason", "Reason", readonly=True)

    @property
    def _table_query(self):
        ledger = self.env["cs.mrr.movement"]
        companies = self.env.companies | self.env.company
        zones = SQL(", ").join(
            SQL("(%s, %s)", company.id, company._cs_timezone().zone)
            for company in companies
        )
        return SQL(
            """WITH term AS (
                 SELECT c.id, c.commercial_partner_id, c.company_id, c.user_id,
                        c.currency_id, c.lost_reason_id, s.id AS next_id,
                        COALESCE(c.date_scheduled, c.date_end) AS due_on,
                        (s.create_date AT TIME ZONE 'UTC'
                         AT TIME ZONE COALESCE(z.name, 'UTC'))::date AS renewed_on,
                        c.auto_renew, (%(rate)s) AS rate,
                        (%(old)s) AS old, (%(new)s) AS new
                   FROM cs_contract c LEFT JOIN cs_contract s ON s.predecessor_id = c.id
                   LEFT JOIN (VALUES %(zones)s) z (company_id, name)
                     ON z.company_id = c.company_id
                  WHERE c.state != 'draft' AND c.date_end IS NOT NULL)
               SELECT id, id AS contract_id, commercial_partner_id AS partner_id,
                      company_id, user_id, currency_id, due_on AS date, 1 AS due,
                      lost_reason_id,
                      (next_id IS NOT NULL)::int AS renewed,
                      CASE WHEN next_id IS NULL THEN 0.0 ELSE 1.0 END AS rate,
                      CASE WHEN next_id IS NOT NULL
                                AND (auto_renew OR renewed_on <= due_on)
                           THEN 1.0 ELSE 0.0 END AS on_time,
                      old * rate AS amount_due,
                      CASE WHEN next_id IS NULL THEN 0 ELSE LEAST(old, new) END * rate
                          AS amount_kept,
                      CASE WHEN next_id IS NULL THEN 0 ELSE new END * rate
                          AS amount_net
                 FROM term""",
            rate=ledger._rate_today(SQL.identifier("c")),
            old=self._booked_until(SQL("c.date_end")),
            new=self._booked_until(SQL("s.date_start")),
            zones=zones,
        )

    def _booked_until(self, day):
        """SQL: what the chain of contract ``c`` held on a day, by the ledger.

        So it stays what it was, whatever is changed on the lines later.
        """
        return SQL(
            """SELECT COALESCE(sum(m.amount), 0) FROM cs_mrr_movement m
                 JOIN cs_contract k ON k.id = m.contract_id
                WHERE m.date <= %s AND (k.id = COALESCE(c.root_id, c.id)
                                        OR k.root_id = COALESCE(c.root_id, c.id))""",
            day,
        )

    def rates(self, date_from, date_to, domain=None):
        """The renewal rates of what was due in a period, in the active company.

        :param date_from: first day, :param date_to: last day (dates or strings)
        :param domain: which of them, for instance of one tier
        :return: dict of due, renewed, by_count, by_value, net, on_time; rates are
            fractions, None where nothing was due
        :raise AccessError: without the right to amounts
        """
        self.check_access("read")
        [row] = self._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
                *(domain or ()),
            ],
            aggregates=[
                *("due:sum", "renewed:sum", "rate:avg", "on_time:avg"),
                *("amount_due:sum", "amount_kept:sum", "amount_net:sum"),
            ],
        )
        due, renewed, rate, on_time, target, kept, net = row
        return {
            "due": due or 0,
            "renewed": renewed or 0,
            "by_count": rate if due else None,
            "on_time": on_time if due else None,
            "by_value": kept / target if target else None,
            "net": net / target if target else None,
        }
