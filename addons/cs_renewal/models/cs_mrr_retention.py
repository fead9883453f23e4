# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import EPSILON

GAINS, LOSSES = ("new", "reactivation", "expansion"), ("contraction", "churn")


class CsMrrMovement(models.Model):
    """What became of the recurring revenue: the figures of the ledger."""

    _inherit = "cs.mrr.movement"

    amount_own = fields.Float(
        "Amount a Month",
        compute="_compute_amount_own",
        digits=(16, 2),
        aggregator="sum",
        help="In the currency of your company, by today's rates, so that it adds up.",
    )

    @api.depends("amount", "currency_id")
    @api.depends_context("company")
    def _compute_amount_own(self):
        company = self.env.company
        for row in self:
            row.amount_own = row.currency_id._convert(
                row.amount, company.currency_id, company, company._cs_today()
            )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "amount_own":
            amount = super()._field_to_sql(alias, "amount", query)
            return SQL("%s * (%s)", amount, self._rate_today(SQL.identifier(alias)))
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    @api.readonly
    def retention(self, date_from, date_to, domain=None):
        """What became of the recurring revenue between two days, in company currency.

        Losses are positive: start + new + reactivation + expansion - contraction -
        churn = end. Gross and net retention look only at the customers who paid at the
        start: (S - C - X) / S and (S + E - C - X) / S, where a customer cannot lose
        more than the start held (SaaS Metrics Standards Board: "cohort active at
        period start", "cannot exceed 100 %"). "Net revenue retention" is not Odoo's
        NRR, which means non-recurring revenue. Other currencies are taken at the rate
        of `date_from` throughout.

        :param date_from: first day, :param date_to: last day, inclusive (or strings)
        :param domain: on movements, to look at some customers only
        :return: dict of start, new, reactivation, expansion, contraction, churn, end,
            grr, nrr, logo_start, logo_lost, logo_churn, quick_ratio; rates are
            fractions, None where they are undefined
        :raise AccessError: without the right to amounts
        :raise UserError: when the period ends before it starts
        """
        self.check_access("read")
        first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        if not first or not last or last < first:
            raise UserError(self.env._("The period ends before it starts."))
        [row] = self.env.execute_query_dict(self._retention_query(first, last, domain))
        return self._retention_figures({k: float(v or 0) for k, v in row.items()})

    def _retention_query(self, first, last, domain):
        self.flush_model()
        company = self.env.company
        scope = [("company_id", "=", company.id), ("date", "<=", last), *(domain or [])]
        query = self._search(scope)
        table = SQL.identifier(query.table)

        def in_period(kind):
            return SQL(
                "sum(amount) FILTER (WHERE kind = %s AND date >= %s) AS %s",
                *(kind, first, SQL.identifier(kind)),
            )

        rows = query.select(
            SQL("%s.partner_id AS partner_id", table),
            SQL("%s.date AS date", table),
            SQL("%s.kind AS kind", table),
            SQL("%s AS amount", self._amount_at(table, company, first)),
        )
        per_customer = SQL(
            """SELECT partner_id,
                      COALESCE(sum(amount) FILTER (WHERE date < %s), 0) AS s,
                      COALESCE(sum(amount), 0) AS e, %s
                 FROM (%s) movement GROUP BY partner_id""",
            first,
            SQL(", ").join(in_period(kind) for kind in (*GAINS, *LOSSES)),
            rows,
        )
        return SQL(
            """SELECT sum(s) AS start, sum(e) AS "end", sum(new) AS new,
                      sum(reactivation) AS reactivation, sum(expansion) AS expansion,
                      sum(contraction) AS contraction, sum(churn) AS churn,
                      sum(s) FILTER (WHERE s > %(zero)s) AS base,
                      sum(LEAST(s, -COALESCE(contraction, 0) - COALESCE(churn, 0)))
                          FILTER (WHERE s > %(zero)s) AS lost,
                      sum(COALESCE(expansion, 0) + COALESCE(contraction, 0)
                          + COALESCE(churn, 0)) FILTER (WHERE s > %(zero)s) AS net,
                      count(*) FILTER (WHERE s > %(zero)s) AS logo_start,
                      count(*) FILTER (WHERE s > %(zero)s AND e <= %(zero)s)
                          AS logo_lost
                 FROM (%(customers)s) customer""",
            zero=EPSILON,
            customers=per_customer,
        )

    def _amount_at(self, table, company, date):
        """SQL of a row's amount in the company's currency, at one day's rate."""
        rate = self._rate_case(table, company, date)
        amount = SQL("%s.amount", table)
        return amount if rate == SQL("1") else SQL("%s * (%s)", amount, rate)

    def _rate_case(self, table, company, date, companies=None):
        """SQL that turns a row's currency into the company's, at one day's rate.

        :param companies: whose rows there may be; the company's own when left out
        """
        # One look into the index for each currency, not one at every row.
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id FROM res_currency c WHERE c.id != %(own)s AND EXISTS (
                       SELECT 1 FROM cs_mrr_movement m
                        WHERE m.company_id = ANY(%(companies)s)
                          AND m.currency_id = c.id)""",
                own=company.currency_id.id,
                companies=(companies or company).ids,
            )
        )
        others = self.env["res.currency"].browse(row[0] for row in rows)
        if not others:
            return SQL("1")
        convert = self.env["res.currency"]._get_conversion_rate
        cases = SQL(" ").join(
            SQL(
                "WHEN %s THEN %s::numeric",
                currency.id,
                convert(currency, company.currency_id, company, date),
            )
            for currency in others
        )
        return SQL("CASE %s.currency_id %s ELSE 1 END", table, cases)

    @api.model
    def _rate_today(self, table):
        """SQL that turns a row of any company into the money of the one at hand.

        For reports that add up rows of several currencies: at today's rate.
        """
        # sudo: res.company: which there are; the rows follow their own rules
        companies = self.env["res.company"].sudo()
        everywhere = companies.search([("active", "in", (True, False))])
        company = self.env.company
        return self._rate_case(table, company, company._cs_today(), everywhere)

    @api.model
    def _retention_figures(self, row):
        base, started, lost = row["base"], int(row["logo_start"]), int(row["logo_lost"])
        losses = -row["contraction"] - row["churn"]
        gains = row["new"] + row["expansion"]
        return {
            **{key: round(row[key], 6) for key in ("start", *GAINS, "end")},
            "contraction": round(-row["contraction"], 6) + 0.0,
            "churn": round(-row["churn"], 6) + 0.0,
            "grr": max(base - row["lost"], 0) / base if base else None,
            "nrr": (base + row["net"]) / base if base else None,
            "logo_start": started,
            "logo_lost": lost,
            "logo_churn": lost / started if started else None,
            "quick_ratio": gains / losses if losses > EPSILON else None,
        }

    @api.model
    def lifetime_value(self, figures, months, margin):
        """What a customer brings while he stays, in company currency.

        The mean of a month x gross margin / share of customers lost in a month
        (ChartMogul, "customer lifetime value"). What was lost in a longer period is
        taken as an equal share of those left in each month.

        :param dict figures: of :meth:`retention`, over that period
        :param float months: how long the period was
        :param float margin: the gross margin as a fraction
        :return: the amount; None where nobody was there, or nobody was lost
        """
        customers, churn = figures["logo_start"], figures["logo_churn"]
        if not customers or not churn or months <= 0:
            return None
        monthly = 1 - (1 - churn) ** (1 / months)
        return figures["start"] / customers * margin / monthly
