# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

MONTHS = 12
SHOWN = 6


class CsRenewalDashboard(models.AbstractModel):
    """What a head of customer success looks at first."""

    _name = "cs.renewal.dashboard"
    _description = "Customer Success Dashboard"

    @api.model
    @api.readonly
    def get_data(self):
        """The figures of the dashboard, of the active company.

        :return: dict of months, quarter, risks and growth; amounts are texts
        :raise AccessError: without the right to amounts
        """
        self.env["cs.mrr.movement"].check_access("read")
        today = self.env.company._cs_today()
        return {
            "months": self._months(today),
            "quarter": self._quarter(today),
            "risks": self._risks(),
            "growth": self._growth(today),
        }

    def _money(self, amount):
        currency = self.env.company.currency_id
        return formatLang(self.env, amount, digits=0, currency_obj=currency)

    def _months(self, today):
        """Recurring revenue at the end of each of the last months."""
        ledger = self.env["cs.mrr.movement"]
        ledger.flush_model()
        company = self.env.company
        first = fields.Date.subtract(today.replace(day=1), months=MONTHS)
        table = SQL.identifier(ledger._table)
        rows = self.env.execute_query(
            SQL(
                """SELECT GREATEST(date_trunc('month', date)::date, %(first)s) AS month,
                          sum(amount * (%(rate)s))
                     FROM cs_mrr_movement
                    WHERE company_id = %(company)s AND date <= %(today)s GROUP BY 1""",
                first=first,
                rate=ledger._rate_case(table, company, today),
                company=company.id,
                today=today,
            )
        )
        changes = {month: float(amount) for month, amount in rows}
        result, total = [], 0.0
        for index in range(MONTHS + 1):
            month = fields.Date.add(first, months=index)
            total += changes.get(month, 0.0)
            result.append(
                {
                    "label": month.strftime("%Y-%m"),
                    "value": round(total, 2),
                    "text": self._money(total),
                }
            )
        top = max((row["value"] for row in result), default=0) or 1
        for row in result:
            row["share"] = max(round(100 * row["value"] / top), 0)
        return result

    def _quarter(self, today):
        """What comes due in this quarter and what has become of it."""
        first = fields.Date.start_of(today, "quarter")
        last = fields.Date.end_of(today, "quarter")
        rates = self.env["cs.renewal.rate"].rates(first, last)
        leads = self.env["crm.lead"].sudo()  # sudo: sums only, for finance
        [(count, amount)] = leads._read_group(
            [
                ("cs_motion", "=", "renewal"),
                ("won_status", "=", "pending"),
                ("company_id", "=", self.env.company.id),
                ("cs_term_end", ">=", first),
                ("cs_term_end", "<=", last),
            ],
            aggregates=["__count", "expected_revenue:sum"],
        )
        return {
            **rates,
            "open": count,
            "open_amount": self._money(amount or 0.0),
            "date_from": fields.Date.to_string(first),
            "date_to": fields.Date.to_string(last),
        }

    def _risks(self):
        """The open risks with most money, and the sum of all."""
        risks = self.env["cs.risk"].search(
            [("is_open", "=", True), ("company_id", "=", self.env.company.id)]
        )
        first = risks.sorted("amount", reverse=True)[:SHOWN]
        return {
            "count": len(risks),
            "total": self._money(sum(risks.mapped("amount"))),
            "rows": [
                {
                    "id": risk.id,
                    "customer": risk.partner_id.display_name,
                    "reason": risk.reason_id.display_name or risk.name,
                    "amount": self._money(risk.amount),
                    "days": risk.days_in_stage,
                }
                for risk in first
            ],
        }

    def _growth(self, today):
        """What grew from tickets and conversations this year."""
        # sudo: cs.growth.report: sums only, for finance
        [(count, expected, won)] = (
            self.env["cs.growth.report"]
            .sudo()
            ._read_group(
                [
                    ("from_service", "=", True),
                    ("company_id", "in", (False, self.env.company.id)),
                    ("date", ">=", fields.Date.start_of(today, "year")),
                ],
                aggregates=["__count", "expected:sum", "won:sum"],
            )
        )
        return {
            "count": count,
            "expected": self._money(expected or 0.0),
            "won": self._money(won or 0.0),
        }
