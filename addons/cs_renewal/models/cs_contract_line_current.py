# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class CsContractLine(models.Model):
    """What customers may claim on a day, and how much of it they use."""

    _inherit = "cs.contract.line"

    def _is_current(self, at):
        """Whether the customer may claim this line on a date."""
        self.ensure_one()
        return self._runs_on(at) and not self.contract_id._rests_on(at)

    @api.model
    def _current(self, contracts, at):
        """The lines of contracts that the customers may claim on a date.

        The number of queries does not grow with that of the contracts.
        """
        wanted = contracts.search_fetch(
            [("id", "in", contracts.ids)],
            [
                *("auto_renew", "commercial_partner_id", "company_id", "date_close"),
                *("date_end", "date_start", "state"),
            ],
        )
        inside = Domain("contract_id", "in", wanted.ids)
        pauses = self.env["cs.contract.pause"].sudo()  # sudo: see `_rests_on`
        resting = pauses.search_fetch(
            inside & Domain(contracts._cs_pause_domain(at)), ["contract_id"]
        ).contract_id
        lines = self.search_fetch(
            inside & Domain("contract_id", "not in", resting.ids),
            [
                *("contract_id", "company_id", "date_end", "date_start"),
                *("product_id", "quantity", "seats_used"),
            ],
        )
        return lines.filtered(lambda line: line._runs_on(at))

    def _with_known_use(self):
        """Those of these lines whose use was ever noted; nought is a known nought."""
        self.flush_recordset(["seats_used"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM cs_contract_line"
                " WHERE id = ANY(%s) AND seats_used IS NOT NULL",
                self.ids,
            )
        )
        return self.browse(row[0] for row in rows)
