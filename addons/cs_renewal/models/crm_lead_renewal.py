# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

CONCERNS = ("tickets_urgent", "promises_broken_90d")


class CrmLead(models.Model):
    """How a renewal is worked on: playbook, quotations, bulk mails, what was lost."""

    _inherit = "crm.lead"

    cs_also_contract_ids = fields.Many2many(
        "cs.contract",
        "cs_contract_also_lead_rel",
        string="Also Renews",
        check_company=True,
        copy=False,
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('state', '=', 'active'), ('id', '!=', cs_contract_id),"
        " ('date_end', '!=', False)]",
        help="Other contracts of this customer that go into the same quotation.",
    )
    cs_competitor = fields.Char("Competitor", copy=False, tracking=True)
    cs_playbook_date = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.constrains("cs_also_contract_ids", "partner_id")
    def _check_also_contracts(self):
        """One signature renews them all, so they are all of the one who signs."""
        for lead in self.filtered("cs_also_contract_ids").sudo():
            # sudo: cs.contract: whose it is, whoever works on the renewal
            customers = lead.cs_also_contract_ids.commercial_partner_id
            if customers != lead.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._("One quotation renews the contracts of one customer.")
                )

    def _cs_start_playbooks(self):
        """Start the renewal's playbook, counted back from the notice deadline.

        Once for each opportunity, however often this is called.
        """
        waiting = self.filtered(lambda lead: not lead.cs_playbook_date)
        default = self.env["mail.activity.plan"]._cs_default("cs_renewal.plan_renewal")
        by_plan = {}
        for lead in waiting:
            tier = lead.partner_id.commercial_partner_id.cs_tier_id
            plan = tier.renewal_plan_id or lead.company_id.cs_renewal_plan_id or default
            day = lead.date_deadline or lead.cs_term_end
            if plan and day:
                by_plan.setdefault(plan, {})[lead] = day
        for plan, dates in by_plan.items():
            plan._cs_schedule(dates)
        for company, leads in waiting.grouped("company_id").items():
            today = (company or self.env.company)._cs_today()
            leads._cs_note_playbook(today)

    def _cs_note_playbook(self, today):
        # Below the ORM: a stamp of the engine starts no rules and posts nothing.
        self.flush_recordset(["cs_playbook_date"])
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET cs_playbook_date = %s WHERE id = ANY(%s)",
                today,
                self.ids,
            )
        )
        self.invalidate_recordset(["cs_playbook_date"])

    # === What speaks against sending === #

    def _cs_concerns(self):
        """Urgent tickets and broken promises of the customers, in words.

        :return: {lead id: text}; only those that have any
        """
        found = {}
        for company, leads in self.grouped("company_id").items():
            company = company or self.env.company
            partners = leads.partner_id.commercial_partner_id
            # sudo: counts only, for who works on the renewal
            signals = partners.sudo().with_company(company)._cs_signals()
            for lead in leads:
                own = signals.get(lead.partner_id.commercial_partner_id.id, {})
                text = self._cs_concern_in_words(own)
                if text:
                    found[lead.id] = text
        return found

    @api.model
    def _cs_concern_in_words(self, signals):
        urgent, broken = (
            int(signals.get(name, {}).get("value") or 0) for name in CONCERNS
        )
        parts = []
        if urgent:
            parts.append(self.env._("%(count)s urgent tickets open", count=urgent))
        if broken:
            parts.append(
                self.env._("%(count)s promises broken in 90 days", count=broken)
            )
        return ", ".join(parts)

    # === Many at once === #

    def action_cs_send_renewals(self):
        """Quote and send the renewals chosen, in the background.

        :return: the action that shows how far it is, and who is left out and why
        :raise UserError: when nothing chosen can be sent
        """
        self.check_access("write")
        leads = self.filtered(lambda lead: lead._cs_to_send())
        if not leads:
            raise UserError(self.env._("Choose renewals that are still open."))
        batches = self.env["cs.renewal.batch"]._begin(leads)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_renewal.cs_renewal_batch_action"
        )
        if len(batches) == 1:
            action.update(res_id=batches.id, views=[(False, "form")])
        return action

    def _cs_to_send(self):
        """Whether this is a renewal of a contract that is still worked on."""
        return (
            self.cs_motion == "renewal"
            and self.won_status == "pending"
            and bool(self.cs_contract_id)
        )

    def action_cs_start_save(self):
        """Start the save play by hand."""
        self.check_access("write")
        self._cs_start_save()
        return True

    def _cs_start_save(self):
        """Put the steps of the save play on the lists of manager, support and sales."""
        plan = self.env["mail.activity.plan"]._cs_default("cs_renewal.plan_save")
        if plan:
            plan._cs_schedule(
                {
                    lead: (lead.company_id or self.env.company)._cs_today()
                    for lead in self
                }
            )
        for lead in self:
            # sudo: crm.lead: a stamp of the engine
            lead.sudo().cs_save_date = (lead.company_id or self.env.company)._cs_today()
            lead.message_post(body=self.env._("The save play was started."))
