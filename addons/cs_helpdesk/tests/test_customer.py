# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestCustomer(HelpdeskCase):
    """What tickets add to the shared record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "hd_seller", groups="sales_team.group_sale_salesman"
        )

    def test_counts_in_few_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(80)]
        )
        self.env["cs.ticket"].create(
            [
                {"name": "x", "team_id": self.team.id, "partner_id": partner.id}
                for partner in partners[:40]
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        partners = partners.with_user(self.seller)
        partners.mapped("name")
        count = self.cr.sql_log_count
        self.assertEqual(sum(partners.mapped("cs_ticket_count")), 40)
        self.assertLessEqual(self.cr.sql_log_count - count, 5)

    def test_signals_with_receipts(self):
        self._new_policy(target=1)
        self._at("02 01:00")
        ticket = self._new_ticket(priority="3")
        self._at("05 01:00")
        self._move(ticket, "solved")
        self._move(ticket, "open")
        self.env.flush_all()
        signals = self.customer._cs_signals()[self.customer.id]
        expected = {
            "tickets_open": 1,
            "tickets_urgent": 1,
            "tickets_reopened_90d": 1,
            "promises_broken_90d": 1,
        }
        for name, value in expected.items():
            with self.subTest(name=name):
                signal = signals[name]
                self.assertEqual(signal["value"], value)
                found = self.env[signal["model"]].search(signal["domain"])
                self.assertEqual(len(found), value)
        self.assertNotIn("rating_avg_90d", signals, "unknown, not zero")
        token = ticket._rating_get_access_token()
        ticket.rating_apply(5, token=token)
        signals = (self.customer + self.stranger)._cs_signals()
        self.assertEqual(signals[self.customer.id]["rating_avg_90d"]["value"], 5)
        self.assertEqual(signals[self.stranger.id]["tickets_open"]["value"], 0)

    def test_a_salesperson_sees_the_summary_not_the_ticket(self):
        ticket = self._new_ticket(name="Down", priority="3")
        customer = self.customer.with_user(self.seller)
        sections = customer.cs_customer_panel()["sections"]
        section = next(part for part in sections if part["key"] == "tickets")
        self.assertEqual(section["count"], 1)
        self.assertIn("Down", section["rows"][0]["label"])
        self.assertNotIn("res_id", section["rows"][0])
        kinds = [entry["kind"] for entry in customer.cs_timeline()]
        self.assertIn("ticket", kinds)
        with self.assertRaises(AccessError):
            ticket.with_user(self.seller).read(["name"])
        action = customer.action_cs_open_tickets()
        self.assertEqual(action["tag"], "display_notification")

    def test_a_salesperson_opens_a_ticket_from_a_lead(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Renewal",
                "partner_id": self.contact.id,
                "user_id": self.seller.id,
            }
        )
        wizard = (
            self.env["cs.ticket.open"]
            .with_user(self.seller)
            .with_context(active_model="crm.lead", active_id=lead.id)
            .create({"name": "Invoice is wrong", "team_id": self.team.id})
        )
        self.assertEqual(wizard.partner_id, self.contact)
        wizard.action_open()
        ticket = self.env["cs.ticket"].search([("name", "=", "Invoice is wrong")])
        self.assertEqual((ticket.team_id, ticket.state), (self.team, "new"))
        self.assertIn(self.seller.partner_id, ticket.message_partner_ids)
        self.assertEqual(lead.with_user(self.seller).cs_ticket_count, 1)
