# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

from .cs_account import LIFECYCLES

CONTACT_ROLES = [
    ("user", "User"),
    ("decision_maker", "Decision maker"),
    ("signer", "Signer"),
    ("billing", "Billing"),
    ("champion", "Champion"),
]
STAFF = "cs_customer.group_user"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "cs.partner.summary",
        "cs.partner.timeline",
        "cs.partner.privacy",
    ]

    cs_tier_id = fields.Many2one(
        "cs.tier", "Tier", index="btree_not_null", tracking=True, groups=STAFF
    )
    cs_contact_role = fields.Selection(
        CONTACT_ROLES,
        "Role at the Customer",
        groups=STAFF,
        help="What this person decides: it steers who is asked, told and invited.",
    )
    cs_account_ids = fields.One2many(
        "cs.account", "partner_id", groups=STAFF, export_string_translation=False
    )
    cs_account_id = fields.Many2one(
        "cs.account",
        "Account",
        compute="_compute_cs_account",
        search="_search_cs_account_id",
        groups=STAFF,
    )
    cs_manager_id = fields.Many2one(
        "res.users",
        "Success Manager",
        compute="_compute_cs_account",
        inverse="_inverse_cs_manager_id",
        search="_search_cs_manager_id",
        domain="[('share', '=', False)]",
        groups=STAFF,
    )
    cs_lifecycle = fields.Selection(
        LIFECYCLES,
        "Lifecycle",
        compute="_compute_cs_account",
        inverse="_inverse_cs_lifecycle",
        search="_search_cs_lifecycle",
        groups=STAFF,
    )
    cs_item_ids = fields.One2many(
        "cs.item", "commercial_partner_id", "Products in Use", groups=STAFF
    )
    cs_item_count = fields.Integer(
        compute="_compute_cs_item_count", groups=STAFF, export_string_translation=False
    )
    cs_consent_ids = fields.One2many(
        "cs.consent", "partner_id", "Consents", groups=STAFF
    )

    # === The account of the active company === #

    @api.depends(
        "commercial_partner_id.cs_account_ids.manager_id",
        "commercial_partner_id.cs_account_ids.lifecycle",
    )
    @api.depends_context("company")
    def _compute_cs_account(self):
        found = self.env["cs.account"].search_fetch(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ],
            ["partner_id", "manager_id", "lifecycle"],
        )
        accounts = found.grouped("partner_id")
        for partner in self:
            account = accounts.get(partner.commercial_partner_id, found.browse())
            partner.cs_account_id = account
            partner.cs_manager_id = account.manager_id
            partner.cs_lifecycle = account.lifecycle

    def _inverse_cs_manager_id(self):
        for manager, partners in self.grouped("cs_manager_id").items():
            accounts = self.env["cs.account"]._ensure(partners)
            accounts.manager_id = manager

    def _inverse_cs_lifecycle(self):
        for lifecycle, partners in self.grouped("cs_lifecycle").items():
            accounts = self.env["cs.account"]._ensure(partners)
            accounts.lifecycle = lifecycle or "prospect"

    def _search_cs_account_id(self, operator, value):
        return self._cs_search_account("id", operator, value)

    def _search_cs_manager_id(self, operator, value):
        return self._cs_search_account("manager_id", operator, value)

    def _search_cs_lifecycle(self, operator, value):
        return self._cs_search_account("lifecycle", operator, value)

    def _cs_search_account(self, field, operator, value):
        """Partners by a field of their account in the active company."""
        if operator.startswith("not ") or operator == "!=":
            return NotImplemented
        # Searching would tell what those outside may not read.
        self._check_field_access(self._fields["cs_account_id"], "read")

        def customers(domain):
            domain &= Domain("company_id", "=", self.env.company.id)
            accounts = self.env["cs.account"].with_context(active_test=False)
            found = accounts._search(domain).subselect("partner_id")
            return Domain("commercial_partner_id", "in", found)

        result = customers(Domain(field, operator, value))
        if operator == "in" and False in value:
            result |= ~customers(Domain(field, "!=", False))
        return result

    def _compute_cs_item_count(self):
        counts = dict(
            self.env["cs.item"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cs_item_count = counts.get(partner.commercial_partner_id, 0)

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "cs_tier_id"]

    # === Actions === #

    def action_cs_open_account(self):
        """Open the customer's account in the active company, made if need be."""
        self.ensure_one()
        self._cs_check_reader()
        return self.env["cs.account"]._ensure(self).get_formview_action()

    def action_cs_open_items(self):
        """Open the products this customer uses."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_customer.cs_item_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": customer.id}
        return action
