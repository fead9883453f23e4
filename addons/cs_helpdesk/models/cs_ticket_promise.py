# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..tools.working_time import WorkingTimes

URGENT = "3"


class CsTicket(models.Model):
    """What is promised on a ticket, and who is told when it breaks."""

    _inherit = "cs.ticket"

    sla_line_ids = fields.One2many(
        "cs.sla.line", "ticket_id", string="Promises", groups="base.group_user"
    )
    sla_event_ids = fields.One2many(
        "cs.sla.event",
        string="What Happened to the Promises",
        compute="_compute_sla_event_ids",
        groups="base.group_user",
    )

    response_hours = fields.Float(
        "Hours to First Response",
        compute="_compute_hours",
        compute_sudo=True,
        store=True,
        aggregator=None,
        groups="base.group_user",
        help="Working hours from asking to the first answer.",
    )
    resolve_hours = fields.Float(
        "Hours to Solution",
        compute="_compute_hours",
        compute_sudo=True,
        store=True,
        aggregator=None,
        groups="base.group_user",
        help="Working hours from asking to solving, waiting for the customer included.",
    )

    @api.depends("first_response_at", "solved_at")
    def _compute_hours(self):
        """Count in the working hours of the team, else of the company."""
        times = WorkingTimes()
        for ticket in self:
            calendar = ticket.team_id.calendar_id
            calendar = calendar or ticket.company_id.resource_calendar_id
            time, asked_at = times.of(calendar, ticket.company_id), ticket.create_date
            answered, solved = ticket.first_response_at, ticket.solved_at
            ticket.response_hours = answered and time.hours(asked_at, answered)
            ticket.resolve_hours = solved and time.hours(asked_at, solved)

    @api.depends("sla_line_ids.event_ids")
    def _compute_sla_event_ids(self):
        for ticket in self:
            ticket.sla_event_ids = ticket.sla_line_ids.event_ids.sorted("id")

    @api.model
    def _sla_condition_fields(self):
        return super()._sla_condition_fields() | {
            "partner_id",
            "priority",
            "product_id",
            "item_id",
            "tag_ids",
            "type_id",
        }

    def _sla_facts(self):
        facts = super()._sla_facts()
        for ticket in self:
            facts[ticket].update(
                priority=ticket.priority,
                type=ticket.type_id,
                tags=ticket.tag_ids,
                tier=ticket.commercial_partner_id.cs_tier_id,
                product=ticket.product_id,
            )
        return facts

    def _sla_covered(self):
        covered = super()._sla_covered()
        for company, tickets in self.grouped("company_id").items():
            partners = tickets.commercial_partner_id.with_company(company)
            claims = partners._cs_entitlements(company._cs_today())
            for ticket in tickets:
                own = claims.get(ticket.commercial_partner_id.id, [])
                covered[ticket] = any(ticket._cs_is_claimed(claim) for claim in own)
        return covered

    def _cs_is_claimed(self, claim):
        """Whether a claim of the customer is valid and covers what this is about."""
        product = self.product_id.id
        about = not product or claim["product_id"] == product
        return claim["active"] and about

    def _sla_tell_broken(self, lines):
        """Put broken promises on somebody's to-do list and tell the account team."""
        self._sla_remind(lines, self.env._("Promise broken: %s"))
        self._sla_raise_priority(lines)
        for line in lines.filtered("policy_id.escalate"):
            reason = self.env._("Promise broken: %s", line.display_name)
            line.ticket_id._cs_escalate(reason)
        told = {
            ticket.commercial_partner_id: (
                ticket,
                self.env._("A promise on ticket %s broke.", ticket.display_name),
            )
            for ticket in self.filtered("commercial_partner_id")
        }
        self.commercial_partner_id._cs_raise_each("promise_broken", told)

    def _sla_raise_priority(self, lines):
        """Make more urgent what a policy says should be when it breaks."""
        raising = lines.filtered("policy_id.raise_priority").ticket_id
        for priority, tickets in raising.grouped("priority").items():
            if priority < URGENT:
                tickets.priority = str(int(priority) + 1)

    def _sla_tell_at_risk(self, lines):
        """Put promises that will break soon on somebody's to-do list."""
        self._sla_remind(lines, self.env._("Promise at risk: %s"))
