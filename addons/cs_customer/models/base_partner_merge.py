# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the accounts first: core would delete those that are in the way."""
        self._cs_merge_accounts(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _cs_merge_accounts(self, src_partners, dst_partner):
        # sudo: cs.account: a merge of shared partners reaches every company
        accounts = self.env["cs.account"].sudo().with_context(active_test=False)
        partners = src_partners | dst_partner
        found = accounts.search([("partner_id", "in", partners.ids)])
        for same_company in found.grouped("company_id").values():
            kept = same_company.filtered(lambda a: a.partner_id == dst_partner)
            kept = kept or same_company.sorted("id")[0]
            (same_company - kept)._merge_into(kept)
            kept.partner_id = dst_partner
