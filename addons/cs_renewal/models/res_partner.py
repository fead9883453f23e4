# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain

STAFF = "cs_customer.group_user"
# Whom a customer lets see its contracts; a mere user of the product does not.
CONTRACT_ROLES = ("decision_maker", "signer", "billing", "champion")
DECIDING_ROLES = ("decision_maker", "signer")
CONCERNS = ("tickets_urgent", "promises_broken_90d")


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_contract_count = fields.Integer(
        compute="_compute_cs_contract_count",
        groups=STAFF,
        export_string_translation=False,
    )

    def write(self, vals):
        result = super().write(vals)
        # sudo: res.users: the record rule of renewals is remembered for each login
        if "cs_contact_role" in vals and self.sudo().user_ids:
            self.env.registry.clear_cache()
        if {"parent_id", "is_company"} & vals.keys():
            self._cs_contracts_follow()
        return result

    def _cs_contracts_follow(self):
        """The revenue of contracts stays with the customer their contact belongs to."""
        # sudo: whose contracts they are, whoever changes the contact
        contracts = self.env["cs.contract"].sudo().with_context(active_test=False)
        found = contracts.search([("partner_id", "child_of", self.ids)])
        if found:
            self.env["cs.mrr.movement"].sudo()._follow_customers(found)
            found.filtered(lambda c: c.state == "active")._cs_customers_live()

    def _compute_cs_contract_count(self):
        model = self._cs_summary_model("cs.contract")
        domain = Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
        counts = dict(
            model._read_group(
                domain & self._cs_summary_domain(model),
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cs_contract_count = counts.get(partner.commercial_partner_id, 0)

    def action_cs_open_contracts(self):
        """Open the contracts of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_renewal.cs_contract_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("commercial_partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": customer.id}
        return action

    def _cs_concerns(self):
        """What speaks against selling to these customers now, in the active company.

        :return: {customer id: urgent tickets and broken promises, in words}; only
            those that have any
        """
        found = {}
        # sudo: counts only, for who works on the renewal
        for customer_id, facts in self.sudo()._cs_signals().items():
            urgent, broken = (
                int(facts.get(name, {}).get("value") or 0) for name in CONCERNS
            )
            parts = []
            if urgent:
                parts.append(self.env._("Urgent tickets open: %(count)s", count=urgent))
            if broken:
                parts.append(
                    self.env._("Promises broken in 90 days: %(count)s", count=broken)
                )
            if parts:
                found[customer_id] = ", ".join(parts)
        return found

    def _cs_may_see_contracts(self):
        """Whether this contact is one of those who see the company's contracts."""
        self.ensure_one()
        role = (
            self.sudo().cs_contact_role
        )  # sudo: the portal does not read its own role
        return not role or role in CONTRACT_ROLES

    def _cs_timeline_queries(self):
        domain = Domain("partner_id", "in", self.ids) & Domain("state", "!=", "draft")
        domain &= Domain("date_start", "<=", self.env.company._cs_today())
        noticed = domain & Domain("notice_date", "!=", False)
        select = self._cs_timeline_select
        return [
            *super()._cs_timeline_queries(),
            select("cs.contract", "contract_start", domain, at="date_start"),
            select("cs.contract", "contract_notice", noticed, at="notice_date"),
        ]

    def _cs_signals(self):
        signals = super()._cs_signals()
        customers, today = self.commercial_partner_id, self.env.company._cs_today()
        # sudo: a summary of the company at hand, after access to the customer
        contracts = (
            self.env["cs.contract"]
            .sudo()
            .search_fetch(
                Domain("commercial_partner_id", "in", customers.ids)
                & self.env["cs.contract"]._running_domain(self.env.company),
                ["commercial_partner_id", "notice_deadline", "state"],
            )
        )
        current = self.env["cs.contract.line"].sudo()._current(contracts, today)
        lines = current._with_known_use()
        seats = lines.grouped(lambda line: line.contract_id.commercial_partner_id)
        for partner, running in contracts.grouped("commercial_partner_id").items():
            mine = signals[partner.id]
            found = running.filtered(lambda contract: contract.state == "active")
            deadlines = [c.notice_deadline for c in found if c.notice_deadline]
            if deadlines:
                days = (min(deadlines) - today).days
                domain = [("id", "in", found.ids)]
                mine["days_to_notice"] = self._cs_signal(days, "cs.contract", domain)
            used = seats.get(partner)
            if used and sum(used.mapped("quantity")):
                ratio = sum(used.mapped("seats_used")) / sum(used.mapped("quantity"))
                mine["seats_used_ratio"] = self._cs_signal(
                    ratio, "cs.contract.line", [("id", "in", used.ids)]
                )
        return signals

    def _cs_entitlements(self, at=None):
        at = at or self.env.company._cs_today()
        result = super()._cs_entitlements(at)
        # sudo: whoever serves may know what the customer can claim, prices left out
        lines = (
            self.env["cs.contract.line"]
            .sudo()
            .search(
                [
                    ("contract_id.commercial_partner_id", "in", list(result)),
                    ("company_id", "=", self.env.company.id),
                    ("contract_id.state", "in", ("active", "renewed")),
                    ("contract_id.date_start", "<=", at),
                ]
            )
        )
        for line in lines:
            contract = line.contract_id
            result[contract.commercial_partner_id.id].append(
                {
                    "name": line.name,
                    "product_id": line.product_id.id,
                    "item_id": False,
                    "level": contract.service_level_id.name,
                    "model": "cs.contract",
                    "res_id": contract.id,
                    "date_start": line.date_start or contract.date_start,
                    "date_end": line.date_end or contract.date_end,
                    "active": line._is_current(at),
                }
            )
        return result

    def _cs_panel_sections(self):
        sections = super()._cs_panel_sections()
        customers = self.commercial_partner_id
        model = self._cs_summary_model("cs.contract")
        domain = Domain("commercial_partner_id", "in", customers.ids)
        domain &= Domain("state", "=", "active") & self._cs_summary_domain(model)
        contracts = model.search(domain, order="notice_deadline, id")
        grouped = contracts.grouped("commercial_partner_id")
        for partner in customers:
            found = grouped.get(partner, contracts.browse())
            sections[partner.id].append(
                self._cs_panel_section(
                    *("contracts", self.env._("Contracts"), 10),
                    [contract._cs_panel_contract() for contract in found[:5]],
                    icon="fa-file-text-o",
                    count=len(found),
                    empty=self.env._("No contract is running."),
                )
            )
        return sections

    def _cs_may_decide(self):
        """Whether this contact may renew, ask for more and give notice.

        Decision makers and signers may. Where a customer has neither, whoever has no
        role at all may: a small customer does not have to be told who decides.
        """
        self.ensure_one()
        # sudo: res.partner: the portal does not read roles
        contact = self.sudo()
        if contact.cs_contact_role:
            return contact.cs_contact_role in DECIDING_ROLES
        return not contact.search_count(
            [
                ("commercial_partner_id", "=", contact.commercial_partner_id.id),
                ("cs_contact_role", "in", DECIDING_ROLES),
            ],
            limit=1,
        )
