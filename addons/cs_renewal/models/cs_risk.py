# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

STAGES = [
    ("open", "At Risk"),
    ("plan", "Plan Made"),
    ("saving", "Saving"),
    ("recovered", "Recovered"),
    ("lost", "Lost"),
    ("merged", "Merged"),
]
DONE = ("recovered", "lost", "merged")


class CsRisk(models.Model):
    """A customer who may leave: why, who works on it, how far it is."""

    _name = "cs.risk"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Risk"
    _order = "is_open desc, date_open desc, id desc"
    _check_company_auto = True

    name = fields.Char("What Is Wrong", required=True)
    account_id = fields.Many2one(
        "cs.account", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="account_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    stage = fields.Selection(
        STAGES,
        required=True,
        default="open",
        tracking=True,
        index=True,
        group_expand="_expand_stages",
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    reason_id = fields.Many2one(
        "crm.lost.reason",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Renewal",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    date_open = fields.Date(
        "Since",
        required=True,
        default=lambda self: self.env.company._cs_today(),
        readonly=True,
    )
    date_stage = fields.Date("In This Stage Since", readonly=True)
    days_in_stage = fields.Integer("Days in Stage", compute="_compute_days_in_stage")
    amount = fields.Float(
        "Revenue a Month at Risk",
        readonly=True,
        copy=False,
        digits=(16, 2),
        groups="cs_customer.group_finance",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    health = fields.Float(related="account_id.health", digits=(5, 1))
    health_band = fields.Selection(related="account_id.health_band")
    note = fields.Html("Plan")

    _one_open = models.UniqueIndex(
        "(account_id) WHERE is_open IS TRUE",
        "This customer has an open risk already: work on that one.",
    )

    @api.depends("stage")
    def _compute_is_open(self):
        for risk in self:
            risk.is_open = risk.stage not in DONE

    @api.depends("date_stage", "date_open")
    def _compute_days_in_stage(self):
        for risk in self:
            since = risk.date_stage or risk.date_open
            today = (risk.company_id or self.env.company)._cs_today()
            risk.days_in_stage = (today - since).days if since else 0

    @api.model_create_multi
    def create(self, vals_list):
        risks = super().create(vals_list)
        # sudo: amounts are for finance, the sum is stored
        for risk, amount in risks.sudo()._monthly().items():
            risk.date_stage = risk.date_stage or risk.date_open
            risk.amount = amount
        return risks

    def write(self, vals):
        if "stage" in vals and "date_stage" not in vals:
            for company, risks in self.grouped("company_id").items():
                today = (company or self.env.company)._cs_today()
                super(CsRisk, risks).write({"date_stage": today})
        return super().write(vals)

    @api.model
    def _expand_stages(self, _stages, _domain):
        """The columns of the register; nobody puts a risk into “Merged” by hand."""
        return [stage for stage, _label in STAGES if stage != "merged"]

    def _merge_into(self, kept):
        """Close this risk in favour of another of the same customer, which says so."""
        self.ensure_one()
        kept.message_post(
            body=Markup("<p>%s</p>%s")
            % (
                self.env._("Another risk of this customer goes on here: %s", self.name),
                self.note or "",
            )
        )
        self.message_post(
            body=self.env._("This goes on in another risk: %s", kept.name)
        )
        self.activity_ids.res_id = kept.id
        kept.lead_id = kept.lead_id or self.lead_id
        kept.user_id = kept.user_id or self.user_id
        self.stage = "merged"

    def _monthly(self):
        """{risk: the monthly revenue of its customer, in the company's currency}."""
        contracts = self.env["cs.contract"]
        contracts = contracts.search(
            Domain("commercial_partner_id", "in", self.partner_id.ids)
            & contracts._running_domain(self.company_id)
        )
        running = contracts.grouped(lambda c: (c.commercial_partner_id, c.company_id))
        return {
            risk: sum(
                contract._in_company_currency(contract.mrr)
                for contract in running.get((risk.partner_id, risk.company_id), ())
            )
            for risk in self
        }


class CsAccount(models.Model):
    """A customer that turns red is put on the register, and its renewal is saved."""

    _inherit = "cs.account"

    risk_ids = fields.One2many("cs.risk", "account_id", "Risks")

    def _act_on_red(self):
        """Open a risk, tell the manager, start the save play of an open renewal.

        Once for each time an account turns red; a risk that is open stays the one.
        """
        if not self:
            return
        risks = self.env["cs.risk"].sudo()  # sudo: opened by the score
        known = risks.search(
            [("account_id", "in", self.ids), ("is_open", "=", True)]
        ).account_id
        leads = self._open_renewal_leads()
        new = self - known
        # Followers are noted and mails sent by person, however many turn red.
        made = risks.with_context(tracking_disable=True).create(
            [
                {
                    "name": account._worst_in_words(),
                    "account_id": account.id,
                    "user_id": account.manager_id.id,
                    "date_open": account.company_id._cs_today(),
                    "lead_id": leads.get(account.partner_id, risks.lead_id)[:1].id,
                }
                for account in new
            ]
        )
        for user, own in made.grouped("user_id").items():
            own.message_subscribe(user.partner_id.ids)
        told = {
            account.partner_id: (
                account,
                self.env._("Health is red: %s", account._worst_in_words()),
            )
            for account in self
        }
        quiet = self.partner_id.with_context(mail_activity_quick_update=True)
        quiet._cs_raise_each("renewal_risk", told)._tell_together()
        renewals = self.env["crm.lead"].sudo().union(*leads.values())
        fresh = renewals.filtered(lambda lead: not lead.cs_save_date)
        fresh._cs_start_save()

    def _open_renewal_leads(self):
        """{customer: open renewal opportunities} of the active company."""
        found = (
            self.env["crm.lead"]
            .sudo()
            .search(
                [
                    ("cs_motion", "=", "renewal"),
                    ("won_status", "=", "pending"),
                    ("company_id", "=", self.env.company.id),
                    ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ]
            )
        )
        return found.grouped(lambda lead: lead.partner_id.commercial_partner_id)

    def _worst_in_words(self):
        """The measures that take the most points away."""
        parts = sorted(
            self.health_contributions or [],
            key=lambda part: (part["points"] - 100) * part["weight"],
        )
        bad = [part["name"] for part in parts[:2] if part["points"] < 60]
        return ", ".join(bad) or self.env._("Health is red")
