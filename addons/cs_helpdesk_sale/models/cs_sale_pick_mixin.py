# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class CsSalePickMixin(models.AbstractModel):
    """Documents of a customer that an agent may name on a ticket without reading them.

    Whoever works with a customer may know that an order exists: its number stands on
    the customer panel too. Amounts and lines stay with those who have rights to them.
    """

    _name = "cs.sale.pick.mixin"
    _description = "Picked by Its Number"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        partner_id = self.env.context.get("cs_pick_partner_id")
        if partner_id and not self.has_access("read"):
            return self._cs_pick(partner_id, name, limit)
        return super().name_search(name, domain, operator, limit)

    @api.model
    def _cs_pick(self, partner_id, name, limit):
        """Ids and numbers of a customer's documents, in the companies switched on."""
        partner = self.env["res.partner"].browse(partner_id)
        partner._cs_check_reader()
        wanted = Domain("name", "ilike", name) if name else Domain.TRUE
        # sudo: sale.order, account.move: numbers only, checked just above
        found = self.sudo().search_fetch(
            self._cs_pick_domain()
            & Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
            & Domain("company_id", "in", self.env.companies.ids)
            & wanted,
            ["name"],
            limit=limit,
        )
        return [(record.id, record.name) for record in found]

    @api.model
    def _cs_pick_domain(self):
        """Which documents can be named."""
        return Domain.TRUE
