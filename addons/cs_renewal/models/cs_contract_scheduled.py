# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from odoo.addons.cs_customer.tools.inner import inner


class CsContract(models.Model):
    """When a term that was renewed early would have ended: there it was due."""

    _inherit = "cs.contract"

    date_scheduled = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The end the contract had before it was renewed early.",
    )

    def write(self, vals):
        if vals.get("date_end") and self._renewed_early():
            for contract in self.filtered("date_end"):
                scheduled = contract.date_scheduled or contract.date_end
                super(CsContract, contract).write({"date_scheduled": scheduled})
        return super().write(vals)

    def _renewed_early(self):
        """Whether this happens because the next term begins early."""
        amendments = self.env["cs.contract.amendment"].sudo()  # sudo: only its kind
        amendment = amendments.browse(inner(self.env, "cs_amendment_id") or ())
        return amendment.kind == "renewal"
