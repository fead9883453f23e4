# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from ..models.cs_ticket import PRIORITIES, SOURCES
from ..models.cs_ticket_stage import STATES


class CsTicketReport(models.Model):
    """Tickets as figures: how many, how fast, how customers found it."""

    _name = "cs.ticket.report"
    _description = "Tickets Analysis"
    _inherit = "cs.report.mixin"
    _auto = False
    _rec_name = "ticket_id"
    _order = "date desc, id desc"

    _depends = {
        "cs.ticket": [
            *("solved_at", "company_id", "team_id", "user_id", "partner_id"),
            *("commercial_partner_id", "stage_id", "state", "priority", "source"),
            *("type_id", "category_id", "product_id", "first_response_at"),
            *("response_hours", "resolve_hours", "reopened_at", "rating_last_value"),
            *("active", "merged_into_id", "is_auto_closed"),
        ],
    }

    ticket_id = fields.Many2one("cs.ticket", readonly=True)
    date = fields.Datetime("Asked On", readonly=True)
    solved_at = fields.Datetime("Solved On", readonly=True)
    stage_id = fields.Many2one("cs.ticket.stage", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    priority = fields.Selection(PRIORITIES, readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    type_id = fields.Many2one("cs.ticket.type", readonly=True)
    category_id = fields.Many2one("cs.ticket.category", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    response_hours = fields.Float(
        "Hours to First Response",
        readonly=True,
        aggregator="avg",
        help="Working hours from asking to the first answer.",
    )
    resolve_hours = fields.Float(
        "Hours to Solution",
        readonly=True,
        aggregator="avg",
        help="Working hours from asking to solving, waiting for the customer included.",
    )
    rating = fields.Float(readonly=True, aggregator="avg", help="1 to 5.")
    reopened = fields.Float(
        "Reopened (%)", readonly=True, aggregator="avg", help="Of the tickets."
    )

    @property
    def _table_query(self):
        # Unanswered and unsolved tickets have no hours: null is left out of averages.
        return SQL(
            """SELECT ticket.id, ticket.id AS ticket_id, ticket.create_date AS date,
                      ticket.solved_at, ticket.company_id, ticket.team_id,
                      ticket.user_id, ticket.partner_id, ticket.commercial_partner_id,
                      ticket.stage_id, ticket.state, ticket.priority, ticket.source,
                      ticket.type_id, ticket.category_id, ticket.product_id,
                      CASE WHEN ticket.first_response_at IS NOT NULL
                           THEN ticket.response_hours END AS response_hours,
                      CASE WHEN ticket.solved_at IS NOT NULL
                            AND ticket.is_auto_closed IS NOT TRUE
                           THEN ticket.resolve_hours END AS resolve_hours,
                      CASE WHEN ticket.reopened_at IS NOT NULL THEN 100.0 ELSE 0.0 END
                           AS reopened,
                      NULLIF(ticket.rating_last_value, 0) AS rating
                 FROM cs_ticket ticket
                WHERE ticket.active AND ticket.merged_into_id IS NULL"""
        )
