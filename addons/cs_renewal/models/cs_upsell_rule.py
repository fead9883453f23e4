# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_lead import MOTIONS

KINDS = [
    ("seats", "Seats nearly used up"),
    ("gap", "Module the customer lacks"),
    ("theme", "What tickets ask for"),
    ("growth", "Use is growing"),
    ("step", "Price step is due"),
]
GROWTH_DAYS = 90


class CsUpsellRule(models.Model):
    """When a customer may want more, and of what."""

    _name = "cs.upsell.rule"
    _description = "Growth Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="seats")
    threshold = fields.Float(
        default=0.9,
        help="Seats and growth: a share, 0.9 is 90 percent. Tickets: how many. Price "
        "steps: days ahead.",
    )
    product_id = fields.Many2one(
        "product.product",
        "Offer",
        index="btree_not_null",
        ondelete="restrict",
        help="What is offered. Empty: more of what the customer has.",
    )
    has_product_ids = fields.Many2many(
        "product.product",
        string="Customer Has",
        help="Only customers that have one of these under contract.",
    )
    signal = fields.Selection(
        [("tickets_open", "Open tickets"), ("conversations_30d", "Conversations")],
        default="tickets_open",
        help="What is counted for “What tickets ask for”.",
    )
    motion = fields.Selection(
        [m for m in MOTIONS if m[0] in ("upsell", "cross_sell")],
        "Opportunity",
        required=True,
        default="upsell",
    )
    tier_ids = fields.Many2many("cs.tier", string="Tiers", help="Empty: all.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: every company."
    )
    active = fields.Boolean(default=True)
    signal_ids = fields.One2many("cs.upsell.signal", "rule_id", "Chances")
    found_count = fields.Integer("Found", compute="_compute_rates")
    accepted_count = fields.Integer("Accepted", compute="_compute_rates")
    won_count = fields.Integer("Won", compute="_compute_rates")
    hit_rate = fields.Float(
        compute="_compute_rates", help="How many of what was decided on was sold."
    )

    _check_threshold = models.Constraint(
        "CHECK (threshold >= 0)", "The threshold cannot be negative."
    )

    @api.depends("signal_ids.state", "signal_ids.lead_id.won_status")
    def _compute_rates(self):
        groups = self.env["cs.upsell.signal"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id", "state"], ["__count"]
        )
        won = dict(
            self.env["cs.upsell.signal"]._read_group(
                [("rule_id", "in", self.ids), ("is_won", "=", True)],
                ["rule_id"],
                ["__count"],
            )
        )
        counts = {(rule, state): count for rule, state, count in groups}
        for rule in self:
            own = {s: n for (r, s), n in counts.items() if r == rule}
            rule.found_count = sum(own.values())
            rule.accepted_count = own.get("accepted", 0)
            rule.won_count = won.get(rule, 0)
            decided = rule.accepted_count + own.get("dismissed", 0)
            rule.hit_rate = rule.won_count / decided if decided else 0.0

    # === Finding === #

    def _find(self, accounts):
        """What these accounts may want by these rules.

        :param accounts: `cs.account` of one company
        :return: list of dicts with rule, account, product, value, evidence, model,
            domain
        """
        lines = accounts._cs_current_lines()
        signals = self._facts(accounts)
        found = []
        for rule in self:
            wanted = accounts.filtered(rule._concerns)
            if rule.has_product_ids:
                wanted = wanted.filtered(
                    lambda a, r=rule: lines[a].product_id & r.has_product_ids
                )
            for account in wanted.filtered(lambda a: lines[a]):
                found += getattr(rule, f"_find_{rule.kind}")(
                    account, lines[account], signals.get(account.partner_id.id, {})
                )
        return found

    def _facts(self, accounts):
        """Hook: what themes look at; extend with super() for further facts.

        :return: {customer id: {name: signal}}, as `_cs_signals`
        """
        return accounts.partner_id._cs_signals()

    def _fact_name(self):
        """Hook: the name of the fact this rule looks at."""
        self.ensure_one()
        return self.signal

    def _concerns(self, account):
        right_company = self.company_id in (
            account.company_id,
            self.company_id.browse(),
        )
        tier = account.partner_id.cs_tier_id
        return right_company and (not self.tier_ids or tier in self.tier_ids)

    def _chance(self, account, product, value, evidence, model, domain):
        return {
            "rule_id": self.id,
            "account_id": account.id,
            "product_id": product.id,
            "value": value,
            "evidence": evidence,
            "res_model": model,
            "res_domain": json.loads(json.dumps(list(domain), default=str)),
        }

    def _find_seats(self, account, lines, _signals):
        result = []
        for product, own in lines.grouped("product_id").items():
            seats = sum(own.mapped("quantity"))
            used = sum(own.mapped("seats_used"))
            if seats and used / seats >= self.threshold:
                text = self.env._(
                    "%(used)g of %(seats)g seats of %(product)s are in use.",
                    used=used,
                    seats=seats,
                    product=product.name,
                )
                domain = [("id", "in", own.ids)]
                result.append(
                    self._chance(
                        *(account, self.product_id or product, used / seats),
                        *(text, "cs.contract.line", domain),
                    )
                )
        return result

    def _find_gap(self, account, lines, _signals):
        product = self.product_id
        if not product or product in lines.product_id:
            return []
        text = self.env._(
            "Has %(owned)s, but not %(product)s.",
            owned=", ".join(lines.product_id.mapped("name")),
            product=product.name,
        )
        domain = [("id", "in", lines.ids)]
        return [self._chance(account, product, 1, text, "cs.contract.line", domain)]

    def _find_theme(self, account, lines, signals):
        fact = signals.get(self._fact_name())
        product = self.product_id
        if not fact or fact["value"] < self.threshold or product in lines.product_id:
            return []
        names = dict(self._fields["signal"]._description_selection(self.env))
        text = f"{names[self.signal]}: {fact['value']:g}"
        domain = list(Domain(fact["domain"]))
        return [
            self._chance(account, product, fact["value"], text, fact["model"], domain)
        ]

    def _find_growth(self, account, lines, _signals):
        since = fields.Date.subtract(account.company_id._cs_today(), days=GROWTH_DAYS)
        rows = lines.usage_ids.filtered(lambda u: u.date >= since).sorted("date")
        result = []
        counters = rows.grouped(lambda u: (u.line_id, u.counter))
        for (line, _counter), own in counters.items():
            first, last = own[0].used, own[-1].used
            growth = (last - first) / first if first else 0.0
            if growth >= self.threshold:
                text = self.env._(
                    "Use of %(line)s grew from %(first)g to %(last)g.",
                    line=line.name,
                    first=first,
                    last=last,
                )
                domain = [("id", "in", own.ids)]
                result.append(
                    self._chance(
                        *(account, self.product_id or line.product_id, growth),
                        *(text, "cs.contract.usage", domain),
                    )
                )
        return result

    def _find_step(self, account, lines, _signals):
        today = account.company_id._cs_today()
        until = fields.Date.add(today, days=int(self.threshold))
        steps = lines.step_ids.filtered(lambda s: today <= s.date <= until)
        return [
            self._chance(
                *(account, step.line_id.product_id, 1),
                self.env._(
                    "The price of %(line)s changes on %(day)s.",
                    line=step.line_id.name,
                    day=step.date,
                ),
                *("cs.contract.price.step", [("id", "=", step.id)]),
            )
            for step in steps
        ]
