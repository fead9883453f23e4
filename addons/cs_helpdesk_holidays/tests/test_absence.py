# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.tests import tagged

from odoo.addons.cs_helpdesk.tests.common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestAbsence(HelpdeskCase):
    """A leave that is approved keeps work away; one that is asked for does not."""

    def test_on_leave(self):
        employee = self.env["hr.employee"].create(
            {
                "name": "Lin",
                "user_id": self.agent.id,
                "resource_calendar_id": False,
                "tz": "Asia/Shanghai",
            }
        )
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Holiday",
                "requires_allocation": False,
                "leave_validation_type": "hr",
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": date(2026, 3, 3),
                "request_date_to": date(2026, 3, 3),
            }
        )
        people, day = self.agent + self.agent2, datetime(2026, 3, 3, 8, 30)
        self.assertFalse(people._cs_absent(day))
        leave.action_approve()
        self.assertEqual(leave.state, "validate")
        self.assertEqual(people._cs_absent(day), self.agent)
        self.assertFalse(people._cs_absent(datetime(2026, 3, 5, 4)))

    def test_the_team_goes_on_without(self):
        self.team.assign_mode = "balanced"
        employee = self.env["hr.employee"].create(
            {"name": "Lin", "user_id": self.agent.id, "resource_calendar_id": False}
        )
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Holiday",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
            }
        )
        self._at("03 08:30")
        self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": date(2026, 3, 3),
                "request_date_to": date(2026, 3, 3),
            }
        )
        self.assertEqual(self._new_ticket().user_id, self.agent2)
