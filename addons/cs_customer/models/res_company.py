# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _cs_timezone(self):
        """The time zone this company decides dates in: that of its working hours."""
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id  # sudo: res.company: only its tz
        return pytz.timezone(calendar.tz or self.partner_id.tz or "UTC")

    def _cs_today(self, at: datetime | None = None) -> date:
        """The date in this company, the only "today" promises and contracts know.

        Never the user's or the server's zone: a cron on UTC would be a day late in
        China until eight in the morning.

        :param at: a naive UTC moment; now when left out
        """
        moment = pytz.utc.localize(at or fields.Datetime.now())
        return moment.astimezone(self._cs_timezone()).date()
