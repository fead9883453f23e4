# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from .cs_ticket import OPEN_STATES

RECENT = timedelta(days=90)
URGENT = "3"
ROWS = 5


class ResPartner(models.Model):
    """A customer and his tickets, for everybody who works with him."""

    _inherit = "res.partner"

    cs_ticket_visibility = fields.Selection(
        [
            ("own", "Only their own tickets"),
            ("company", "All tickets of the company"),
            ("named", "All tickets, for named colleagues"),
        ],
        string="Portal Tickets",
        required=True,
        default="own",
        help="What people of this company see in the portal.",
    )
    cs_ticket_reader_ids = fields.Many2many(
        "res.partner",
        "cs_ticket_reader_rel",
        "company_id",
        "reader_id",
        string="Colleagues Who See All",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="These people see the tickets of the whole company in the portal.",
    )
    cs_ticket_count = fields.Integer(
        "Open Tickets",
        compute="_compute_cs_ticket_count",
        groups="cs_customer.group_user",
        help="Open tickets of the customer and all its contacts.",
    )

    cs_service_warning = fields.Char(
        compute="_compute_cs_service_warning",
        groups="cs_customer.group_user",
        export_string_translation=False,
    )

    def write(self, vals):
        result = super().write(vals)
        if "cs_tier_id" in vals:
            self._cs_claims_changed()
        return result

    def _cs_claims_changed(self):
        """What is promised to these customers may differ now: plan it again."""
        super()._cs_claims_changed()
        if customers := self.commercial_partner_id:
            name = customers[0].display_name
            if len(customers) > 1:
                name = self.env._("%s customers", len(customers))
            self.env["cs.sla.replan"]._request(
                "commercial_partner_id", customers.ids, name
            )

    def _compute_cs_ticket_count(self):
        customers = self.commercial_partner_id
        counts = customers._cs_count_tickets(Domain("state", "in", OPEN_STATES))
        for partner in self:
            partner.cs_ticket_count = counts.get(partner.commercial_partner_id.id, 0)

    def _compute_cs_service_warning(self):
        customers = self.commercial_partner_id
        urgent = Domain("state", "in", OPEN_STATES) & Domain("priority", "=", URGENT)
        counts = customers._cs_count_tickets(urgent)
        since = fields.Datetime.now() - RECENT
        broken = customers._cs_count_broken(Domain("breached_at", ">=", since))
        for partner in self:
            customer_id = partner.commercial_partner_id.id
            parts = []
            if count := counts.get(customer_id):
                parts.append(self.env._("Urgent tickets open: %s", count))
            if count := broken.get(customer_id):
                parts.append(self.env._("Promises broken in 90 days: %s", count))
            partner.cs_service_warning = " · ".join(parts)

    def _cs_ticket_domain(self):
        """The tickets of these customers that the caller may know of."""
        tickets = self._cs_summary_model("cs.ticket")
        return Domain(
            "commercial_partner_id", "in", self.ids
        ) & self._cs_summary_domain(tickets)

    def _cs_count_tickets(self, domain):
        """How many tickets of each of these customers are in a domain, by its id."""
        groups = self._cs_summary_model("cs.ticket")._read_group(
            self._cs_ticket_domain() & domain, ["commercial_partner_id"], ["__count"]
        )
        return {partner.id: count for partner, count in groups}

    # === Actions === #

    def action_cs_open_tickets(self):
        """Open the customer's tickets; say how many, to who may not open them."""
        self.ensure_one()
        self._cs_check_reader()
        customer = self.commercial_partner_id
        if not self.env["cs.ticket"].has_access("read"):
            return self._cs_tell_tickets(customer)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_helpdesk.cs_ticket_action"
        )
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {
            "default_partner_id": self.id,
            "search_default_open": 1,
        }
        return action

    def _cs_tell_tickets(self, customer):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%(count)s open tickets. The customer's page lists them; the "
                    "service team opens them.",
                    count=customer.cs_ticket_count,
                ),
            },
        }

    # === The shared record === #

    def _cs_timeline_queries(self):
        select, tickets = self._cs_timeline_select, Domain("partner_id", "in", self.ids)
        solved = tickets & Domain("solved_at", "!=", False)
        lines = Domain("ticket_id.partner_id", "in", self.ids)
        return [
            *super()._cs_timeline_queries(),
            select("cs.ticket", "ticket", tickets, author="partner_id"),
            select("cs.ticket", "ticket_solved", solved, at="solved_at"),
            select(
                "cs.sla.line",
                "promise_broken",
                lines & Domain("breached_at", "!=", False),
                at="breached_at",
                title="subject_name",
                author=None,
            ),
        ]

    def _cs_last_contacts(self):
        contacts = super()._cs_last_contacts()
        groups = self._cs_summary_model("cs.ticket")._read_group(
            self._cs_ticket_domain(), ["commercial_partner_id"], ["create_date:max"]
        )
        for partner, at in groups:
            domain = [("commercial_partner_id", "=", partner.id)]
            self._cs_keep_latest(contacts, partner.id, at, "cs.ticket", domain)
        return contacts

    def _cs_signals(self):
        signals = super()._cs_signals()
        customers = self.commercial_partner_id
        for name, (model, domain, values) in customers._cs_ticket_signals().items():
            for partner_id, value in values.items():
                key = (
                    "ticket_id.commercial_partner_id"
                    if model == "cs.sla.line"
                    else "commercial_partner_id"
                )
                receipt = [(key, "=", partner_id), *domain]
                signals[partner_id][name] = self._cs_signal(value, model, receipt)
        return signals

    def _cs_ticket_signals(self):
        """The signals of tickets: by name, (model, domain, value by partner id)."""
        since = fields.Datetime.now() - RECENT
        under_way = Domain("state", "in", OPEN_STATES)
        counted = {
            "tickets_open": under_way,
            "tickets_urgent": under_way & Domain("priority", "=", URGENT),
            "tickets_reopened_90d": Domain("reopened_at", ">=", since),
        }
        signals = {}
        for name, domain in counted.items():
            counts = self._cs_count_tickets(domain)
            values = {id_: counts.get(id_, 0) for id_ in self.ids}
            signals[name] = ("cs.ticket", domain, values)
        signals["backlog_days"] = ("cs.ticket", under_way, self._cs_backlog(under_way))
        broken = Domain("breached_at", ">=", since)
        signals["promises_broken_90d"] = (
            "cs.sla.line",
            broken,
            self._cs_count_broken(broken),
        )
        rated = Domain("rating_ids.write_date", ">=", since)
        signals["rating_avg_90d"] = ("cs.ticket", rated, self._cs_ratings(since))
        return signals

    def _cs_backlog(self, under_way):
        """How many days the oldest open ticket of each customer is old."""
        oldest = self._cs_summary_model("cs.ticket")._read_group(
            self._cs_ticket_domain() & under_way,
            ["commercial_partner_id"],
            ["create_date:min"],
        )
        now = fields.Datetime.now()
        days = {partner.id: (now - at).days for partner, at in oldest}
        return {id_: days.get(id_, 0) for id_ in self.ids}

    def _cs_count_broken(self, broken):
        """How many promises to each customer are in a domain."""
        lines = self._cs_summary_model("cs.sla.line")
        groups = lines._read_group(
            Domain("ticket_id.commercial_partner_id", "in", self.ids)
            & Domain("is_cancelled", "=", False)
            & self._cs_summary_domain(lines)
            & broken,
            ["ticket_id.commercial_partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        return {id_: counts.get(id_, 0) for id_ in self.ids}

    def _cs_ratings(self, since):
        """The average rating (1-5) of each customer that gave one since."""
        model = self._cs_summary_model("cs.ticket")
        tickets = model._search(self._cs_ticket_domain())
        # sudo: rating.rating: an average, after check_access on the customer
        groups = (
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                Domain("res_model", "=", "cs.ticket")
                & Domain("res_id", "in", tickets)
                & Domain("consumed", "=", True)
                & Domain("rating", ">=", 1)
                & Domain("write_date", ">=", since)
                & Domain("partner_id.commercial_partner_id", "in", self.ids),
                ["partner_id.commercial_partner_id"],
                ["rating:avg"],
            )
        )
        return {partner.id: round(average, 2) for partner, average in groups}

    def _cs_panel_sections(self):
        sections = super()._cs_panel_sections()
        for partner_id, section in self.commercial_partner_id._cs_section_tickets():
            sections[partner_id].append(section)
        return sections

    def _cs_section_tickets(self):
        """The open tickets, urgent first, and how many promises broke lately."""
        under_way = Domain("state", "in", OPEN_STATES)
        tickets = self._cs_summary_model("cs.ticket").search(
            self._cs_ticket_domain() & under_way, limit=20 * len(self)
        )
        # sudo: cs.sla.line: how promises stand, for tickets found above
        tickets = tickets.sudo().grouped("commercial_partner_id")
        counts = self._cs_count_tickets(under_way)
        since = fields.Datetime.now() - RECENT
        broken = self._cs_count_broken(Domain("breached_at", ">=", since))
        for partner in self:
            rows = [
                partner._cs_ticket_row(ticket)
                for ticket in tickets.get(partner, [])[:ROWS]
            ]
            if broken[partner.id]:
                label = self.env._("Promises broken in 90 days")
                row = self._cs_panel_row(label, str(broken[partner.id]), "danger")
                rows.append(row)
            yield (
                partner.id,
                self._cs_panel_section(
                    *("tickets", self.env._("Tickets"), 10, rows),
                    icon="fa-ticket",
                    count=counts.get(partner.id, 0),
                    action={
                        "model": "cs.ticket",
                        "domain": [("commercial_partner_id", "=", partner.id)],
                        "name": self.env._("Tickets"),
                    },
                    empty=self.env._("No open ticket."),
                ),
            )

    def _cs_ticket_row(self, ticket):
        decorations = {"breached": "danger", "at_risk": "warning"}
        urgent = "danger" if ticket.priority == URGENT else ""
        return self._cs_panel_row(
            ticket.display_name,
            ticket.stage_id.name,
            decorations.get(ticket.sla_state, urgent),
            record=ticket,
        )
