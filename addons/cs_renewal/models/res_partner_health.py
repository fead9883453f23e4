# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from .cs_health_score import BANDS

STAFF = "cs_customer.group_user"


class ResPartner(models.Model):
    """The health of the customer, for the active company."""

    _inherit = "res.partner"

    cs_health = fields.Float(
        "Health",
        compute="_compute_cs_health",
        search="_search_cs_health",
        groups=STAFF,
        help="0 to 100, from what service, contracts and payment say.",
    )
    cs_health_band = fields.Selection(
        BANDS,
        "Health Band",
        compute="_compute_cs_health",
        search="_search_cs_health_band",
        groups=STAFF,
    )

    @api.depends("commercial_partner_id.cs_account_ids.health")
    @api.depends_context("company")
    def _compute_cs_health(self):
        for partner in self:
            account = partner.cs_account_id
            partner.cs_health = account.health
            partner.cs_health_band = account.health_band

    def _search_cs_health(self, operator, value):
        return self._cs_search_account("health", operator, value)

    def _search_cs_health_band(self, operator, value):
        return self._cs_search_account("health_band", operator, value)

    def _cs_panel_sections(self):
        sections = super()._cs_panel_sections()
        for partner in self.commercial_partner_id:
            account = partner.cs_account_id
            if account.health_band:
                sections[partner.id].append(self._cs_section_health(account))
        return sections

    @api.model
    def _cs_section_health(self, account):
        """Health with the measures that take the most points away."""
        colours = {"green": "success", "amber": "warning", "red": "danger"}
        bands = dict(account._fields["health_band"]._description_selection(self.env))
        row = self._cs_panel_row
        rows = [
            row(
                bands[account.health_band],
                f"{account.health:g} / 100",
                colours[account.health_band],
                account,
            )
        ]
        worst = sorted(
            account.health_contributions or [],
            key=lambda part: (part["points"] - 100) * part["weight"],
        )
        rows += [
            row(part["name"], f"{part['points']:g}", "muted")
            for part in worst[:3]
            if part["points"] < 100
        ]
        return self._cs_panel_section(
            *("health", self.env._("Health"), 6, rows), icon="fa-heartbeat"
        )
