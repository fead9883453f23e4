# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_customer.tools.inner import Inner


class CsContractPriceStep(models.Model):
    """A price that is agreed for a later day of the term."""

    _name = "cs.contract.price.step"
    _description = "Price Step"
    _order = "date, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "cs.contract.line", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one(related="line_id.contract_id", store=True, index=True)
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    date = fields.Date("From", required=True)
    price_unit = fields.Float("Unit Price", required=True, digits=(16, 6))
    applied = fields.Boolean("In Force", readonly=True, copy=False)
    price_before = fields.Float(
        readonly=True, copy=False, digits=(16, 6), export_string_translation=False
    )

    _due_idx = models.Index("(date) WHERE applied IS NOT TRUE")
    _date_unique = models.Constraint(
        "UNIQUE (line_id, date)", "This line has a price from that day already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.contract_id._terms_changed()
        return steps

    def write(self, vals):
        if "applied" not in vals and any(self.mapped("applied")):
            raise UserError(
                self.env._("This price is in force: change the line instead.")
            )
        result = super().write(vals)
        if {"date", "price_unit"} & vals.keys():
            self.contract_id._terms_changed()
        return result

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts._terms_changed()
        return result

    @api.constrains("date", "line_id")
    def _check_within_contract(self):
        for step in self:
            contract = step.contract_id
            end = step.line_id.date_end or contract._latest_end()
            start = step.line_id.date_start or contract.date_start
            if step.date <= start or (end and step.date > end):
                raise ValidationError(
                    self.env._(
                        "The price of %(day)s lies outside the term of %(line)s.",
                        day=step.date,
                        line=step.line_id.name,
                    )
                )

    def _due(self):
        """Those of these steps whose day has come and which are not in force yet."""
        return self.filtered(
            lambda step: not step.applied and step.date <= step.company_id._cs_today()
        )

    @api.model
    def _apply_due(self, companies):
        """Put the prices whose day has come on their lines; the money was booked.

        One that fails does not stop the others; its contract gets a to-do.

        :return: the steps that came into force
        """
        last = max((company._cs_today() for company in companies), default=None)
        due = self.search(
            [
                ("company_id", "in", companies.ids),
                ("applied", "=", False),
                ("date", "<=", last),
                ("contract_id.state", "in", ("active", "renewed")),
            ]
        )._due()
        done = self.browse()
        for contract, steps in due.grouped("contract_id").items():
            if not contract.is_running:
                continue
            try:
                with self.env.cr.savepoint():
                    steps._put_in_force()
                    done |= steps
            except Exception as exc:  # noqa: BLE001 whatever it is, it is told to a person
                contract.with_company(contract.company_id)._spoken()._report_failure(
                    exc, self.env._("The price step could not be applied")
                )
        return done

    def _put_in_force(self):
        """Put these prices on their lines, the earliest first."""
        known = self.with_context(cs_amendment_kind=Inner("step"))
        for step in known.sorted("date"):
            step.write({"applied": True, "price_before": step.line_id.price_unit})
            step.line_id.price_unit = step.price_unit


class CsContractLine(models.Model):
    _inherit = "cs.contract.line"

    step_ids = fields.One2many("cs.contract.price.step", "line_id", "Price Steps")
