# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class CsCohort(models.Model):
    """What is left, month by month, of the customers who began in the same month.

    A row a customer and age: the revenue a month at that age beside that of the first
    month, the running month up to today. In the currency of the company at hand, by
    today's rates. Rows that were corrected, and those to come, do not count.
    """

    _name = "cs.cohort"
    _description = "Cohort"
    _auto = False
    _order = "cohort desc, age"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    cohort = fields.Date("Began", readonly=True)
    age = fields.Integer("Months Since", aggregator=None, readonly=True)
    age_label = fields.Char("Month", readonly=True)
    customers = fields.Integer("Customers at the Start", readonly=True)
    kept = fields.Float("Customers Kept", aggregator="avg", readonly=True)
    start = fields.Float("MRR at the Start", readonly=True, digits=(16, 2))
    mrr = fields.Float("MRR", readonly=True, digits=(16, 2))

    @property
    def _table_query(self):
        ledger = self.env["cs.mrr.movement"]
        return SQL(
            """WITH first AS (
                 SELECT company_id, partner_id,
                        date_trunc('month', min(date)) AS began
                   FROM cs_mrr_movement m
                  WHERE m.amount > 0 AND m.reversed_id IS NULL
                    AND m.date <= %(today)s
                    AND NOT EXISTS (SELECT 1 FROM cs_mrr_movement r
                                     WHERE r.reversed_id = m.id)
                  GROUP BY 1, 2),
               cell AS (
                 SELECT f.company_id, f.partner_id,
                        f.began::date AS cohort, g.age,
                        LEAST((f.began + make_interval(months => g.age + 1)
                               - interval '1 day')::date, %(today)s::date) AS until
                   FROM first f
                   CROSS JOIN LATERAL generate_series(0, LEAST(36,
                        (EXTRACT(YEAR FROM age(%(today)s::date, f.began)) * 12
                         + EXTRACT(MONTH FROM age(%(today)s::date, f.began)))::int))
                        g (age)),
               total AS (
                 SELECT c.company_id, c.partner_id, c.cohort, c.age,
                        COALESCE(sum(m.amount * (%(rate)s)), 0)
                            AS mrr
                   FROM cell c LEFT JOIN cs_mrr_movement m
                     ON m.company_id = c.company_id AND m.partner_id = c.partner_id
                    AND m.date <= c.until
                  GROUP BY 1, 2, 3, 4)
               SELECT (row_number() OVER (ORDER BY company_id, partner_id, age))::int
                          AS id,
                      company_id, partner_id, cohort, age,
                      'M' || lpad(age::text, 2, '0') AS age_label, 1 AS customers,
                      CASE WHEN mrr > 0.000001 THEN 1.0 ELSE 0.0 END AS kept,
                      first_value(mrr) OVER (PARTITION BY company_id, partner_id
                                             ORDER BY age) AS start, mrr
                 FROM total""",
            today=self.env.company._cs_today(),
            rate=ledger._rate_today(SQL.identifier("m")),
        )
