# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestAgentStatus(HelpdeskCase):
    """Who is there to take work, and who says so."""

    def _history(self, user=None):
        rows = self.env["cs.agent.status"].search(
            [("user_id", "=", (user or self.agent).id)], order="id"
        )
        return [(row.status, row.reason, row.hours) for row in rows]

    def test_own_status_and_its_history(self):
        self.assertEqual(self.agent.cs_status, "online")
        me = self.agent.with_user(self.agent)
        self._at("02 01:00")
        me.cs_set_status("break", "lunch")
        self._at("02 01:30")
        me.cs_set_status("break", "lunch")
        me.cs_set_status("online")
        self.assertEqual(
            self._history(), [("break", "lunch", 0.5), ("online", False, 0.0)]
        )
        self.assertEqual(self.agent.cs_status, "online")
        mine = self.env["res.users"].with_user(self.agent).cs_my_status()
        self.assertEqual(
            mine, {"status": "online", "reason": False, "since": "2026-03-02 01:30:00"}
        )

    def test_words_that_are_none(self):
        me = self.agent.with_user(self.agent)
        for words in [("asleep",), ("break",), ("break", "golf")]:
            with self.subTest(words=words), self.assertRaises(UserError):
                me.cs_set_status(*words)

    def test_who_may_set_it(self):
        portal = new_test_user(self.env, "st_portal", groups="base.group_portal")
        employee = new_test_user(self.env, "st_employee", groups="base.group_user")
        abroad = self.env["res.company"].create({"name": "Abroad"})
        foreigner = new_test_user(
            self.env,
            "st_abroad",
            groups="cs_helpdesk.group_manager",
            company_id=abroad.id,
            company_ids=abroad.ids,
        )
        for user, target in [
            (self.agent2, self.agent),
            (portal, portal),
            (portal, self.agent),
            (employee, employee),
            (foreigner, self.agent),
        ]:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                target.with_user(user).cs_set_status("off")
        with self.assertRaises(AccessError):
            portal.with_user(self.manager).cs_set_status("off")
        self.agent.with_user(self.manager).cs_set_status("off")
        self.assertEqual(self.agent.cs_status, "off")
        self.assertFalse(self.env["res.users"].with_user(employee).cs_my_status())

    def test_who_may_see_the_history(self):
        self.agent.with_user(self.agent).cs_set_status("off")
        Status = self.env["cs.agent.status"]
        domain = [("user_id", "=", self.agent.id)]
        self.assertTrue(Status.with_user(self.agent).search(domain))
        self.assertFalse(Status.with_user(self.agent2).search(domain))
        self.assertTrue(Status.with_user(self.manager).search(domain))
        with self.assertRaises(AccessError):
            Status.with_user(self.manager).search(domain).write({"status": "busy"})

    def test_out_of_office(self):
        now = datetime(2026, 3, 2, 2)
        self.assertFalse(self.agent._cs_absent(now))
        self.agent.out_of_office_from = datetime(2026, 3, 2, 1)
        self.assertEqual(self.agent._cs_absent(now), self.agent)
        self.agent.out_of_office_to = datetime(2026, 3, 2, 1, 30)
        self.assertFalse(self.agent._cs_absent(now))

    def test_outside_working_hours_and_on_leave(self):
        resource = self.env["resource.resource"].create(
            {
                "name": "Lin",
                "user_id": self.agent.id,
                "calendar_id": self.calendar.id,
                "tz": "Asia/Shanghai",
            }
        )
        people = self.agent + self.agent2
        morning, lunch = datetime(2026, 3, 2, 2), datetime(2026, 3, 2, 4, 30)
        self.assertFalse(people._cs_absent(morning))
        self.assertEqual(people._cs_absent(lunch), self.agent)
        self.calendar.leave_ids = [
            Command.create(
                {
                    "name": "Dentist",
                    "resource_id": resource.id,
                    "date_from": datetime(2026, 3, 2, 1),
                    "date_to": datetime(2026, 3, 2, 3),
                }
            )
        ]
        self.assertEqual(people._cs_absent(morning), self.agent)
