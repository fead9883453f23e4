# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_growth_report import SERVICE

STATES = [
    ("open", "Open"),
    ("accepted", "Accepted"),
    ("snoozed", "Put Off"),
    ("dismissed", "Dismissed"),
]
ENGINE = {
    "account_id",
    "decided_on",
    "evidence",
    "is_won",
    "lead_id",
    "product_id",
    "reason",
    "res_domain",
    "res_model",
    "rule_id",
    "snooze_until",
    "state",
    "value",
}
# A dismissed chance is not found again for so long.
QUIET_DAYS = 180


class CsUpsellSignal(models.Model):
    """A customer that may want more, with the evidence for it."""

    _name = "cs.upsell.signal"
    _description = "Chance to Grow"
    _order = "state, value desc, id desc"
    _rec_name = "evidence"

    rule_id = fields.Many2one(
        "cs.upsell.rule", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        "cs.account", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="account_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    manager_id = fields.Many2one(related="account_id.manager_id", store=True)
    product_id = fields.Many2one(
        "product.product", "Offer", index="btree_not_null", ondelete="cascade"
    )
    value = fields.Float(aggregator="avg")
    evidence = fields.Char()
    res_model = fields.Char(export_string_translation=False)
    res_domain = fields.Json(export_string_translation=False)
    state = fields.Selection(STATES, required=True, default="open", index=True)
    snooze_until = fields.Date("Put Off Until", readonly=True)
    reason = fields.Char("Why", readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", ondelete="set null"
    )
    is_won = fields.Boolean(compute="_compute_is_won", store=True)
    decided_on = fields.Date(readonly=True, help="Accepted or dismissed on.")

    _one_open = models.UniqueIndex(
        "(rule_id, account_id, COALESCE(product_id, 0))"
        " WHERE state IN ('open', 'snoozed')",
        "This chance is known already.",
    )

    @api.depends("lead_id.won_status")
    def _compute_is_won(self):
        for signal in self:
            signal.is_won = signal.sudo().lead_id.won_status == "won"

    def write(self, vals):
        if ENGINE & vals.keys() and not self.env.su:
            raise UserError(self.env._("Accept, put off or dismiss it by its buttons."))
        result = super().write(vals)
        if vals.get("state", "open") != "open":
            self._settle(self.account_id)
        return result

    # === Finding === #

    @api.model
    def _cron_find(self):
        """Daily: look for chances in every company; those put off come back.

        Thanks for a recommendation that waited for the end of trouble are planned, too.
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        companies._cs_each(self._find_company)

    @api.model
    def _find_company(self, company):
        # People read it in the company's language; a job has none.
        mine = self.with_company(company).with_context(lang=company.partner_id.lang)
        found = mine.env["cs.account"].search(
            [
                ("company_id", "=", company.id),
                ("lifecycle", "not in", ("prospect", "churned")),
            ]
        )
        mine._find(found)
        mine.env["crm.lead"]._cs_thank_late(company)
        return len(found)

    @api.model
    def _find(self, accounts):
        """Note what is new; what does not hold any more goes away.

        :param accounts: `cs.account` of one company
        :return: the new chances
        """
        if not accounts:
            return self
        # sudo: found by the rules, whoever runs them
        mine, accounts = self.sudo(), accounts.sudo()
        company = accounts.company_id
        today = company._cs_today()
        known = mine.search([("account_id", "in", accounts.ids)])
        back = known.filtered(
            lambda s: s.state == "snoozed" and s.snooze_until <= today
        )
        back.write({"state": "open"})
        rules = self.env["cs.upsell.rule"].with_context(active_test=True).sudo()
        chances = rules.search([("company_id", "in", (False, company.id))])._find(
            accounts
        )
        found = {self._key_of(chance): chance for chance in chances}
        quiet = fields.Date.subtract(today, days=QUIET_DAYS)
        taken = {
            signal._key()
            for signal in known
            if signal.state in ("open", "snoozed")
            or (signal.decided_on and signal.decided_on >= quiet)
        }
        gone = known.filtered(lambda s: s.state == "open" and s._key() not in found)
        new = mine.create([c for key, c in found.items() if key not in taken])
        left = gone.account_id
        gone.unlink()
        (back.exists() | new)._call()
        mine._settle(left)
        return new

    def _call(self):
        """Put the chances of each customer on the list of who is responsible."""
        self.account_id._call(
            "opportunity",
            {
                account: "; ".join(chances.mapped("evidence"))
                for account, chances in self.grouped("account_id").items()
            },
        )

    @api.model
    def _settle(self, accounts):
        """Take the call off the list of who has no open chance left."""
        # sudo: cs.upsell.signal: all of a customer's, whoever decided one
        open_ones = self.sudo().search(
            [("account_id", "in", accounts.ids), ("state", "=", "open")]
        )
        settled = accounts - open_ones.account_id
        settled._end_calls("opportunity", self.env._("Nothing is left to decide."))

    @api.model
    def _key_of(self, chance):
        return chance["rule_id"], chance["account_id"], chance["product_id"] or False

    def _key(self):
        return self.rule_id.id, self.account_id.id, self.product_id.id

    # === Deciding === #

    def action_accept(self):
        """Make the opportunity with its quotation, and open it.

        :raise UserError: for a chance that was decided
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("open", "snoozed"):
            raise UserError(self.env._("This was decided already."))
        contract = self._contract()
        # sudo: crm.lead, sale.order: the origin is set by the system
        lead = contract.sudo()._cs_growth_lead(
            self.rule_id.motion,
            f"{self.rule_id.name}: {self.partner_id.display_name}",
            self.product_id,
            self._more(),
            self.evidence,
            origin=self._grew_from(),
        )
        lead.user_id = self.manager_id or self.env.user
        self.sudo().write(
            {
                "state": "accepted",
                "lead_id": lead.id,
                "decided_on": self.company_id._cs_today(),
            }
        )
        return lead.sudo(False).get_formview_action()

    def _contract(self):
        contracts = (
            self.env["cs.contract"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "active"),
                ],
                order="date_start desc, id desc",
            )
        )
        offers = contracts.filtered(lambda c: self.product_id in c.line_ids.product_id)
        contract = (offers or contracts)[:1]
        if not contract:
            raise UserError(self.env._("This customer has no contract in force."))
        return contract

    def _grew_from(self):
        """The newest ticket or conversation that speaks for it, if that is what does.

        :return: a record, or None where something else speaks for it
        """
        if self.res_model not in SERVICE or self.res_model not in self.env:
            return None
        # sudo: only which one; opening it checks access
        found = self.env[self.res_model].sudo()
        return found.search(self.res_domain or [], order="id desc", limit=1) or None

    def _more(self):
        """How much is offered: a tenth of the seats more, one of a new product."""
        lines = self.account_id.sudo()._cs_current_lines()[self.account_id.sudo()]
        seats = sum(
            lines.filtered(lambda x: x.product_id == self.product_id).mapped("quantity")
        )
        return max(round(seats / 10), 1)

    def action_put_off(self):
        """Ask until when, and why."""
        return self._ask("snooze", self.env._("Put Off"))

    def action_dismiss(self):
        """Ask why."""
        return self._ask("dismiss", self.env._("Dismiss"))

    def _ask(self, decision, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cs.upsell.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_signal_id": self.id, "default_decision": decision},
        }

    def action_open_evidence(self):
        """Open the records that speak for it, as far as the caller may read them."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.evidence,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "domain": self.res_domain,
        }
