# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools.misc import formatLang


class CsContract(models.Model):
    """A contract in the customer panel."""

    _inherit = "cs.contract"

    def _cs_panel_contract(self):
        """The row of this contract in the customer panel; amounts for finance only."""
        self.ensure_one()
        company = self.company_id
        days = (
            (self.notice_deadline - company._cs_today()).days
            if self.notice_deadline
            else None
        )
        value, decoration = self._notice_in_words(days)
        if self.env.user.has_group("cs_customer.group_finance"):
            amount = formatLang(self.env, self.mrr, currency_obj=self.currency_id)
            value = f"{value}, {amount}" if value else amount
        partner = self.env["res.partner"]
        return partner._cs_panel_row(self.display_name, value, decoration, self)

    def _notice_in_words(self, days):
        """(text, colour) of how near the notice deadline is."""
        if self.notice_date:
            return self.env._("Notice given"), "danger"
        if days is None:
            return self.env._("open-ended"), ""
        if days < 0:
            ends = fields.Date.to_string(self.date_end)
            return self.env._("until %(day)s", day=ends), "muted"
        return self.env._(
            "%(days)s days to notice", days=days
        ), days <= 30 and "warning"
