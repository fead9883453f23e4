# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain


class ResourceCalendar(models.Model):
    """Working hours that promises are counted in: an edit plans them again."""

    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if {"tz", "flexible_hours", "schedule_type", "two_weeks_calendar"} & set(vals):
            self._cs_hours_changed()
        return result

    def _cs_hours_changed(self):
        """Have the promises counted in these hours planned again."""
        for calendar in self:
            self.env["cs.sla.replan"]._request(
                "calendar_id", calendar.ids, calendar.name, calendar.company_id
            )


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        slots = super().create(vals_list)
        slots.calendar_id._cs_hours_changed()
        return slots

    def write(self, vals):
        before = self.calendar_id
        result = super().write(vals)
        (before | self.calendar_id)._cs_hours_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._cs_hours_changed()
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._cs_holidays_changed()
        return leaves

    def write(self, vals):
        self._cs_holidays_changed()
        result = super().write(vals)
        self._cs_holidays_changed()
        return result

    def unlink(self):
        self._cs_holidays_changed()
        return super().unlink()

    def _cs_holidays_changed(self):
        """Have promises planned again that these public holidays move.

        The absence of one person moves none.
        """
        holidays = self.filtered(lambda leave: not leave.resource_id)
        holidays.calendar_id._cs_hours_changed()
        everywhere = holidays.filtered(lambda leave: not leave.calendar_id)
        companies = everywhere.company_id
        if everywhere.filtered(lambda leave: not leave.company_id):
            # sudo: res.company: a holiday of all companies moves the promises of all
            companies = self.env["res.company"].sudo().search(Domain.TRUE)
        companies._cs_promises_changed(self.env._("Public holidays"))
