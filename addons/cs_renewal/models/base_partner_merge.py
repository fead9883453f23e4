# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two customers become one: their scores and their ledgers become one story."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        self._cs_merge_scores(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # sudo: cs.mrr.movement: a merge of shared partners reaches every company
        ledger = self.env["cs.mrr.movement"].sudo()
        ledger.invalidate_model()
        rows = ledger.search([("partner_id", "=", dst_partner.id)])
        rows._judge_later_rows(same_day=True)
        self._cs_score_merged(dst_partner)
        return result

    def _cs_score_merged(self, dst_partner):
        """The health of who is now one customer, wherever it was known before."""
        # sudo: cs.account: a merge of shared partners reaches every company
        accounts = self.env["cs.account"].sudo()
        accounts.invalidate_model()
        accounts.search(
            [("partner_id", "=", dst_partner.id), ("health_date", "!=", False)]
        )._score_health()

    def _cs_merge_scores(self, src_partners, dst_partner):
        """Keep one score a day: core would drop all of those that are in the way."""
        self.env["cs.health.score"].flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM cs_health_score s USING cs_health_score k
                    WHERE s.partner_id = ANY(%(src)s) AND k.company_id = s.company_id
                      AND k.date = s.date AND k.id != s.id
                      AND (k.partner_id = %(dst)s
                           OR (k.partner_id = ANY(%(src)s) AND k.id < s.id))""",
                src=src_partners.ids,
                dst=dst_partner.id,
            )
        )
        self.env["cs.health.score"].invalidate_model()
