# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """Recurring revenue and renewals in the digest."""

    _inherit = "digest.digest"

    kpi_cs_mrr = fields.Boolean("Recurring Revenue Won or Lost")
    kpi_cs_mrr_value = fields.Monetary(compute="_compute_kpi_cs_mrr_value")
    kpi_cs_renewed = fields.Boolean("Contracts Renewed")
    kpi_cs_renewed_value = fields.Integer(compute="_compute_kpi_cs_renewed_value")

    def _compute_kpi_cs_mrr_value(self):
        self._cs_check_finance()
        self._calculate_company_based_kpi(
            "cs.mrr.movement",
            "kpi_cs_mrr_value",
            date_field="date",
            sum_field="amount_own",
        )

    def _compute_kpi_cs_renewed_value(self):
        self._cs_check_finance()
        self._calculate_company_based_kpi(
            "cs.contract",
            "kpi_cs_renewed_value",
            additional_domain=[("predecessor_id", "!=", False)],
        )

    def _cs_check_finance(self):
        if not self.env.user.has_group("cs_customer.group_finance"):
            raise AccessError(
                self.env._("Do not have access, skip this data for user's digest email")
            )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("cs_customer.cs_customer_menu_root").id
        actions["kpi_cs_mrr"] = f"cs_renewal.cs_mrr_movement_action?menu_id={menu}"
        actions["kpi_cs_renewed"] = f"cs_renewal.cs_contract_action?menu_id={menu}"
        return actions
