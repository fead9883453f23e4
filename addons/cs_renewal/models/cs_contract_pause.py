# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CsContractPause(models.Model):
    """A time in which a contract rests: nothing is charged, nothing is claimed."""

    _name = "cs.contract.pause"
    _description = "Contract Pause"
    _order = "date_start, id"

    contract_id = fields.Many2one(
        "cs.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    date_start = fields.Date("From", required=True)
    date_end = fields.Date("To", required=True, help="The last day of the pause.")
    reason = fields.Char(required=True)

    _check_dates = models.Constraint(
        "CHECK (date_end >= date_start)", "The pause ends before it starts."
    )

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        pauses.contract_id._terms_changed()
        return pauses

    def write(self, vals):
        contracts = self.contract_id
        result = super().write(vals)
        (contracts | self.contract_id)._terms_changed()
        return result

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts._terms_changed()
        return result

    @api.constrains("date_start", "date_end", "contract_id")
    def _check_free(self):
        for pause in self:
            others = pause.contract_id.pause_ids - pause
            if any(
                other.date_start <= pause.date_end
                and pause.date_start <= other.date_end
                for other in others
            ):
                raise ValidationError(
                    self.env._("The contract rests in that time already.")
                )
            end = pause.contract_id.date_end
            if pause.date_start < pause.contract_id.date_start or (
                end and pause.date_end > end
            ):
                raise ValidationError(
                    self.env._("The pause lies outside the dates of the contract.")
                )


class CsContract(models.Model):
    _inherit = "cs.contract"

    pause_ids = fields.One2many("cs.contract.pause", "contract_id", "Pauses")
    is_paused = fields.Boolean(
        "Resting", compute="_compute_is_paused", search="_search_is_paused"
    )

    @api.depends("pause_ids.date_start", "pause_ids.date_end")
    def _compute_is_paused(self):
        for contract in self:
            contract.is_paused = contract._rests_on(contract.company_id._cs_today())

    def _search_is_paused(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cs_today()
        resting = Domain("pause_ids", "any", self._cs_pause_domain(today))
        return resting if True in value else ~resting

    @api.model
    def _cs_pause_domain(self, day):
        return [("date_start", "<=", day), ("date_end", ">=", day)]

    def _rests_on(self, day):
        """Whether the contract rests on a day."""
        return any(p.date_start <= day <= p.date_end for p in self.sudo().pause_ids)

    def action_resume(self):
        """End the pause that runs today: from today on the contract goes on."""
        self.check_access("write")
        for contract in self:
            today = contract.company_id._cs_today()
            running = contract.pause_ids.filtered(
                lambda p, day=today: p.date_start <= day <= p.date_end
            )
            if not running:
                raise UserError(self.env._("This contract does not rest."))
            if running.date_start == today:
                running.unlink()
            else:
                running.date_end = fields.Date.subtract(today, days=1)
            contract.message_post(body=self.env._("The contract goes on again."))
        return True
