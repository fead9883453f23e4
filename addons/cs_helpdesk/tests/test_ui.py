# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, new_test_user, tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestUi(HelpdeskCase, HttpCase):
    """The way of an agent and of a customer, in a browser."""

    def test_agent(self):
        self.agent.write({"login": "tour_lin", "password": "tour_lin", "name": "Lin"})
        self._new_policy()
        ticket = self._new_ticket()
        self.start_tour("/odoo/tickets", "cs_helpdesk_agent", login="tour_lin")
        self.assertEqual((ticket.user_id, ticket.state), (self.agent, "solved"))

    def test_macro(self):
        self.agent.write({"login": "tour_lin", "password": "tour_lin", "name": "Lin"})
        self.env["cs.macro"].create(
            {
                "name": "Ask for the log",
                "body": '<p>Hello <t t-out="object.partner_id.name"/></p>',
                "stage_id": self.stages["waiting"].id,
                "user_id": False,
            }
        )
        ticket = self._new_ticket()
        self.start_tour("/odoo/tickets", "cs_helpdesk_macro", login="tour_lin")
        self.assertEqual(ticket.state, "waiting")
        self.assertTrue(ticket.first_response_at)

    def test_portal(self):
        new_test_user(
            self.env,
            "tour_wang",
            groups="base.group_portal",
            partner_id=self.contact.id,
            email=self.contact.email,
        )
        self.start_tour("/my/tickets", "cs_helpdesk_portal", login="tour_wang")
        ticket = self.env["cs.ticket"].search([("partner_id", "=", self.contact.id)])
        self.assertEqual((ticket.state, ticket.source), ("solved", "portal"))
        self.assertEqual(ticket.rating_ids.filtered("consumed").rating, 5)
