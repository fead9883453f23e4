# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError

ORIGIN = {"cs_origin_model", "cs_origin_id"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    cs_origin_model = fields.Char(
        "Origin Model", readonly=True, copy=False, export_string_translation=False
    )
    cs_origin_id = fields.Many2oneReference(
        "Origin Record",
        model_field="cs_origin_model",
        readonly=True,
        copy=False,
        help="The ticket, conversation or contract this opportunity began in.",
    )
    cs_origin_name = fields.Char("Grew From", compute="_compute_cs_origin_name")

    _cs_origin_idx = models.Index(
        "(cs_origin_model, cs_origin_id) WHERE cs_origin_model IS NOT NULL"
    )

    @api.depends("cs_origin_model", "cs_origin_id")
    def _compute_cs_origin_name(self):
        self.cs_origin_name = False
        for model, leads in self.grouped("cs_origin_model").items():
            if not model or model not in self.env or not model.startswith("cs."):
                continue
            # sudo: only the name of what it grew from; opening it checks access
            origins = self.env[model].sudo().browse(leads.mapped("cs_origin_id"))
            mine = origins.exists().filtered(
                lambda origin: origin.company_id in self.env.companies
            )
            names = {origin.id: origin.display_name for origin in mine}
            for lead in leads:
                lead.cs_origin_name = names.get(lead.cs_origin_id)

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_guard_origin(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_guard_origin(vals)
        return super().write(vals)

    def _cs_guard_origin(self, *vals_list):
        """Only the addons say what an opportunity grew from: its name is shown."""
        if not self.env.su and any(ORIGIN & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("The origin of an opportunity is set by the system.")
            )

    def action_cs_open_origin(self):
        """Open what this opportunity grew from, if the caller may read it."""
        self.ensure_one()
        origin = self.env[self.cs_origin_model].browse(self.cs_origin_id).exists()
        origin.check_access("read")
        return origin.get_formview_action()
