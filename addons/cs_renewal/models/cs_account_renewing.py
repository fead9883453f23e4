# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

CLOSING = {"active", "probability", "stage_id"}


class CrmLead(models.Model):
    """While a renewal is open its customer is renewing."""

    _inherit = "crm.lead"

    @api.model
    def _cs_begin(self, vals_list):
        leads = super()._cs_begin(vals_list)
        leads._cs_follow_renewing()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if CLOSING & vals.keys():
            self.filtered(
                lambda lead: lead.cs_motion == "renewal"
            )._cs_follow_renewing()
        return result

    def unlink(self):
        renewals = self.filtered(lambda lead: lead.cs_motion == "renewal")
        gone = [
            (company, leads.partner_id.commercial_partner_id)
            for company, leads in renewals.grouped("company_id").items()
            if company
        ]
        result = super().unlink()
        for company, customers in gone:
            self.env["cs.account"]._cs_follow_renewing(customers, company)
        return result

    def _cs_follow_renewing(self):
        """The accounts of these renewals' customers are renewing, or live again."""
        for company, leads in self.grouped("company_id").items():
            if company:
                customers = leads.partner_id.commercial_partner_id
                self.env["cs.account"]._cs_follow_renewing(customers, company)


class CsAccount(models.Model):
    _inherit = "cs.account"

    @api.model
    def _cs_follow_renewing(self, customers, company):
        """Live accounts of customers with an open renewal are renewing; others not."""
        # sudo: crm.lead, cs.account: the renewal decides, whoever works on it
        groups = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [
                    ("partner_id.commercial_partner_id", "in", customers.ids),
                    ("company_id", "=", company.id),
                    ("cs_motion", "=", "renewal"),
                    ("won_status", "=", "pending"),
                ],
                ["partner_id.commercial_partner_id"],
            )
        )
        busy = customers.browse(customer.id for (customer,) in groups)
        accounts = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", customers.ids),
                ("lifecycle", "in", ("live", "renewing")),
            ]
        )
        for lifecycle, those in (("renewing", busy), ("live", customers - busy)):
            accounts.filtered(
                lambda a, those=those, lifecycle=lifecycle: (
                    a.partner_id in those and a.lifecycle != lifecycle
                )
            ).lifecycle = lifecycle


class CsContract(models.Model):
    _inherit = "cs.contract"

    @api.model
    def _follow_lifecycle(self, contracts, lifecycle):
        """A contract that begins does not hide the renewal of another one."""
        result = super()._follow_lifecycle(contracts, lifecycle)
        if lifecycle == "live":
            for company, found in contracts.grouped("company_id").items():
                customers = found.commercial_partner_id
                self.env["cs.account"]._cs_follow_renewing(customers, company)
        return result

    def _cs_customers_live(self):
        """Whoever has these contracts now is a customer, not a prospect."""
        for company, found in self.grouped("company_id").items():
            customers = found.commercial_partner_id
            # sudo: cs.account: the contract decides, whoever moves its contact
            accounts = self.env["cs.account"].sudo()._ensure(customers, company)
            accounts.filtered(
                lambda a: a.lifecycle in ("prospect", "churned")
            ).lifecycle = "live"
            self.env["cs.account"]._cs_follow_renewing(customers, company)
