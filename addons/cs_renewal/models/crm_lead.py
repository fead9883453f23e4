# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MOTIONS = [
    ("renewal", "Renewal"),
    ("upsell", "Upsell"),
    ("cross_sell", "Cross-sell"),
    ("save", "Save"),
    ("referral", "Referral"),
]

# One renewal a term: which it is does not change by hand.
RENEWS = {"cs_contract_id", "cs_term_end"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    cs_motion = fields.Selection(
        MOTIONS, "Purpose", index="btree_not_null", tracking=True, copy=False
    )
    cs_contract_id = fields.Many2one(
        "cs.contract",
        "Contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    cs_term_end = fields.Date(
        "Term Ends", copy=False, help="The last day of the term that is renewed."
    )

    _one_renewal_a_term = models.UniqueIndex(
        "(cs_contract_id, cs_term_end) WHERE cs_motion = 'renewal'",
        "This term has its renewal opportunity already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._cs_guard_renewal(any(any(leads.mapped(name)) for name in RENEWS))
        return leads

    def write(self, vals):
        motions = set(self.filtered("cs_contract_id").mapped("cs_motion"))
        other = "cs_motion" in vals and motions - {vals["cs_motion"]}
        named = RENEWS & vals.keys()
        self._cs_guard_renewal(
            other or any(vals[name] or any(self.mapped(name)) for name in named)
        )
        return super().write(vals)

    def _cs_guard_renewal(self, named):
        """Only a contract opens its renewal: made up ones would open it twice."""
        if named and not self.env.su:
            raise AccessError(
                self.env._("Which contract an opportunity renews is set by the system.")
            )

    def action_cs_renewal_quotation(self):
        """Open the renewal quotation, made from the contract on the first click."""
        self.ensure_one()
        self.check_access("write")
        if not self.cs_contract_id or self.cs_motion != "renewal":
            raise UserError(self.env._("This opportunity renews no contract."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self._cs_quotation().id,
            "views": [(False, "form")],
        }

    def _cs_quotation(self):
        """The renewal quotation of this opportunity, made if there is none yet.

        It renews the contract and those that were named beside it.

        :raise UserError: when one of them is in another currency
        """
        self.ensure_one()
        order = self.order_ids.filtered(
            lambda o: o.cs_contract_id == self.cs_contract_id and o.state != "cancel"
        )[:1]
        if order:
            return order
        contracts = self.cs_contract_id | self.cs_also_contract_ids
        if len(contracts.currency_id) > 1:
            raise UserError(
                self.env._("Contracts in several currencies need several quotations.")
            )
        values = self.cs_contract_id._renewal_order_values(self, contracts)
        # sudo: sale.order: the link to the contract; the rest is the user's own
        self.env["sale.order"].check_access("create")
        return self.env["sale.order"].sudo().create(values).sudo(self.env.su)

    def action_cs_open_contract(self):
        """Open the contract this opportunity is about."""
        self.ensure_one()
        return self.cs_contract_id.get_formview_action()
