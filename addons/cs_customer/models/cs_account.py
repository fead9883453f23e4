# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, is_html_empty

LIFECYCLES = [
    ("prospect", "Prospect"),
    ("onboarding", "Onboarding"),
    ("live", "Live"),
    ("renewing", "Renewing"),
    ("churned", "Churned"),
]

# Whom an alert goes to, by role in the account team, first found.
RESPONSIBLE = {
    "promise_broken": ["success_manager", "support_lead"],
    "low_rating": ["success_manager", "support_lead"],
    "many_tickets": ["success_manager", "sales"],
    "notice_given": ["success_manager", "sales"],
    "renewal_risk": ["success_manager", "sales"],
}


class CsAccount(models.Model):
    """What one of our companies knows of a customer.

    Partners are shared between companies, so this cannot stand on the partner: there
    is one account per company and commercial partner. `res.partner` mirrors the
    account of the active company.
    """

    _name = "cs.account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Customer Account"
    _rec_name = "partner_id"
    _order = "tier_weight desc, id desc"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )
    manager_id = fields.Many2one(
        "res.users",
        "Success Manager",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who keeps this customer: warnings and renewals go there first.",
    )
    lifecycle = fields.Selection(
        LIFECYCLES, required=True, default="prospect", tracking=True, index=True
    )
    member_ids = fields.One2many("cs.account.member", "account_id", "Our People")
    tier_id = fields.Many2one(related="partner_id.cs_tier_id", readonly=False)
    tier_weight = fields.Float(
        compute="_compute_tier_weight", store=True, export_string_translation=False
    )
    item_ids = fields.One2many(
        "cs.item", compute="_compute_item_ids", string="Products in Use"
    )
    alert_ids = fields.One2many("cs.alert", "account_id", "Alerts")
    note = fields.Html("Account Notes")
    active = fields.Boolean(default=True)

    _company_partner_unique = models.Constraint(
        "UNIQUE (company_id, partner_id)",
        "This customer has an account in this company already.",
    )
    _default_order_idx = models.Index(
        "(tier_weight DESC, id DESC) WHERE active IS TRUE"
    )

    @api.depends("partner_id.cs_tier_id.weight")
    def _compute_tier_weight(self):
        for account in self:
            account.tier_weight = account.partner_id.cs_tier_id.weight

    @api.depends("partner_id")
    def _compute_item_ids(self):
        found = self.env["cs.item"]._read_group(
            [("commercial_partner_id", "in", self.partner_id.ids)],
            ["commercial_partner_id", "company_id"],
            ["id:recordset"],
        )
        items = {(partner, company): items for partner, company, items in found}
        for account in self:
            account.item_ids = items.get((account.partner_id, account.company_id))

    @api.constrains("partner_id")
    def _check_commercial_partner(self):
        for account in self:
            if account.partner_id != account.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact; make the account for %(company)s.",
                        contact=account.partner_id.display_name,
                        company=account.partner_id.commercial_partner_id.display_name,
                    )
                )

    @api.model
    def _ensure(self, partners, company=None):
        """The accounts of these customers, created where there is none yet.

        Two transactions may do this at once: the insert says so to PostgreSQL, and
        the loser's request is repeated instead of failing.

        :param partners: any partners; their commercial partners get the account
        :param company: a `res.company`; the active one when left out
        """
        company = company or self.env.company
        customers = partners.commercial_partner_id
        domain = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        # sudo: cs.account: an account comes into being by work done for the customer
        accounts = self.sudo().with_context(active_test=False)
        missing = customers.sudo() - accounts.search(domain).partner_id
        if missing:
            accounts._insert(missing, company)
        return accounts.search(domain).sudo(self.env.su)

    def _insert(self, partners, company):
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, 'prospect', %s, TRUE, %s, %s, now() at time zone 'UTC', "
                "now() at time zone 'UTC')",
                company.id,
                partner.id,
                partner.cs_tier_id.weight,
                self.env.uid,
                self.env.uid,
            )
            for partner in partners
        )
        self.env.execute_query(
            SQL(
                """INSERT INTO cs_account (company_id, partner_id, lifecycle,
                                           tier_weight, active, create_uid,
                                           write_uid, create_date, write_date)
                   VALUES %s ON CONFLICT (company_id, partner_id) DO NOTHING
                   RETURNING id""",
                rows,
            )
        )
        self.invalidate_model()
        mirrored = ["cs_account_ids", "cs_account_id", "cs_manager_id", "cs_lifecycle"]
        self.env["res.partner"].invalidate_model(mirrored)

    def _responsible(self, kind):
        """Who hears of an alert of `kind` first: by role, then manager, then sales."""
        self.ensure_one()
        for role in RESPONSIBLE.get(kind, []):
            if role == "success_manager" and self.manager_id:
                return self.manager_id
            if found := self.member_ids.filtered(lambda m, r=role: m.role == r):
                return found[0].user_id
        return self.manager_id or self.partner_id.user_id

    def _merge_into(self, target):
        """Move what these accounts hold to `target` and remove them."""
        target.ensure_one()
        taken = {(alert.kind, alert.date): alert for alert in target.alert_ids}
        for alert in self.alert_ids:
            if same := taken.get((alert.kind, alert.date)):
                same.note = f"{same.note or ''}\n{alert.note or ''}".strip()
            else:
                alert.account_id = target
                taken[alert.kind, alert.date] = alert
        known = {(member.user_id, member.role) for member in target.member_ids}
        for member in self.member_ids:
            if (member.user_id, member.role) not in known:
                member.account_id = target
                known.add((member.user_id, member.role))
        for account in self:
            account.message_change_thread(target)
            account.activity_ids.res_id = target.id
            target.manager_id = target.manager_id or account.manager_id
            if not is_html_empty(account.note):
                target.note = (target.note or Markup()) + account.note
            gone = target.lifecycle in ("prospect", "churned")
            if gone and account.lifecycle != "prospect":
                target.lifecycle = account.lifecycle
        self.unlink()

    def action_open_customer(self):
        """Open the customer's form."""
        self.ensure_one()
        return self.partner_id.get_formview_action()
