# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class CrmLead(models.Model):
    """How a renewal is worked on: playbook, quotations, bulk mails, what was lost."""

    _inherit = "crm.lead"

    # Core's `commercial_partner_id` is empty where the contact is the company itself.
    cs_customer_id = fields.Many2one(
        "res.partner",
        "Customer of the Renewal",
        compute="_compute_cs_customer_id",
        export_string_translation=False,
    )
    cs_also_contract_ids = fields.Many2many(
        "cs.contract",
        "cs_contract_also_lead_rel",
        string="Also Renews",
        check_company=True,
        copy=False,
        domain="[('commercial_partner_id', '=', cs_customer_id),"
        " ('state', '=', 'active'), ('id', '!=', cs_contract_id),"
        " ('date_end', '!=', False)]",
        help="Other contracts of this customer that go into the same quotation.",
    )
    cs_competitor = fields.Char("Competitor", copy=False, tracking=True)
    cs_playbook_date = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.depends("partner_id.commercial_partner_id")
    def _compute_cs_customer_id(self):
        for lead in self:
            lead.cs_customer_id = lead.partner_id.commercial_partner_id

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

    @api.model
    def _cs_begin(self, vals_list):
        """Open renewals: each with its playbook, and the save play of who is red.

        :return: the new opportunities
        """
        leads = self.create(vals_list)
        leads._cs_start_playbooks()
        leads._cs_save_red()
        return leads

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
        waiting._cs_stamp("cs_playbook_date")

    def _cs_stamp(self, name):
        """Note today in a field of the engine.

        Below the ORM: a stamp of the engine starts no rules and posts nothing.
        """
        self.flush_recordset([name])
        for company, leads in self.grouped("company_id").items():
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_lead SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(name),
                    (company or self.env.company)._cs_today(),
                    leads.ids,
                )
            )
        self.invalidate_recordset([name])

    # === What speaks against sending === #

    def _cs_concerns(self):
        """Urgent tickets and broken promises of the customers, in words.

        :return: {lead id: text}; only those that have any
        """
        found = {}
        for company, leads in self.grouped("company_id").items():
            partners = leads.partner_id.with_company(company or self.env.company)
            texts = partners._cs_concerns()
            for lead in leads:
                if text := texts.get(lead.partner_id.commercial_partner_id.id):
                    found[lead.id] = text
        return found

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
        if not self:
            return
        plan = self.env["mail.activity.plan"]._cs_default("cs_renewal.plan_save")
        if plan:
            plan._cs_schedule(
                {
                    lead: (lead.company_id or self.env.company)._cs_today()
                    for lead in self
                }
            )
        self._cs_stamp("cs_save_date")
        words = self.env._("The save play was started.")
        self._message_log_batch(dict.fromkeys(self.ids, words))

    def _cs_save_red(self):
        """Start the save play of these renewals where the customer is red already.

        Who turns red while a renewal is open is met by the score.
        """
        # sudo: cs.account, cs.risk: the score decides, whoever opens the renewal
        accounts = self.env["cs.account"].sudo()
        for company, leads in self.grouped("company_id").items():
            customers = leads.partner_id.commercial_partner_id
            red = accounts.search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", customers.ids),
                    ("health_band", "=", "red"),
                ]
            )
            mine = leads.filtered(
                lambda lead, red=red: (
                    not lead.cs_save_date
                    and lead.partner_id.commercial_partner_id in red.partner_id
                )
            )
            mine._cs_start_save()
            by_customer = mine.grouped(lambda x: x.partner_id.commercial_partner_id)
            for risk in red.risk_ids.filtered(lambda r: r.is_open and not r.lead_id):
                risk.lead_id = by_customer.get(risk.partner_id, mine.browse())[:1]
