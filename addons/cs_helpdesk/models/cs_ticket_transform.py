# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.clock import now

# What a person without rights in CRM may set on the opportunity he proposes.
PROPOSAL_FIELDS = {"name", "description", "expected_revenue"}


class CsTicketTransform(models.AbstractModel):
    """Tickets that become something else: one, two, or an opportunity."""

    _name = "cs.ticket.transform"
    _description = "Merging and Splitting of Tickets"
    _inherit = ["mail.thread"]

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

    def _cs_check_staff(self):
        """Keep customers out of what is for colleagues, though they read the ticket.

        :raises AccessError: for a caller who does not work with customers
        """
        if not self.env.su and not self.env.user.has_group("cs_customer.group_user"):
            raise AccessError(self.env._("You do not work with customers."))

    # === Merge === #

    def merge_into(self, target):
        """Make these tickets part of another one.

        Messages, files, ratings and activities move there; the merged ones are closed,
        point to it, and their promises end cancelled.

        :param target: the ticket that stays, or its id
        :return: the ticket that stays (the end of the chain, if it was merged itself)
        :raises UserError: if the tickets are of different customers or companies
        """
        target = self._cs_records(target)
        target.ensure_one()
        (self | target).check_access("write")
        while target.merged_into_id:
            target = target.merged_into_id
            target.check_access("write")
        sources = self - target
        sources._cs_check_mergeable(target)
        for source in sources.sudo():  # sudo: mail.message: checked above
            source._cs_hand_over(target.sudo())
        sources.sudo()._cs_end_merged(target)
        return target

    @api.model
    def _cs_records(self, tickets):
        """Tickets from what a public method was given: records, an id, or ids."""
        if isinstance(tickets, models.BaseModel):
            return tickets
        return self.browse(tickets)

    def _cs_check_mergeable(self, target):
        if not self:
            raise UserError(self.env._("A ticket cannot be merged into itself."))
        if done := self.filtered("merged_into_id"):
            raise UserError(
                self.env._("%s has been merged already.", done[0].display_name)
            )
        if self.company_id != target.company_id or any(
            ticket.commercial_partner_id != target.commercial_partner_id
            for ticket in self
        ):
            raise UserError(
                self.env._(
                    "Only tickets of the same customer can be merged. Link the others "
                    "by “Follows From” instead."
                )
            )

    def _cs_hand_over(self, target):
        """Move what belongs to this ticket to the one that stays."""
        messages = self.message_ids.filtered(
            lambda message: message.message_type not in ("notification", "auto_comment")
        )
        messages._cs_move_to(target)
        own = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        self.env["ir.attachment"].search(own).write({"res_id": target.id})
        self.env["rating.rating"].search(own).write({"res_id": target.id})
        self.activity_ids.write({"res_id": target.id})
        self.child_ids.parent_id = target
        (self | target).invalidate_recordset()
        link = Markup("<p>%s</p>") % self.env._("Merged from %s", self._get_html_link())
        target.message_post(body=link + (self.description or Markup()))

    def _cs_end_merged(self, target):
        """Close tickets that are part of another one now, without a verdict."""
        self._sla_cancel(now(self.env), self.env._("Merged"))
        self.merged_into_id = target
        self.with_context(mail_notrack=True)._cs_move("closed")
        for source in self:
            source.message_post(
                body=self.env._("Merged into %s", target._get_html_link())
            )

    # === Split === #

    def split(self, messages, values=None):
        """Make a new ticket of some messages of this one, with their files.

        :param messages: messages of this ticket, or their ids
        :param dict values: values of the new ticket
        :return: the new ticket
        :raises UserError: if a message is not of this ticket
        """
        self.ensure_one()
        self.check_access("write")
        if not isinstance(messages, models.BaseModel):
            messages = self.env["mail.message"].browse(messages)
        messages = messages.sudo().exists()  # sudo: mail.message: checked just below
        if not messages or any(
            message.model != self._name or message.res_id != self.id
            for message in messages
        ):
            raise UserError(self.env._("Choose messages of this ticket."))
        ticket = self.with_context(mail_create_nolog=True).create(
            {**self._cs_split_values(messages.sorted("id")[0]), **(values or {})}
        )
        # sudo: mail.message: both tickets may be written
        messages._cs_move_to(ticket.sudo())
        self.message_post(body=self.env._("Split off: %s", ticket._get_html_link()))
        ticket.message_post(body=self.env._("Split from %s", self._get_html_link()))
        return ticket

    def _cs_split_values(self, first):
        """Values of a ticket that begins with a message of this one."""
        author = first.author_id
        customer = author if author.partner_share else self.partner_id
        return {
            "name": first.subject or self.env._("Split from %s", self.display_name),
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "partner_id": (customer or self.partner_id).id,
            "source": self.source,
            "parent_id": self.id,
        }

    # === Opportunity === #

    def create_opportunity(self, values=None):
        """Make an opportunity of a ticket: its customer and subject, never its talk.

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
                "name": self.name,
                "type": "opportunity",
                "partner_id": self.partner_id.id,
                "email_from": self.email_from,
                "phone": self.phone,
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
                "message": self.env._("Sales was told about “%s”.", self.name),
            },
        }

    def action_open_leads(self):
        """Open the opportunities that grew from this ticket."""
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
