# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math

from odoo import api, fields, models
from odoo.exceptions import UserError

SOURCES = [("hand", "By hand"), ("csv", "Import"), ("api", "Interface")]


class CsContractUsage(models.Model):
    """How much of what was bought is used, on a day."""

    _name = "cs.contract.usage"
    _description = "Contract Usage"
    _order = "date desc, id desc"

    line_id = fields.Many2one(
        "cs.contract.line", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one(related="line_id.contract_id", store=True, index=True)
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._cs_today())
    counter = fields.Char(
        help="What is counted, such as API calls; empty: the seats of the line."
    )
    used = fields.Float(required=True)
    entitled = fields.Float(
        compute="_compute_entitled",
        store=True,
        readonly=False,
        precompute=True,
        help="How much the contract allows.",
    )
    ratio = fields.Float("Share Used", compute="_compute_ratio", store=True)
    source = fields.Selection(SOURCES, default="hand", required=True)

    _check_used = models.Constraint(
        "CHECK (used >= 0 AND entitled >= 0)", "What is used cannot be negative."
    )

    @api.depends("line_id")
    def _compute_entitled(self):
        for usage in self:
            usage.entitled = usage.entitled or usage.line_id.quantity

    @api.depends("used", "entitled")
    def _compute_ratio(self):
        for usage in self:
            usage.ratio = usage.used / usage.entitled if usage.entitled else 0.0

    @api.model
    def load(self, fields, data):
        """Import counters from a file: they say that they came from one."""
        counters = self.with_context(default_source="csv")
        return super(CsContractUsage, counters).load(fields, data)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._follow_seats()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._follow_seats()
        return result

    def _follow_seats(self):
        """The newest count of seats is what the line says is in use."""
        seats = self.search(
            [("line_id", "in", self.line_id.ids), ("counter", "=", False)]
        )
        known = seats.line_id._with_known_use()
        for line, rows in seats.grouped("line_id").items():
            if line not in known or line.seats_used != rows[0].used:
                line.seats_used = rows[0].used


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    usage_ids = fields.One2many("cs.contract.usage", "line_id")

    def note_usage(self, used, date=None, counter=None, entitled=None):
        """Note how much is used, for programs that count it.

        :param float used: the count
        :param date: the day (date or string); the company's today when left out
        :param str counter: what is counted; the seats of the line when left out
        :param float entitled: what is allowed; the quantity of the line when left out
        :return: id of the new row
        :raise UserError: for a negative count, or one that is no number
        """
        self.ensure_one()
        self.check_access("write")
        if not math.isfinite(used) or used < 0:
            raise UserError(self.env._("What is used is a number, and not negative."))
        values = {
            "line_id": self.id,
            "date": date or self.company_id._cs_today(),
            "counter": counter or False,
            "used": used,
            "source": "api",
        }
        if entitled is not None:
            values["entitled"] = entitled
        return self.env["cs.contract.usage"].create(values).id
