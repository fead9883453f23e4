# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..tools.clock import now


def _addresses(ticket):
    """Who is copied on a ticket, as a list of addresses."""
    return [*filter(None, re.split(r"\s*,\s*", ticket.email_cc or ""))]


def _around(ticket):
    """Who and what is around a ticket: followers, links and copies."""
    return {
        "people": set(ticket.message_partner_ids.ids),
        "links": set(ticket.linked_ids.ids),
        "copies": set(_addresses(ticket)),
    }


class CsTicketTransform(models.AbstractModel):
    """Tickets that become one, or two."""

    _name = "cs.ticket.transform"
    _description = "Merging and Splitting of Tickets"
    _inherit = ["cs.opportunity.mixin", "mail.thread"]

    linked_ids = fields.Many2many(
        "cs.ticket",
        "cs_ticket_link_rel",
        "ticket_id",
        "linked_id",
        string="Linked Tickets",
        copy=False,
        groups="base.group_user",
        help="Tickets about the same thing, also of other customers.",
    )

    # === Merge === #

    def merge_into(self, target):
        """Make these tickets part of another one.

        Messages, files, ratings and activities move there; the merged ones are closed,
        point to it, and their promises end cancelled. Tickets of another customer are
        linked to it instead, and stay as they are.

        :param target: the ticket that stays, or its id
        :return: the ticket that stays (the end of the chain, if it was merged itself)
        :raises UserError: if the tickets are of different companies
        """
        target = self._cs_records(target)
        target.ensure_one()
        (self | target).check_access("write")
        while target.merged_into_id:
            target = target.merged_into_id
            target.check_access("write")
        sources = self - target
        sources._cs_check_mergeable(target)
        strangers = sources.filtered(
            lambda ticket: ticket._cs_customer_key() != target._cs_customer_key()
        )
        strangers._cs_link(target)
        sources -= strangers
        for source in sources.sudo():  # sudo: mail.message: checked above
            source._cs_hand_over(target.sudo())
        sources.sudo()._cs_end_merged(target)
        return target

    def _cs_customer_key(self):
        """Whose ticket it is, for merging: a customer, else the sender's address."""
        self.ensure_one()
        return self.commercial_partner_id or email_normalize(self.email_from or "")

    def _cs_link(self, target):
        """Point tickets at each other: what one customer wrote another never reads."""
        for ticket in self:
            ticket.linked_ids |= target
            target.linked_ids |= ticket
            ticket.message_post(
                body=self.env._("Linked to %s", target._get_html_link())
            )
            target.message_post(
                body=self.env._("Linked to %s", ticket._get_html_link())
            )

    def action_undo_merge(self):
        """Take this ticket out of the one it was merged into.

        :raises UserError: when the talk went on since
        """
        self.ensure_one()
        (self | self.merged_into_id).check_access("write")
        # sudo: cs.ticket.journal: who may write both tickets may take them apart
        journal = self.env["cs.ticket.journal"].sudo()
        journal = journal.search(
            [("source_id", "=", self.id), ("undone_at", "=", False)], limit=1
        )
        if not journal:
            raise UserError(self.env._("This ticket is not part of another one."))
        target = self.merged_into_id
        journal._undo()
        self.invalidate_recordset()
        self.message_post(
            body=self.env._("Taken out of %s again", target._get_html_link())
        )
        target.message_post(
            body=self.env._("%s stands alone again", self._get_html_link())
        )

    @api.model
    def _cs_records(self, tickets):
        """Tickets from what a public method was given: records, an id, or ids."""
        if isinstance(tickets, models.BaseModel):
            return tickets.with_env(self.env)
        return self.browse(tickets)

    def _cs_check_mergeable(self, target):
        if not self:
            raise UserError(self.env._("A ticket cannot be merged into itself."))
        if done := self.filtered("merged_into_id"):
            raise UserError(
                self.env._("%s has been merged already.", done[0].display_name)
            )
        if self.company_id != target.company_id:
            raise UserError(
                self.env._("Tickets of different companies cannot be merged.")
            )

    def _cs_hand_over(self, target):
        """Move what belongs to this ticket to the one that stays, and note what."""
        last = target.message_ids[:1]
        messages = self.message_ids.filtered(
            lambda message: message.message_type not in ("notification", "auto_comment")
        )
        messages._cs_move_to(target)
        moved = {"mail.message": messages.ids}
        for model, (field, domain) in self._cs_hanging().items():
            Model = self.env[model].with_context(active_test=False)
            records = Model.search([(field, "=", self.id), *domain])
            records[field] = target.id
            moved[model] = records.ids
        brought = self._cs_bring(target)
        (self | target).invalidate_recordset()
        self.env["cs.ticket.journal"].create(
            {
                "source_id": self.id,
                "target_id": target.id,
                "company_id": self.company_id.id,
                "stage_id": self.stage_id.id,
                "moved": moved,
                "brought": brought,
                "last_message_id": max((messages | last).ids, default=False),
            }
        )
        link = Markup("<p>%s</p>") % self.env._("Merged from %s", self._get_html_link())
        target.message_post(body=link + (self.description or Markup()))

    @api.model
    def _cs_hanging(self):
        """Hook: what hangs on a ticket and moves with it, messages apart.

        :return: {model: (its field with the id of the ticket, rest of the domain)}
        """
        here = [("res_model", "=", self._name)]
        return {
            "ir.attachment": ("res_id", here),
            "rating.rating": ("res_id", here),
            "mail.activity": ("res_id", here),
            "cs.ticket": ("parent_id", []),
            "crm.lead": ("cs_origin_id", [("cs_origin_model", "=", self._name)]),
        }

    def _cs_bring(self, target):
        """Hook: whoever hears of this ticket hears of the one that stays.

        :return: dict of what is new there, for :meth:`_cs_take_back`
        """
        stands, there = target._cs_brought(), _around(target)
        brought = {
            name: sorted(own - (there[name] - stands[name]))
            for name, own in _around(self).items()
        }
        target.message_subscribe(brought["people"])
        target.linked_ids |= self.browse(brought["links"]) - target
        copies = dict.fromkeys([*_addresses(target), *brought["copies"]])
        target.email_cc = ", ".join(copies)
        return brought

    def _cs_take_back(self, target, brought):
        """Hook: undo :meth:`_cs_bring`, but for what other merged tickets brought."""
        stands = target._cs_brought()
        gone = {name: set(brought[name]) - stands[name] for name in stands}
        target.message_unsubscribe(list(gone["people"]))
        target.linked_ids -= self.browse(gone["links"])
        target.email_cc = ", ".join(
            copy for copy in _addresses(target) if copy not in gone["copies"]
        )

    def _cs_brought(self):
        """What this ticket has from others that are part of it."""
        journals = self.env["cs.ticket.journal"].search(
            [("target_id", "=", self.id), ("undone_at", "=", False)]
        )
        return {
            name: {each for journal in journals for each in journal.brought[name]}
            for name in ("people", "links", "copies")
        }

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
