# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

ROLES = {
    "cs_manager": "success_manager",
    "cs_sales": "sales",
    "cs_support": "support_lead",
}


class MailActivityPlanTemplate(models.Model):
    """A step of a playbook can be for a role around the customer."""

    _inherit = "mail.activity.plan.template"

    responsible_type = fields.Selection(
        selection_add=[
            ("cs_manager", "Success manager"),
            ("cs_sales", "Account owner"),
            ("cs_support", "Support lead"),
        ],
        ondelete=dict.fromkeys(ROLES, "set default"),
    )

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        if self.responsible_type not in ROLES:
            return super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        people = self._cs_people(applied_on_record)
        user = people[applied_on_record.id].get(self.responsible_type)
        user = user or on_demand_responsible or self.env.user
        return {"responsible": user, "error": False, "warning": False}

    def _cs_people(self, records):
        """Who plays each role for the customers of these records.

        A role nobody has falls to the record's own person, then to the manager.

        :param records: of a model with partner_id, company_id and user_id
        :return: {record id: {role type: res.users}}
        """
        # sudo: cs.account: who gets a step, whoever starts the playbook
        accounts = self.env["cs.account"].sudo()
        result = {}
        for company, found in records.grouped("company_id").items():
            company = company or self.env.company
            customers = found.partner_id.commercial_partner_id
            known = accounts.search(
                [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
            ).grouped("partner_id")
            for record in found:
                customer = record.partner_id.commercial_partner_id
                account = known.get(customer, accounts.browse())
                result[record.id] = self._cs_roles(account, record, customer)
        return result

    def _cs_roles(self, account, record, customer):
        members = {}
        for member in account.member_ids:
            members.setdefault(member.role, member.user_id)
        own = record.user_id or account.manager_id
        found = {
            "cs_manager": account.manager_id or members.get("success_manager"),
            "cs_sales": members.get("sales") or customer.sudo().user_id,
            "cs_support": members.get("support_lead"),
        }
        return {kind: user or own for kind, user in found.items()}
