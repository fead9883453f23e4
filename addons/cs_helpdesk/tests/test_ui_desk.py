# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestUiDesk(HelpdeskCase, HttpCase):
    """My Day of an agent and the wall of a manager, in a browser."""

    def setUp(self):
        super().setUp()
        self.agent.write({"login": "tour_lin", "password": "tour_lin", "name": "Lin"})
        self.held = self._new_ticket(name="Scanner stops", user_id=self.agent.id)
        self._move(self.held, "open")
        self.waiting = self._new_ticket(name="Line stands", priority="3")

    def test_my_day(self):
        self.team.escalation_team_id = self.other_team
        self.start_tour("/odoo/my-day", "cs_helpdesk_my_day", login="tour_lin")
        self.assertEqual(self.waiting.user_id, self.agent)
        self.assertEqual(self.held.team_id, self.other_team)
        statuses = self.env["cs.agent.status"].search([("user_id", "=", self.agent.id)])
        self.assertEqual(statuses.mapped("reason"), [False, "lunch"])

    def test_wall(self):
        self.manager.write({"login": "tour_grace", "password": "tour_grace"})
        self.start_tour("/odoo/service-wall", "cs_helpdesk_wall", login="tour_grace")


@tagged("post_install", "-at_install")
class TestHootDesk(test_js.HOOTCommon):
    """What the screens compute by themselves."""

    def test_hoot(self):
        suite = self._generate_hash("@cs_helpdesk")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
