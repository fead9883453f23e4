# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

METRICS = [
    ("first_response", "First response"),
    ("next_response", "Next response"),
    ("update", "Regular update"),
    ("resolve", "Solution"),
    ("reach_stage", "Reach a stage"),
]


class CsSlaPolicy(models.Model):
    """What is promised to whom: a target in working hours, and when it applies.

    A piece of work can have several promises, one for each metric: of the policies
    that fit, the first by sequence.
    """

    _name = "cs.sla.policy"
    _description = "Promise Policy"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    applies_to = fields.Selection(
        [("ticket", "Tickets"), ("conversation", "Conversations")],
        required=True,
        default="ticket",
    )
    metric = fields.Selection(
        METRICS,
        string="Promised",
        required=True,
        default="first_response",
        help="First response: a message of an agent that the customer sees. "
        "Next response: the same after each message of the customer. "
        "Regular update: a message at least this often. "
        "Solution: a solved stage. Reach a stage: that stage or a later one.",
    )
    stage_id = fields.Many2one("cs.ticket.stage", ondelete="restrict")
    target_hours = fields.Float(
        "Within", required=True, default=8.0, help="In working hours."
    )
    warn_percent = fields.Integer(
        "Warn at",
        default=25,
        help="At risk, and somebody is warned, when less than this share of the time "
        "is left. 0: no warning.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Empty: the working hours of the team, else of the company.",
    )
    team_ids = fields.Many2many("cs.team", string="Teams", check_company=True)
    priorities = fields.Char(
        help="Priorities it applies to, 0 (low) to 3 (urgent), such as 2,3. "
        "Empty: all of them.",
    )
    type_ids = fields.Many2many("cs.ticket.type", string="Types")
    tag_ids = fields.Many2many(
        "cs.ticket.tag", string="Tags", help="Tickets with one of these tags."
    )
    tier_ids = fields.Many2many(
        "cs.tier", string="Tiers", help="Customers of one of these tiers."
    )
    product_ids = fields.Many2many("product.product", string="Products")
    entitlement = fields.Selection(
        [
            ("covered", "Only what the customer is entitled to"),
            ("uncovered", "Only what no entitlement covers"),
        ],
        help="A customer is entitled to service by a product in use or a contract that "
        "is valid today: of the ticket's product, or of any if the ticket names none.",
    )
    escalate = fields.Boolean(
        help="When the promise breaks, the ticket goes to the team above its own.",
    )
    raise_priority = fields.Boolean(
        help="When the promise breaks, the ticket's priority goes up by one."
    )

    _target_positive = models.Constraint(
        "CHECK (target_hours > 0)", "A promise needs a time above zero."
    )
    _warn_share = models.Constraint(
        "CHECK (warn_percent >= 0 AND warn_percent < 100)",
        "Warn at a share between 0 and 99 percent.",
    )
    _stage_given = models.Constraint(
        "CHECK (metric != 'reach_stage' OR stage_id IS NOT NULL)",
        "Say which stage is to be reached.",
    )
    _priorities_known = models.Constraint(
        "CHECK (priorities IS NULL OR priorities ~ '^[0-3](,[0-3])*$')",
        "Write priorities as numbers from 0 to 3 with commas between, such as 2,3.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._cs_terms_changed()
        return policies

    def write(self, vals):
        before = self.company_id
        result = super().write(vals)
        if set(vals) - {"name", "raise_priority", "escalate"}:
            self._cs_terms_changed(before)
        return result

    def _cs_terms_changed(self, companies=None):
        """Have the open work of the companies follow, in the background.

        :param companies: further ``res.company``, such as the one it was moved from
        """
        companies = (companies or self.company_id) | self.company_id
        name = self.env._("Promises: %s", ", ".join(self.mapped("name"))[:80])
        companies._cs_promises_changed(name)

    @api.model
    def _cs_match(self, applies_to, facts):
        """The policies that apply to pieces of work, found in one query.

        :param str applies_to: "ticket" or "conversation"
        :param dict facts: by record, its ``company``, ``team``, ``priority``,
            ``tags``, ``tier`` and ``product`` (see ``cs.sla.mixin``)
        :return: by record, the policy by (metric, stage id)
        :rtype: dict
        """
        if not facts:
            return {}
        records = next(iter(facts)).union(*facts)
        companies = {values["company"].id for values in facts.values()}
        # sudo: cs.sla.policy: promises bind also when someone else opens the ticket
        policies = self.sudo().search(
            [("applies_to", "=", applies_to), ("company_id", "in", list(companies))]
        )
        asked = any(policies.mapped("entitlement"))
        covered = records._sla_covered() if asked else {}
        result = {}
        for record, values in facts.items():
            values["covered"] = covered.get(record)
            chosen = result[record] = {}
            for policy in policies:
                key = (policy.metric, policy.stage_id.id)
                if key not in chosen and policy._cs_fits(values):
                    chosen[key] = policy
        return result

    def _cs_fits(self, values):
        """Whether every condition of this policy holds."""
        return (
            self.company_id == values["company"]
            and (
                not self.priorities or values["priority"] in self.priorities.split(",")
            )
            and (
                not self.entitlement
                or values["covered"] == (self.entitlement == "covered")
            )
            and all(
                not wanted or wanted & values[fact]
                for wanted, fact in self._cs_conditions()
            )
        )

    def _cs_conditions(self):
        """The conditions that are a set of records, with the fact each looks at."""
        return [
            (self.team_ids, "team"),
            (self.type_ids, "type"),
            (self.tag_ids, "tags"),
            (self.tier_ids, "tier"),
            (self.product_ids, "product"),
        ]

    def _cs_calendar(self, team, company):
        """The working hours this promise is counted in."""
        return self.calendar_id or team.calendar_id or company.resource_calendar_id
