# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import AccessError

# What a person without rights in CRM may set on the opportunity he proposes.
PROPOSAL_FIELDS = {"name", "description", "expected_revenue"}


class CsOpportunityMixin(models.AbstractModel):
    """Service work that sales should know of becomes opportunities.

    The model that inherits it has ``partner_id``, ``commercial_partner_id``,
    ``company_id`` and a chatter for colleagues, and says in
    :meth:`_cs_opportunity_values` what it is about.
    """

    _name = "cs.opportunity.mixin"
    _description = "Source of Opportunities"

    lead_count = fields.Integer(
        "Opportunities", compute="_compute_lead_count", groups="base.group_user"
    )

    def _compute_lead_count(self):
        # sudo: crm.lead: a number, for people who may read the ticket
        groups = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [
                    ("cs_origin_model", "=", self._name),
                    ("cs_origin_id", "in", self.ids),
                ],
                ["cs_origin_id"],
                ["__count"],
            )
        )
        counts = dict(groups)
        for ticket in self:
            ticket.lead_count = counts.get(ticket.id, 0)

    def create_opportunity(self, values=None):
        """Make an opportunity of this: its customer and subject, never its talk.

        A person without rights in CRM proposes one: the customer's salesperson gets it,
        and of ``values`` only the subject, text and revenue count.

        :param dict values: values of the opportunity
        :return: the opportunity
        :rtype: crm.lead
        """
        self.ensure_one()
        self._cs_check_staff()
        self.check_access("read")
        Lead, values = self.env["crm.lead"], dict(values or {})
        if not Lead.has_access("create"):
            Lead = Lead.sudo()  # sudo: crm.lead: only the fields that are listed
            values = {name: values[name] for name in PROPOSAL_FIELDS & values.keys()}
        salesperson = self.commercial_partner_id.user_id or self.partner_id.user_id
        lead = Lead.with_context(mail_create_nosubscribe=True).create(
            {
                **self._cs_opportunity_values(),
                "type": "opportunity",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": salesperson.id,
                **values,
                "cs_origin_model": self._name,
                "cs_origin_id": self.id,
            }
        )
        self.message_post(
            body=self.env._("Opportunity made: %s", lead._get_html_link()),
            subtype_xmlid="mail.mt_note",
        )
        return lead.sudo(self.env.su)

    def _cs_opportunity_values(self):
        """Hook: the subject of an opportunity, and how to reach the customer."""
        return {"name": self.display_name}

    def _cs_check_staff(self):
        """Refuse whoever does not work with customers.

        :raises AccessError: for customers and other staff
        """
        if not self.env.su and not self.env.user.has_group("cs_customer.group_user"):
            raise AccessError(self.env._("You do not work with customers."))

    def action_create_opportunity(self):
        """Make an opportunity and open it, or say that sales has it now."""
        lead = self.create_opportunity()
        if lead.has_access("read"):
            return lead.get_formview_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sales was told about “%s”.", self.display_name),
            },
        }

    def action_open_leads(self):
        """Open the opportunities that grew from this."""
        self.ensure_one()
        self._cs_check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities"),
            "res_model": "crm.lead",
            "view_mode": "list,form",
            "domain": [
                ("cs_origin_model", "=", self._name),
                ("cs_origin_id", "=", self.id),
            ],
        }
