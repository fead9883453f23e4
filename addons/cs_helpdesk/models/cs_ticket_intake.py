# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, email_split

from odoo.addons.iap.tools.iap_tools import mail_prepare_for_domain_search

from ..tools.clock import now
from ..tools.working_time import WorkingTimes
from .cs_ticket import OPEN_STATES

NUMBER = re.compile(r"[\[【]([^\[\]【】\s]{2,32})[\]】]")
SIMILAR = 0.15
DUPLICATES = 5


class CsTicket(models.Model):
    """What comes in: whose it is, what it belongs to, whether it is there already."""

    _inherit = "cs.ticket"

    suggested_company_id = fields.Many2one(
        "res.partner",
        string="Company by Address",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The sender is no contact yet; others with this mail domain belong there.",
    )
    duplicate_ids = fields.Many2many(
        "cs.ticket",
        string="Similar Open Tickets",
        compute="_compute_duplicate_ids",
        compute_sudo=False,
        groups="base.group_user",
        help="Open tickets of the same customer with a similar subject.",
    )

    # === By number === #

    @api.model
    def _cs_by_number(self, subject, sender, company=None):
        """The ticket whose number, in brackets, stands in the subject of a mail.

        :param str subject: the subject
        :param str sender: the From header; only who takes part in the ticket is heard,
            a number is no secret
        :param company: the ``res.company`` that was written to; each counts its own
        :return: the newest such ticket, or none
        """
        numbers = NUMBER.findall(subject or "")
        email = email_normalize(sender or "")
        if not numbers or not email:
            return self.browse()
        domain = Domain("number", "in", numbers)
        if company:
            domain &= Domain("company_id", "=", company.id)
        found = self.search(domain, order="id desc", limit=10)
        return found.filtered(lambda ticket: email in ticket._cs_participants())[:1]

    def _cs_participants(self):
        """The addresses of those who take part in this ticket.

        :rtype: set of normalised addresses
        """
        self.ensure_one()
        partners = self.partner_id | self.message_partner_ids | self.user_id.partner_id
        known = set(partners.mapped("email_normalized"))
        texts = ", ".join(filter(None, (self.email_from, self.email_cc)))
        return known | {email.lower() for email in email_split(texts)}

    # === By mail domain === #

    @api.model
    def _cs_company_of(self, email):
        """The one company whose people write from a mail domain.

        :param str email: an address; those of public providers tell nothing
        """
        domain = mail_prepare_for_domain_search(email)
        if not domain or not domain.startswith("@"):
            return self.env["res.partner"]
        known = self.env["res.partner"].search(
            Domain("email_normalized", "=like", f"%{domain}"), limit=50
        )
        companies = known.commercial_partner_id.filtered("is_company")
        return companies if len(companies) == 1 else companies.browse()

    def action_accept_contact(self):
        """Make the sender a contact of the company his address points to.

        :raises UserError: if the customer of the ticket is somebody else by now
        """
        self.check_access("write")
        for ticket in self:
            # sudo: res.partner: the agent may not edit contacts; only one that is new
            # and whose address says the same is moved
            sender, company = ticket.partner_id.sudo(), ticket.suggested_company_id
            known = sender.parent_id or sender.is_company or sender.user_ids
            if known or ticket._cs_company_of(sender.email) != company:
                raise UserError(
                    self.env._("%s is known already; edit the contact.", sender.name)
                )
            sender.parent_id = company
        self._cs_settle_contact()

    def action_refuse_contact(self):
        """Leave the sender on his own."""
        self.check_access("write")
        self._cs_settle_contact()

    def _cs_settle_contact(self):
        # sudo: cs.ticket: an answer to what the code asked
        same = self.sudo().search(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("suggested_company_id", "!=", False)
        )
        same.suggested_company_id = False

    # === Duplicates === #

    @api.depends("name", "partner_id")
    def _compute_duplicate_ids(self):
        for ticket in self:
            ticket.duplicate_ids = ticket._cs_similar_open()

    def _cs_similar_open(self):
        """Open tickets of the same customer whose subject says the same."""
        customer = self.commercial_partner_id or self.partner_id.commercial_partner_id
        if not self.name or not customer:
            return self.browse()
        domain = Domain("commercial_partner_id", "=", customer.id)
        domain &= Domain("state", "in", OPEN_STATES)
        domain &= Domain("id", "not in", self._origin.ids)
        domain &= Domain("company_id", "=", self.company_id.id)
        ranked = self._cs_search_ranked(self.name, domain, DUPLICATES)
        return self.browse(id_ for id_, score in ranked if score >= SIMILAR)

    # === Office hours === #

    def _cs_opens_at(self):
        """When the team is back, if nobody works now.

        :return: a moment in UTC, or False in office hours
        """
        self.ensure_one()
        calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
        return WorkingTimes().of(calendar, self.company_id).opens_at(now(self.env))
