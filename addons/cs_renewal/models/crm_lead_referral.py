# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """A customer brings another one: who it was, and the thanks for it."""

    _inherit = "crm.lead"

    cs_referrer_id = fields.Many2one(
        "res.partner",
        "Recommended By",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="The customer who told them about us.",
    )
    cs_thanks_wait = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The referrer has a severe ticket: thanks are due when it is over.",
    )

    _cs_thanks_idx = models.Index("(company_id) WHERE cs_thanks_wait IS TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.filtered("cs_referrer_id")._cs_thank()
        return leads

    def write(self, vals):
        before = {lead: lead.cs_referrer_id for lead in self}
        result = super().write(vals)
        if vals.get("cs_referrer_id"):
            self.filtered(lambda x: before[x] != x.cs_referrer_id)._cs_thank()
        return result

    def _cs_thank(self):
        """Plan the thanks; while the referrer has a severe ticket they wait."""
        for company, leads in self.grouped("company_id").items():
            company = company or self.env.company
            customers = leads.cs_referrer_id.commercial_partner_id
            signals = customers.sudo().with_company(company)._cs_signals()
            waiting = leads.filtered(
                lambda lead, signals=signals: (
                    signals.get(lead.cs_referrer_id.commercial_partner_id.id, {})
                    .get("tickets_urgent", {})
                    .get("value")
                )
            )
            # sudo: crm.lead: noted by what happens, never by hand
            waiting.sudo().cs_thanks_wait = True
            (leads - waiting)._cs_plan_thanks(company)

    def _cs_plan_thanks(self, company):
        """Put the thanks on the list of who is responsible for the referrer."""
        customers = self.cs_referrer_id.commercial_partner_id
        # sudo: cs.account: the thanks stand with the referrer's account
        accounts = self.env["cs.account"].sudo()._ensure(customers, company)
        by_partner = accounts.grouped("partner_id")
        self.sudo().filtered("cs_thanks_wait").cs_thanks_wait = False
        for lead in self:
            customer = lead.cs_referrer_id.commercial_partner_id
            account = by_partner[customer][:1].with_context(active_test=True)
            account.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Say thanks for recommending us"),
                note=lead.name,
                user_id=(account.manager_id or lead.user_id or self.env.user).id,
                date_deadline=fields.Date.add(company._cs_today(), days=1),
            )

    @api.model
    def _cs_thank_late(self, company):
        """Plan the thanks of a company that waited for the end of a severe ticket."""
        leads = self.with_context(active_test=False).search(
            [
                ("cs_thanks_wait", "=", True),
                ("cs_referrer_id", "!=", False),
                ("company_id", "in", (False, company.id)),
            ]
        )
        leads._cs_thank()


class CsAccount(models.Model):
    """A customer may be asked to recommend us, but not while it is in trouble."""

    _inherit = "cs.account"

    def action_cs_ask_referral(self):
        """Open a new referral of this customer.

        :raise UserError: while the customer has an urgent ticket
        """
        self.ensure_one()
        self.check_access("read")
        customers = self.partner_id.sudo().with_company(self.company_id)
        facts = customers._cs_signals().get(self.partner_id.id, {})
        if facts.get("tickets_urgent", {}).get("value"):
            raise UserError(
                self.env._(
                    "%(customer)s waits for us with an urgent ticket: ask later.",
                    customer=self.partner_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recommendation"),
            "res_model": "crm.lead",
            "view_mode": "form",
            "context": {
                "default_type": "opportunity",
                "default_cs_motion": "referral",
                "default_cs_referrer_id": self.partner_id.id,
            },
        }
