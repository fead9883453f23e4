# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

ROLES = [
    ("success_manager", "Success manager"),
    ("sales", "Salesperson"),
    ("support_lead", "Support lead"),
    ("technical", "Technical contact"),
    ("finance", "Finance"),
    ("sponsor", "Executive sponsor"),
]


class CsAccountMember(models.Model):
    """One of our people who looks after a customer, and what for."""

    _name = "cs.account.member"
    _description = "Account Team Member"
    _order = "role, id"
    _rec_name = "user_id"

    account_id = fields.Many2one(
        "cs.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    role = fields.Selection(ROLES, required=True, default="sales")

    _role_unique = models.Constraint(
        "UNIQUE (account_id, user_id, role)",
        "This person has this role for the customer already.",
    )
