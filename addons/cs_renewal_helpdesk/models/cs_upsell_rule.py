# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain

THEME_DAYS = 90


class CsUpsellRule(models.Model):
    """What customers write about may show what they lack."""

    _inherit = "cs.upsell.rule"

    signal = fields.Selection(
        selection_add=[("tickets_about", "Tickets about a topic in 90 days")],
        ondelete={"tickets_about": "set default"},
    )
    ticket_tag_ids = fields.Many2many(
        "cs.ticket.tag",
        string="Ticket Tags",
        help="Tickets with one of these tags are counted.",
    )

    def _fact_name(self):
        name = super()._fact_name()
        return f"{name}:{self.id}" if name == "tickets_about" else name

    def _facts(self, accounts):
        facts = super()._facts(accounts)
        for rule in self.filtered(lambda r: r.signal == "tickets_about"):
            domain = rule._theme_domain(accounts)
            # sudo: cs.ticket: counted by the rule, whoever runs it
            groups = (
                self.env["cs.ticket"]
                .sudo()
                ._read_group(domain, ["commercial_partner_id"], ["__count"])
            )
            for customer, count in groups:
                receipt = domain & Domain("commercial_partner_id", "=", customer.id)
                fact = customer._cs_signal(count, "cs.ticket", receipt)
                facts.setdefault(customer.id, {})[rule._fact_name()] = fact
        return facts

    def _theme_domain(self, accounts):
        """The tickets of these customers that are about this rule's topic."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=THEME_DAYS)
        return (
            Domain("commercial_partner_id", "in", accounts.partner_id.ids)
            & Domain("company_id", "in", accounts.company_id.ids)
            & Domain("merged_into_id", "=", False)
            & Domain("tag_ids", "in", self.ticket_tag_ids.ids)
            & Domain("create_date", ">=", since)
        )
