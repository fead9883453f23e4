# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import format_date


class CsTicket(models.Model):
    """The contract a ticket is served under, or that it has lapsed."""

    _inherit = "cs.ticket"

    cs_contract_id = fields.Many2one(
        "cs.contract",
        "Contract",
        compute="_compute_cs_contract",
        compute_sudo=True,
        groups="cs_customer.group_user",
        help="The contract in force that covers what the ticket is about, else the one "
        "that ended last.",
    )
    cs_contract_note = fields.Char(
        compute="_compute_cs_contract",
        compute_sudo=True,
        groups="cs_customer.group_user",
        export_string_translation=False,
    )

    @api.depends("partner_id", "product_id", "company_id")
    def _compute_cs_contract(self):
        self.cs_contract_id = self.cs_contract_note = False
        for company, tickets in self.grouped("company_id").items():
            if company:
                tickets._compute_contract_of(company)

    def _compute_contract_of(self, company):
        today = company._cs_today()
        contracts = self.env["cs.contract"].search(
            [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("state", "!=", "draft"),
                ("date_start", "<=", today),
            ],
            order="date_start desc, id desc",
        )
        found = contracts.grouped("commercial_partner_id")
        for ticket in self:
            own = found.get(ticket.commercial_partner_id, contracts.browse())
            covering = own.filtered(lambda c, t=ticket: t._is_covered_by(c, today))
            ticket.cs_contract_id = (covering or own)[:1]
            if own and not covering:
                ticket.cs_contract_note = ticket._lapsed_in_words(own[0], today)

    def _is_covered_by(self, contract, day):
        """Whether a contract's lines cover what this ticket is about, on a day."""
        if contract.state not in ("active", "renewed"):
            return False
        lines = contract.line_ids.filtered(lambda line: line._is_current(day))
        return bool(lines) and (
            not self.product_id or self.product_id in lines.product_id
        )

    def _lapsed_in_words(self, contract, today):
        """Why the customer's newest contract does not cover this ticket."""
        if contract._rests_on(today):
            return self.env._(
                "Contract %(contract)s rests at the moment.",
                contract=contract.display_name,
            )
        if contract.date_close and contract.date_close < today:
            return self.env._(
                "Contract %(contract)s ended on %(day)s: nothing is covered.",
                contract=contract.display_name,
                day=format_date(self.env, contract.date_end),
            )
        return self.env._(
            "Contract %(contract)s does not cover this product.",
            contract=contract.display_name,
        )

    def _sla_facts(self):
        facts = super()._sla_facts()
        # sudo: cs.contract: promises bind whoever opens the ticket
        for ticket in self.sudo():
            contract = ticket.cs_contract_id
            lapsed = ticket.cs_contract_note
            level = contract.service_level_id
            facts[ticket.with_env(self.env)]["service_level"] = (
                level.browse() if lapsed else level
            )
        return facts

    def action_cs_open_contract(self):
        """Open the contract, for those who may."""
        self.ensure_one()
        self.check_access("read")
        contract = self.env["cs.contract"].browse(self.sudo().cs_contract_id.id)
        contract.check_access("read")
        return contract.get_formview_action()
