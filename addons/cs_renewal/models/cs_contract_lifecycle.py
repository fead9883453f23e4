# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cs_customer.tools.inner import Inner

from ..tools import terms


class CsContract(models.Model):
    """A contract begins, is given notice, and ends."""

    _inherit = "cs.contract"

    is_running = fields.Boolean(
        compute="_compute_is_running", export_string_translation=False
    )
    # What a notice changed, to be put back when it is withdrawn: the end (empty for an
    # open-ended contract), the automatic renewal, and the id of the renewal it lost.
    before_notice = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.depends("state", "date_end", "company_id")
    def _compute_is_running(self):
        """In force today; what is renewed ahead is so up to its own end."""
        for contract in self:
            end, today = contract.date_end, contract.company_id._cs_today()
            ahead = contract.state == "renewed" and end and end >= today
            contract.is_running = contract.state == "active" or bool(ahead)

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
        running = (
            Domain("state", "=", "active") | Domain("state", "=", "renewed") & ahead
        )
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
        self.check_access("write")
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
            contract._note_notice(
                reason, date or contract.company_id._cs_today(), date_end
            )
        self._book_end()
        self._rebook()
        self._lose_renewals()

    def _note_notice(self, reason, date, date_end):
        """Write the notice down, and what it changes, and tell the account team."""
        contract = self.sudo()  # sudo: see `_check_settled`
        # What ends with the contract does so, whatever day that is now.
        ending = contract.line_ids.filtered(
            lambda line: line.date_end and line.date_end == contract.date_end
        )
        ending.with_context(cs_defer_booking=Inner()).date_end = False
        before = {
            "date_end": fields.Date.to_string(contract.date_end),
            "auto_renew": contract.auto_renew,
        }
        contract.write(
            {
                "notice_date": date,
                "notice_reason": reason,
                "auto_renew": False,
                "date_end": date_end or contract.date_end,
                "before_notice": (contract.notice_date and contract.before_notice)
                or before,
            }
        )
        contract.commercial_partner_id._cs_raise(
            "notice_given",
            self,
            self.env._(
                "Notice was given for %(contract)s: %(reason)s",
                contract=contract.display_name,
                reason=reason,
            ),
        )

    def _lose_renewals(self):
        """The open renewals of contracts that are not renewed are lost."""
        # sudo: crm.lead: follows from the notice, whoever notes it
        for contract in self.sudo():
            lead = contract._renewal_lead()
            if lead and lead.won_status == "pending":
                lead.action_set_lost(
                    lost_reason_id=contract.lost_reason_id.id,
                    cs_competitor=contract.competitor,
                )
                if contract.before_notice:
                    contract.before_notice = {
                        **contract.before_notice,
                        "lead_id": lead.id,
                    }

    def _end_after_notice(self, date):
        """The last day of the contract if notice comes on `date`.

        In time it ends with the term; too late it goes on for a term if it renews by
        itself; without a fixed end it ends when the notice period is over, and not
        before its first day.
        """
        self.ensure_one()
        if not self.date_end:
            span = terms.delta(self.notice_count, self.notice_unit)
            return max(fields.Date.to_date(date) + span, self.date_start)
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
        """The customer stays after all: what the notice changed is put back.

        The end, the automatic renewal, the renewal it lost, and what was booked.
        """
        self.check_access("write")
        noticed = self.filtered(lambda c: c.state == "active" and c.notice_date)
        noticed._reverse_end()
        for contract in noticed.sudo():  # sudo: see `_check_settled`
            before = contract.before_notice or {}
            contract.write(
                {
                    "notice_date": False,
                    "notice_reason": False,
                    "lost_reason_id": False,
                    "competitor": False,
                    "before_notice": False,
                    **contract._terms_before(before),
                }
            )
            lead = self.env["crm.lead"].sudo().browse(before.get("lead_id")).exists()
            if lead.cs_contract_id == contract and lead.won_status == "lost":
                lead.action_restore()
        noticed._rebook()

    def _terms_before(self, before):
        """Values of the end and the automatic renewal as they were before the notice.

        A notice that came too late prolonged the contract by a term; where that has
        begun, it is the term that runs.
        """
        if not before:
            return {}
        end = fields.Date.to_date(before["date_end"])
        if end and end < self.company_id._cs_today():
            end = self.date_end
        return {"date_end": end, "auto_renew": before["auto_renew"]}

    def _latest_end(self):
        """The last day that was agreed; a notice may be withdrawn. None: no end."""
        if not (self.notice_date and self.before_notice):
            return self.date_end
        before = fields.Date.to_date(self.before_notice["date_end"])
        return before and max(before, self.date_end)

    @api.model
    def _follow_lifecycle(self, contracts, lifecycle):
        """Set the lifecycle of the customers' accounts."""
        for company, found in contracts.grouped("company_id").items():
            accounts = self.env["cs.account"]._ensure(
                found.commercial_partner_id, company
            )
            # sudo: cs.account: the contract decides, whoever activates it
            accounts.sudo().lifecycle = lifecycle
