# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_customer.tools.inner import inner

from ..const import UNITS
from ..tools import terms

STATES = [
    ("draft", "Draft"),
    ("active", "Active"),
    ("renewed", "Renewed"),
    ("ended", "Ended"),
    ("churned", "Churned"),
]


class CsContract(models.Model):
    """What a customer bought for a time: terms, notice, lines, and what follows it."""

    _name = "cs.contract"
    _inherit = [
        "cs.contract.ledger",
        "cs.contract.renewal",
        "mail.thread",
        "mail.activity.mixin",
        "portal.mixin",
    ]
    _description = "Contract"
    _order = "notice_deadline, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Number", required=True, copy=False, default=lambda self: self.env._("New")
    )
    title = fields.Char(help="What the contract is about, in the customer's words.")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        tracking=True,
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        STATES, required=True, default="draft", tracking=True, copy=False, index=True
    )
    date_start = fields.Date(
        "Start",
        required=True,
        default=lambda self: self.env.company._cs_today(),
        tracking=True,
    )
    date_end = fields.Date(
        "End",
        tracking=True,
        index=True,
        help="The last day. Empty: open-ended.",
    )
    anchor_day = fields.Integer(
        compute="_compute_anchor_day",
        store=True,
        readonly=False,
        precompute=True,
        help="The day of the month terms start on. A contract that starts on another "
        "day has a stub up to the first anchor as its first term.",
    )
    term_count = fields.Integer("Term", default=1, required=True)
    term_unit = fields.Selection(UNITS, default="year", required=True)
    auto_renew = fields.Boolean(
        "Renews by Itself",
        tracking=True,
        help="Without notice the contract goes on for another term.",
    )
    notice_count = fields.Integer("Notice", default=30)
    notice_unit = fields.Selection(UNITS, default="day", required=True)
    notice_deadline = fields.Date(
        compute="_compute_notice_deadline",
        store=True,
        index=True,
        help="The last day on which notice is in time.",
    )
    notice_date = fields.Date(
        "Notice Given On", readonly=True, copy=False, tracking=True
    )
    notice_reason = fields.Char(readonly=True, copy=False)
    uplift = fields.Float(
        "Uplift (%)", help="How much dearer the next term is, in percent."
    )
    line_ids = fields.One2many("cs.contract.line", "contract_id", "Lines", copy=True)
    predecessor_id = fields.Many2one(
        "cs.contract",
        "Renews",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    successor_ids = fields.One2many(
        "cs.contract", "predecessor_id", export_string_translation=False
    )
    successor_id = fields.Many2one(
        "cs.contract", "Renewed By", compute="_compute_successor_id"
    )
    note = fields.Html("Terms and Remarks")
    active = fields.Boolean(default=True)

    _one_successor = models.UniqueIndex(
        "(predecessor_id) WHERE predecessor_id IS NOT NULL",
        "This contract is renewed already.",
    )
    _name_company_unique = models.UniqueIndex(
        "(company_id, name)", "A contract of this number exists already."
    )
    _due_idx = models.Index(
        "(company_id, notice_deadline) WHERE state = 'active' AND active IS TRUE"
    )
    _check_dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "The contract ends before it starts. Correct one of the dates.",
    )
    _check_anchor = models.Constraint(
        "CHECK (anchor_day BETWEEN 1 AND 31)",
        "The anchor is a day of the month, from 1 to 31.",
    )
    _check_term = models.Constraint(
        "CHECK (term_count > 0)", "A term has at least one day."
    )
    _check_notice = models.Constraint(
        "CHECK (notice_count >= 0)", "The notice period cannot be negative."
    )

    # === Compute methods === #

    @api.depends("company_id")
    def _compute_currency_id(self):
        for contract in self:
            contract.currency_id = (
                contract.currency_id or contract.company_id.currency_id
            )

    @api.depends("partner_id", "company_id")
    def _compute_user_id(self):
        for company, contracts in self.grouped("company_id").items():
            for contract in contracts.with_company(company):
                customer = contract.partner_id.commercial_partner_id
                manager = (
                    customer.sudo().cs_manager_id
                )  # sudo: a default, no disclosure
                contract.user_id = contract.user_id or manager or customer.user_id

    @api.depends("date_start")
    def _compute_anchor_day(self):
        for contract in self:
            start, before = contract.date_start, contract._origin.date_start
            own = before and contract.anchor_day not in (0, before.day)
            if start and not own:
                contract.anchor_day = start.day

    @api.depends("date_end", "notice_count", "notice_unit")
    def _compute_notice_deadline(self):
        for contract in self:
            contract.notice_deadline = contract.date_end and terms.notice_deadline(
                contract.date_end, contract.notice_count, contract.notice_unit or "day"
            )

    @api.depends("successor_ids")
    def _compute_successor_id(self):
        for contract in self.with_context(active_test=False):
            contract.successor_id = contract.successor_ids[:1]

    def _compute_access_url(self):
        super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    @api.depends("name", "title")
    def _compute_display_name(self):
        for contract in self:
            parts = filter(None, [contract.name, contract.title])
            contract.display_name = " - ".join(parts)

    # === Constraints === #

    @api.constrains("date_start", "date_end", "notice_count", "notice_unit")
    def _check_notice_fits(self):
        # Of what is written by hand; a month that follows another may be a shorter one.
        drafts = self.filtered(lambda c: c.state == "draft" and not c.predecessor_id)
        for contract in drafts.filtered("notice_deadline"):
            free = fields.Date.add(contract.notice_deadline, days=1)
            if contract.notice_count and free < contract.date_start:
                raise ValidationError(
                    self.env._(
                        "%(contract)s: the notice period is longer than the contract. "
                        "Shorten it, or let the contract end later.",
                        contract=contract.display_name,
                    )
                )

    @api.constrains("predecessor_id", "date_start", "company_id", "partner_id")
    def _check_predecessor(self):
        for contract in self.filtered("predecessor_id"):
            before = contract.predecessor_id
            if before.company_id != contract.company_id:
                raise ValidationError(
                    self.env._("A contract is renewed in its own company.")
                )
            if before.commercial_partner_id != contract.commercial_partner_id:
                raise ValidationError(
                    self.env._("A contract is renewed with the same customer.")
                )
            if before.date_end and contract.date_start <= before.date_end:
                raise ValidationError(
                    self.env._(
                        "The new contract starts before %(contract)s has ended.",
                        contract=before.display_name,
                    )
                )

    @api.onchange("date_start", "term_count", "term_unit", "anchor_day")
    def _onchange_term(self):
        if self.state == "draft" and self.date_start and self.term_count > 0:
            first = terms.is_aligned(self.date_start, self.anchor_day or 1)
            self.date_end = self._term(0 if first else 1)[1]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name") or vals["name"] == self.env._("New"):
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code("cs.contract")
        # In force only once the lines are there: then it is booked, once.
        states = [vals.get("state") for vals in vals_list]
        drafts = [{**vals, "state": "draft"} for vals in vals_list]
        contracts = super().create(drafts)
        for contract, state in zip(contracts, states, strict=True):
            if state and state != "draft":
                contract.state = state
        return contracts

    def write(self, vals):
        self._check_settled(vals)
        self._check_archived(vals)
        drafts = self.filtered(lambda contract: contract.state == "draft")
        result = super().write(vals)
        if vals.get("state") == "active":
            drafts._book_start()
            self._follow_lifecycle(drafts, "live")
        if {"state", "date_start", "date_end"} & vals.keys():
            self._plan_billing()
            self.partner_id._cs_claims_changed()
        return result

    def _terms_changed(self):
        """Ledger, schedule and claims follow what is agreed now."""
        if inner(self.env, "cs_defer_booking"):
            return
        contracts = self.exists()  # a contract takes its lines and pauses along
        contracts._rebook()
        contracts._plan_billing()
        contracts.partner_id._cs_claims_changed()
