# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import terms

_logger = logging.getLogger(__name__)
BATCH = 100


class CsContractRenewal(models.AbstractModel):
    """How a contract comes to its next term: opportunity, quotation, successor."""

    _name = "cs.contract.renewal"
    _description = "Contract Renewal"

    lead_ids = fields.One2many("crm.lead", "cs_contract_id", "Opportunities")
    lead_count = fields.Integer(
        compute="_compute_lead_count", export_string_translation=False
    )

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        counts = dict(
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("cs_contract_id", "in", self.ids)], ["cs_contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.lead_count = counts.get(contract, 0)

    # === The opportunity === #

    @api.model
    def _cron_renewals(self):
        """Daily: open the renewals that are due and close the terms that are over.

        Safe to be killed, late, or run twice: what is done is committed in batches and
        found done by the next run.
        """
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search_fetch(
            [("active", "=", True)],
            ["cs_renewal_days", "partner_id", "resource_calendar_id"],
        )
        self.env["cs.contract.price.step"]._apply_due(companies)
        for company in companies:
            contracts = self.env["cs.contract"].with_company(company)
            failed = contracts.browse()
            more = True
            while more:
                while due := contracts._due_for_renewal(limit=BATCH, without=failed):
                    failed |= due - due._spoken()._open_renewals().cs_contract_id
                    commit(len(due))
                # The next of a term that is long over may be over, too: it has its
                # opportunity before it is closed.
                if more := contracts._over(limit=BATCH, without=failed):
                    failed |= more - more._spoken()._close_terms()
                    commit(len(more))

    def _spoken(self):
        """These contracts in the company's language, as people read it; a job has none.

        Asked for only where there is something to write.
        """
        return self.with_context(lang=self.env.company.partner_id.lang)

    @api.model
    def _near_deadline(self, company, days):
        """What of a query finds the contracts whose notice deadline comes near.

        How near is what the service level, the tier or the company says; no lead time
        is longer than the longest of them, so that an index finds the few.

        :param str days: ``renewal_days`` or ``autorenew_days``
        :return: SQL, from its FROM on, with ``c`` for the contract
        """
        return SQL(
            """FROM cs_contract c
               JOIN res_partner p ON p.id = c.commercial_partner_id
          LEFT JOIN cs_tier t ON t.id = p.cs_tier_id
          LEFT JOIN cs_service_level s ON s.id = c.service_level_id
              WHERE c.company_id = %(company)s AND c.state = 'active'
                AND c.active IS TRUE AND c.notice_date IS NULL
                AND c.notice_deadline <= %(today)s + GREATEST(%(usual)s, (
                    SELECT COALESCE(max(%(days)s), 0) FROM cs_tier), (
                    SELECT COALESCE(max(%(days)s), 0) FROM cs_service_level))
                AND c.notice_deadline - COALESCE(
                    NULLIF(s.%(days)s, 0), NULLIF(t.%(days)s, 0), %(usual)s)
                    <= %(today)s""",
            company=company.id,
            days=SQL.identifier(days),
            usual=company[f"cs_{days}"],
            today=company._cs_today(),
        )

    @api.model
    def _due_for_renewal(self, limit=None, without=()):
        """Contracts of the active company whose renewal should be open but is not.

        A run that comes late, or for dates long past, still finds every one of them.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id %(near)s
                      AND NOT c.id = ANY(%(without)s)
                      AND NOT EXISTS (SELECT 1 FROM crm_lead l
                                       WHERE l.cs_contract_id = c.id
                                         AND l.cs_term_end = c.date_end
                                         AND l.cs_motion = 'renewal')
                    ORDER BY c.notice_deadline, c.id LIMIT %(limit)s""",
                near=self._near_deadline(self.env.company, "renewal_days"),
                without=list(without and without.ids),
                limit=limit,
            )
        )
        return self.env["cs.contract"].browse(row[0] for row in rows)

    def _open_renewals(self):
        """Create the renewal opportunities of these contracts, one each.

        One that fails does not stop the others; it gets a to-do that says why.

        :return: the new `crm.lead` rows
        """
        leads = self.env["crm.lead"].sudo()  # sudo: a lead for whoever is responsible
        try:
            with self.env.cr.savepoint():
                return leads._cs_begin([c._renewal_values() for c in self])
        except Exception:  # noqa: BLE001 found out one by one below
            _logger.info("Opening %s renewals one by one", len(self))
        leads = leads.browse()
        for contract in self:
            try:
                with self.env.cr.savepoint():
                    leads |= leads._cs_begin([contract._renewal_values()])
            except Exception as exc:  # noqa: BLE001 whatever it is, it is told to a person
                contract._report_failure(exc)
        return leads

    def _report_failure(self, exc, summary=None):
        """Say on the contract why its renewal could not be opened, once.

        :param summary: another title for the to-do
        """
        _logger.warning("Renewal of contract %s failed: %s", self.id, exc)
        summary = summary or self.env._("The renewal could not be opened")
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=str(exc),
                user_id=(self.user_id or self.env.ref("base.user_admin")).id,
            )

    def _renewal_values(self):
        """The opportunity in which this contract's renewal is worked on."""
        self.ensure_one()
        # Not `ref`, which asks for each contract whether they are there still.
        known = self.env["ir.model.data"]._xmlid_to_res_id
        plan = known("crm.crm_recurring_plan_monthly", raise_if_not_found=False)
        # An opportunity is in the currency of its company.
        monthly = self._in_company_currency(self._next_monthly())
        months = self._next_months()
        return {
            "name": self.env._("Renewal: %(contract)s", contract=self.display_name),
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "team_id": known("cs_renewal.crm_team_renewals", raise_if_not_found=False),
            "date_deadline": self.notice_deadline,
            "expected_revenue": self.company_id.currency_id.round(monthly * months),
            "recurring_revenue": monthly,
            "recurring_plan": plan,
            "cs_motion": "renewal",
            "cs_contract_id": self.id,
            "cs_term_end": self.date_end,
        }

    def action_open_renewal(self):
        """Open this term's renewal opportunity, made now if it is not there yet."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "active" or not self.date_end:
            raise UserError(
                self.env._("Only an active contract with an end can be renewed.")
            )
        lead = self._renewal_lead() or self._open_renewals()
        return lead.sudo(False).get_formview_action()

    def _renewal_lead(self):
        """The renewal of this contract: the open one, also when the end was another
        as it was opened; else that of this term."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = leads.search(
            Domain("cs_contract_id", "=", self.id)
            & Domain("cs_motion", "=", "renewal")
            & (
                Domain("cs_term_end", "=", self.date_end)
                | Domain("won_status", "=", "pending")
            )
        )
        return found.sorted(lambda lead: lead.won_status != "pending")[:1]

    def action_view_leads(self):
        """Open the opportunities of this contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        action["domain"] = [("cs_contract_id", "=", self.id)]
        action["context"] = {"active_test": False}
        return action

    # === The quotation === #

    def _in_company_currency(self, amount):
        """An amount of this contract in its company's currency, at today's rate."""
        company = self.company_id
        return self.currency_id._convert(
            amount, company.currency_id, company, company._cs_today(), round=False
        )

    def _next_monthly(self):
        """The revenue a month of the next term, as things stand."""
        total = 0.0
        # sudo: the price counts, the booker sees none
        for line in self.sudo()._lines_to_renew():
            months = terms.months_of(line.billing_count, line.billing_unit)
            full = line.quantity * self._next_price(line)
            total += full * (1 - line.discount / 100) / months
        return total

    def _lines_to_renew(self):
        """The lines that go on: those that do not end before the contract."""
        return self.line_ids.filtered(lambda line: line._goes_on())

    def _renewal_order_lines(self):
        """Values of the quotation's lines for the next term of this contract."""
        months = self._next_months()
        return [
            line._renewal_order_line_values(months) for line in self._lines_to_renew()
        ]

    def _renewal_order_values(self, lead, contracts=None):
        """The quotation for the next term; its lines remember what they renew.

        :param lead: the opportunity it belongs to
        :param contracts: all contracts it renews; this one when left out
        """
        self.ensure_one()
        lines = [
            fields.Command.create(values)
            for contract in contracts or self
            for values in contract._renewal_order_lines()
        ]
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "pricelist_id": self._renewal_pricelist().id,
            "opportunity_id": lead.id,
            "user_id": lead.user_id.id or self.env.uid,
            "team_id": lead.team_id.id,
            "origin": self.name,
            "cs_contract_id": self.id,
            # One of the two is needed to accept it; which, is the company's setting.
            "require_signature": (
                self.company_id.portal_confirmation_sign
                or not self.company_id.portal_confirmation_pay
            ),
            "validity_date": max(
                fields.Date.add(self.company_id._cs_today(), days=30),
                self.date_end or self.company_id._cs_today(),
            ),
            "order_line": lines,
        }

    def _renewal_pricelist(self):
        """A price list in the contract's currency, the customer's own if it fits.

        :raise UserError: when there is none and the company's currency is another
        """
        customers = self.partner_id.with_company(self.company_id)
        own = customers.property_product_pricelist
        if own.currency_id == self.currency_id:
            return own
        found = self.env["product.pricelist"].search(
            [
                ("currency_id", "=", self.currency_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        if not found and self.currency_id != self.company_id.currency_id:
            raise UserError(
                self.env._(
                    "There is no price list in %(currency)s. Make one to quote "
                    "%(contract)s.",
                    currency=self.currency_id.name,
                    contract=self.display_name,
                )
            )
        return found
