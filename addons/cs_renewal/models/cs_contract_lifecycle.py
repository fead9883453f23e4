# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import terms


class CsContract(models.Model):
    """A contract begins, is given notice, and ends."""

    _inherit = "cs.contract"

    @api.model
    def _running_domain(self, companies):
        """Contracts whose term runs today: one that is renewed ahead does so, too.

        :param companies: whose contracts, each by its own day
        """
        ahead = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_end", ">=", company._cs_today())
            for company in companies
        )
        running = Domain("state", "=", "active") | Domain("state", "=", "renewed") & ahead
        return Domain("company_id", "in", companies.ids) & running

    def action_activate(self):
        """Put drafts into force and book their revenue.

        :raise UserError: for a contract without lines
        """
        self.check_access("write")
        drafts = self.filtered(lambda contract: contract.state == "draft")
        for contract in drafts:
            if not contract.line_ids:
                raise UserError(
                    self.env._(
                        "%(contract)s has no lines. Add what the customer pays for.",
                        contract=contract.display_name,
                    )
                )
        drafts.sudo().state = "active"  # sudo: see `_check_settled`
        return True

    def action_give_notice(self):
        """Ask for the reason, then note that the customer does not renew."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notice Given"),
            "res_model": "cs.contract.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    def _give_notice(self, reason, date=None, date_end=None):
        """The customer will not renew: book the loss, tell the account team.

        :param reason: why, in words
        :param date: the day the notice came; today when left out
        :param date_end: the last day; as the contract says when left out
        :raise UserError: for a contract that is not in force
        """
        if any(contract.state != "active" for contract in self):
            raise UserError(self.env._("Only an active contract can be given notice."))
        self._reverse_end()
        for contract in self:
            contract.sudo().write(  # sudo: see `_check_settled`
                {
                    "notice_date": date or contract.company_id._cs_today(),
                    "notice_reason": reason,
                    "auto_renew": False,
                    "date_end": date_end or contract.date_end,
                }
            )
            contract.commercial_partner_id._cs_raise(
                "notice_given",
                contract,
                self.env._(
                    "Notice was given for %(contract)s: %(reason)s",
                    contract=contract.display_name,
                    reason=reason,
                ),
            )
        self._book_end()
        self._lose_renewals()

    def _lose_renewals(self):
        """The open renewals of contracts that were given notice are lost."""
        # sudo: crm.lead: follows from the notice, whoever notes it
        for contract in self.sudo():
            lead = contract._renewal_lead()
            if lead and lead.won_status == "pending":
                lead.action_set_lost(
                    lost_reason_id=contract.lost_reason_id.id,
                    cs_competitor=contract.competitor,
                )

    def _end_after_notice(self, date):
        """The last day of the contract if notice comes on `date`.

        In time it ends with the term; too late it goes on for a term if it renews by
        itself; without a fixed end it ends when the notice period is over.
        """
        self.ensure_one()
        if not self.date_end:
            span = terms.delta(self.notice_count, self.notice_unit)
            return fields.Date.to_date(date) + span
        if self.auto_renew and date > self.notice_deadline:
            return self._next_term()["date_end"]
        return self.date_end

    def _next_term(self):
        """The dates of the term after this contract: start, end and anchor."""
        start = fields.Date.add(self.date_end, days=1)
        anchor = self.anchor_day
        if not terms.is_aligned(start, anchor):
            anchor = start.day
        count, unit = self._next_span()
        after = terms.term_start(start, count, unit, anchor, 1)
        return {
            "term_count": count,
            "term_unit": unit,
            "date_start": start,
            "date_end": fields.Date.subtract(after, days=1),
            "anchor_day": anchor,
        }

    def action_withdraw_notice(self):
        """The customer stays after all: take back the notice and its booking."""
        self.check_access("write")
        noticed = self.filtered(lambda c: c.state == "active" and c.notice_date)
        noticed._reverse_end()
        # sudo: see `_check_settled`
        noticed.sudo().write({"notice_date": False, "notice_reason": False})

    @api.model
    def _follow_lifecycle(self, contracts, lifecycle):
        """Set the lifecycle of the customers' accounts."""
        for company, found in contracts.grouped("company_id").items():
            accounts = self.env["cs.account"]._ensure(
                found.commercial_partner_id, company
            )
            # sudo: cs.account: the contract decides, whoever activates it
            accounts.sudo().lifecycle = lifecycle
