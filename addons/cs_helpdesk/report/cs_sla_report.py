# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from ..models.cs_sla_line import STATES
from ..models.cs_sla_policy import METRICS


class CsSlaReport(models.Model):
    """Promises given and what became of them: one row for each promise.

    ``state`` depends on the clock, so this is a query, not a table.
    """

    _name = "cs.sla.report"
    _description = "Promises Analysis"
    _inherit = "cs.report.mixin"
    _auto = False
    _rec_name = "metric"
    _order = "date desc, id desc"

    _depends = {
        "cs.sla.line": [
            *("ticket_id", "policy_id", "metric", "company_id", "team_id"),
            *("target_hours", "consumed_hours", "deadline", "reached_at"),
            *("breached_at", "ended_at", "is_cancelled"),
        ],
        "cs.ticket": ["user_id", "partner_id", "commercial_partner_id", "priority"],
    }

    ticket_id = fields.Many2one("cs.ticket", readonly=True)
    date = fields.Datetime("Promised On", readonly=True)
    policy_id = fields.Many2one("cs.sla.policy", readonly=True)
    metric = fields.Selection(METRICS, string="Promise", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    priority = fields.Selection(related="ticket_id.priority")
    target_hours = fields.Float("Promised Hours", readonly=True, aggregator="avg")
    consumed_hours = fields.Float(
        "Hours Needed",
        readonly=True,
        aggregator="avg",
        help="Working hours used, without the time spent waiting.",
    )
    kept = fields.Float(
        "Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Of the promises that were kept or broken; running ones do not count.",
    )

    @property
    def _table_query(self):
        columns = (
            SQL("%s AS %s", column, SQL.identifier(name))
            for name, column in self._columns().items()
        )
        return SQL("SELECT %s FROM %s", SQL(", ").join(columns), self._from())

    def _columns(self):
        """SQL by column; an addon with promises on something else extends it."""
        line = ("id", "ticket_id", "policy_id", "metric", "company_id", "team_id")
        line += ("target_hours", "consumed_hours")
        ticket = ("user_id", "partner_id", "commercial_partner_id", "priority")
        return {
            **{name: SQL.identifier("line", name) for name in line},
            **{name: SQL.identifier("ticket", name) for name in ticket},
            "date": SQL("line.create_date"),
            "state": SQL("verdict.state"),
            "kept": SQL(
                "CASE verdict.state WHEN 'met' THEN 100.0 WHEN 'breached' THEN 0.0 END"
            ),
        }

    def _from(self):
        return SQL(
            """cs_sla_line line
               LEFT JOIN cs_ticket ticket ON ticket.id = line.ticket_id
               CROSS JOIN LATERAL (
                   SELECT CASE
                       WHEN line.is_cancelled THEN 'cancelled'
                       WHEN line.breached_at IS NOT NULL
                         OR line.ended_at IS NULL AND line.deadline < %(now)s
                       THEN 'breached'
                       WHEN line.reached_at IS NOT NULL THEN 'met'
                       WHEN line.deadline IS NOT NULL THEN 'running'
                       ELSE 'paused' END AS state
               ) verdict""",
            now=fields.Datetime.now(),
        )
