# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("quantity", "More or fewer seats"),
    ("price", "Other price or plan"),
    ("add", "Something added"),
    ("remove", "Something taken out"),
    ("renewal", "Early renewal"),
    ("pause", "Pause"),
    ("end", "Termination"),
    ("step", "Price step"),
    ("hand", "Changed by hand"),
]


class CsContractAmendment(models.Model):
    """One change of a contract in force: since when, why, before, after, the money."""

    _name = "cs.contract.amendment"
    _description = "Contract Amendment"
    _order = "date desc, id desc"

    contract_id = fields.Many2one(
        "cs.contract", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Date("Valid From", required=True, readonly=True)
    reason = fields.Char(readonly=True)
    before = fields.Text(readonly=True)
    after = fields.Text(readonly=True)
    prorated = fields.Monetary(
        "Charged in Part",
        readonly=True,
        help="What the change makes different up to the end of the billing period "
        "that is under way.",
    )
    user_id = fields.Many2one("res.users", "Changed By", readonly=True)
    movement_ids = fields.One2many(
        "cs.mrr.movement",
        "amendment_id",
        "Revenue Movements",
        groups="cs_customer.group_finance",
        readonly=True,
    )

    @api.depends("kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for amendment in self:
            amendment.display_name = f"{kinds.get(amendment.kind)} {amendment.date}"

    def write(self, vals):
        """Refused to people: what was agreed is not written anew."""
        if not self.env.su:
            raise UserError(
                self.env._("An amendment is history: make another one instead.")
            )
        return super().write(vals)


class CsMrrMovement(models.Model):
    """A movement knows the amendment it came from."""

    _inherit = "cs.mrr.movement"

    amendment_id = fields.Many2one(
        "cs.contract.amendment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
