# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .res_partner import DECIDING_ROLES

_logger = logging.getLogger(__name__)
BATCH = 50


class CsContract(models.Model):
    """What the customer is told, and what the customer asks for by itself."""

    _inherit = "cs.contract"

    autorenew_told_for = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The term end for which the customer was told of the automatic renewal.",
    )
    lost_reason_id = fields.Many2one(
        "crm.lost.reason",
        "Reason of the Loss",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        copy=False,
    )
    competitor = fields.Char(copy=False, tracking=True)

    # === Automatic renewal === #

    @api.model
    def _cron_tell_autorenewals(self):
        """Daily: tell customers that their contract will renew by itself.

        Open-ended contracts are planned a year ahead on the way.

        Once for each term; a run that was killed goes on where it stopped.
        """
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "=", True)])
        companies._cs_each(self._extend_billing)
        for company in companies:
            contracts = self.with_company(company)
            failed = contracts.browse()
            while due := contracts._to_be_told(company, failed):
                failed |= due - due._tell_autorenewal()
                commit(len(due))

    @api.model
    def _to_be_told(self, company, without):
        """Contracts of a company whose customers should be told now."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id %(near)s
                      AND c.auto_renew IS TRUE AND c.notice_deadline >= %(today)s
                      AND c.autorenew_told_for IS DISTINCT FROM c.date_end
                      AND NOT c.id = ANY(%(without)s)
                    ORDER BY c.notice_deadline, c.id LIMIT %(limit)s""",
                near=self._near_deadline(company, "autorenew_days"),
                today=company._cs_today(),
                without=without.ids,
                limit=BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    def _tell_autorenewal(self):
        """Tell the customers of these contracts by the way they allow.

        :return: the contracts whose customers were told; the others got a to-do
        """
        done = self.browse()
        for contract in self:
            try:
                with self.env.cr.savepoint():
                    told = contract._tell_people()
            except Exception as exc:  # noqa: BLE001 whatever it is, it is told to a person
                told, why = False, exc
            else:
                why = self.env._(
                    "Nobody can be told that the contract renews by itself."
                )
            if told:
                done |= contract
            else:
                contract._report_failure(
                    why, self.env._("The customer could not be told")
                )
        return done

    def _tell_people(self):
        """Whether anybody could be told that this contract renews by itself."""
        template = self.env.ref("cs_renewal.mail_template_autorenewal")
        people = self._cs_people_to_tell()
        told = any(people._cs_notify_customer(template, "service", self).values())
        if told:
            self.autorenew_told_for = self.date_end
        return told

    def _cs_people_to_tell(self):
        """Who at the customer decides on this contract; else whom it was made with."""
        self.ensure_one()
        # sudo: res.partner: roles are read for the company, whoever runs this
        contacts = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", self.commercial_partner_id.id),
                    ("cs_contact_role", "in", DECIDING_ROLES),
                    ("email_normalized", "!=", False),
                ]
            )
        )
        return contacts.sudo(self.env.su) or self.partner_id

    # === Asked for in the portal === #

    def _cs_ask_renewal(self, contact):
        """The customer wants to renew: the quotation, ready to be accepted.

        Where a person has to look first, nothing is sent: there the responsible person
        is asked to.

        :param contact: the `res.partner` who asks
        :return: the `sale.order`, or none while it is being prepared
        :raise UserError: for a contract that cannot be renewed
        """
        self.ensure_one()
        # sudo: the customer asks for its own contract, checked by the caller
        contract = self.sudo()
        if contract.state != "active" or not contract.date_end or contract.notice_date:
            raise UserError(self.env._("This contract cannot be renewed here."))
        contract._hold()
        asked = self.env._("%(who)s asked for the renewal.", who=contact.name)
        order, why = contract._cs_order_to_accept()
        contract._cs_tell_asked("renewal_asked", " ".join(filter(None, [asked, why])))
        if why:
            contract._cs_ask_to_prepare(why)
        return order

    def _cs_order_to_accept(self):
        """(the quotation the customer can accept, why there is none)."""
        none = self.env["sale.order"]
        orders = self._cs_renewal_orders()
        if ready := orders.filtered(lambda o: o.state == "sent" and not o.is_expired):
            return ready[:1], ""
        if orders.filtered(lambda o: o.state == "draft"):
            return none, self.env._("The quotation is a draft still: finish and send.")
        if orders:
            return none, self.env._("The quotation has expired: send a new one.")
        lead = self._renewal_lead() or self._open_renewals()
        if not lead:
            return none, self.env._("The renewal could not be opened.")
        if not lead.active or lead.won_status != "pending":
            return none, self.env._("The renewal was closed: open it again.")
        try:
            with self.env.cr.savepoint():
                order = lead._cs_quotation()
                order.action_quotation_sent()
                return order, ""
        except UserError as error:
            return none, str(error)

    def _cs_renewal_orders(self):
        """The quotations that would renew this contract, alone or with others."""
        return self.env["sale.order"].search(
            [
                ("state", "in", ("draft", "sent")),
                "|",
                ("cs_contract_id", "=", self.id),
                ("order_line.cs_contract_line_id.contract_id", "=", self.id),
            ]
        )

    def _cs_ask_to_prepare(self, why):
        """Ask the responsible person for the quotation the customer waits for, once."""
        summary = self.env._("The customer waits for the renewal quotation")
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=why,
                user_id=self._cs_responsible().id,
                date_deadline=self.company_id._cs_today(),
            )

    def _cs_ask_call(self, contact, text):
        """The customer wants to be called: a task for the responsible person."""
        self.ensure_one()
        contract = self.sudo()  # sudo: see `_cs_ask_renewal`
        contract.activity_schedule(
            "mail.mail_activity_data_call",
            summary=self.env._("%(who)s asks for a call", who=contact.name),
            note=text,
            user_id=contract._cs_responsible().id,
            date_deadline=contract.company_id._cs_today(),
        )
        contract._cs_tell_asked(
            "call_asked", self.env._("%(who)s asks for a call.", who=contact.name)
        )

    def _cs_ask_notice(self, contact, reason):
        """The customer gives notice: booked as if it had come by letter.

        :raise UserError: without a reason, or for a contract that is not in force
        """
        self.ensure_one()
        contract = self.sudo()  # sudo: see `_cs_ask_renewal`
        if not reason or contract.notice_date:
            raise UserError(self.env._("Please say why, once."))
        today = contract.company_id._cs_today()
        contract._give_notice(reason, today, contract._end_after_notice(today))
        contract.message_post(
            body=self.env._(
                "%(who)s gave notice in the portal: %(why)s",
                who=contact.name,
                why=reason,
            )
        )

    def _cs_responsible(self):
        account = self.commercial_partner_id.with_company(self.company_id)
        return self.user_id or account.cs_manager_id or self.env.ref("base.user_admin")

    def _cs_tell_asked(self, kind, note):
        self.commercial_partner_id._cs_raise(kind, self, note)
        self.message_post(body=note)

    # === Win back === #

    def action_cs_win_back(self):
        """Open an opportunity to win the customer back.

        :raise UserError: while another contract of the customer is in force
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("churned", "ended"):
            raise UserError(self.env._("This customer is not lost."))
        existing = self.env["crm.lead"].search(
            [
                ("cs_origin_model", "=", self._name),
                ("cs_origin_id", "=", self.id),
                ("cs_motion", "=", "save"),
                ("won_status", "=", "pending"),
            ],
            limit=1,
        )
        if existing:
            return existing.get_formview_action()
        # sudo: crm.lead: the origin is set by the system
        lead = self.sudo()._cs_growth_lead(
            "save",
            self.env._("Win back: %(contract)s", contract=self.display_name),
            self.env["product.product"],
            0,
            self.notice_reason or "",
        )
        return lead.sudo(False).get_formview_action()
