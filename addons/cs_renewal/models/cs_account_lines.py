# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class CsAccount(models.Model):
    """What a customer has under contract today."""

    _inherit = "cs.account"

    def _cs_current_lines(self):
        """{account: the contract lines that are in force today}."""
        days = {company: company._cs_today() for company in self.company_id}
        contracts = self.env["cs.contract"]
        contracts = contracts.search(
            Domain("commercial_partner_id", "in", self.partner_id.ids)
            & contracts._running_domain(self.company_id)
        )
        lines = self.env["cs.contract.line"].union(
            *(
                self.env["cs.contract.line"]._current(found, days[company])
                for company, found in contracts.grouped("company_id").items()
            )
        )
        grouped = lines.grouped(
            lambda line: (line.contract_id.commercial_partner_id, line.company_id)
        )
        none = lines.browse()
        return {
            account: grouped.get((account.partner_id, account.company_id), none)
            for account in self
        }
