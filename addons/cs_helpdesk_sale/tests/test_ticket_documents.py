# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cs_helpdesk.tests.common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestTicketDocuments(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "ERP", "list_price": 9})
        cls.own, cls.foreign = cls.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
                for partner in (cls.contact, cls.stranger)
            ]
        )
        cls.ticket = cls._new_ticket()

    def _pick(self, user, partner, name=""):
        orders = self.env["sale.order"].with_user(user)
        found = orders.with_context(cs_pick_partner_id=partner.id).name_search(name)
        return [id_ for id_, _name in found]

    def test_an_agent_names_an_order_of_the_customer(self):
        self.assertEqual(self._pick(self.agent, self.contact), self.own.ids)
        self.assertEqual(
            self._pick(self.agent, self.customer, self.own.name), self.own.ids
        )
        self.assertFalse(self._pick(self.agent, self.contact, "no such number"))
        self.ticket.with_user(self.agent).sale_order_id = self.own
        with self.assertRaises(AccessError):
            self.own.with_user(self.agent).read(["amount_total"])

    def test_no_order_of_another_customer(self):
        with self.assertRaises(ValidationError):
            self.ticket.with_user(self.agent).sale_order_id = self.foreign

    def test_cancelled_orders_cannot_be_named(self):
        self.own.action_cancel()
        self.assertFalse(self._pick(self.agent, self.contact))

    def test_strangers_pick_nothing(self):
        portal = self._new_user("hs_portal", "base.group_portal")
        self.assertFalse(self._pick(portal, self.contact))
        staff = self._new_user("hs_staff", "base.group_user")
        with self.assertRaises(AccessError):
            self._pick(staff, self.contact)

    def test_another_company_picks_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.agent.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._pick(self.agent, self.contact))

    def test_invoices_follow_their_own_domain(self):
        Move = self.env["account.move"].with_user(self.agent)
        found = Move.with_context(cs_pick_partner_id=self.contact.id).name_search("")
        self.assertEqual(found, [], "drafts are not shown")

    def test_a_quotation_warns(self):
        self.assertFalse(self.own.cs_service_warning)
        self._new_ticket(priority="3")
        self.env.invalidate_all()
        self.assertIn("Urgent tickets open: 1", self.own.cs_service_warning)
        self.assertEqual(self.own.cs_ticket_count, 2)
        self.assertEqual(self.own.action_cs_open_tickets()["res_model"], "cs.ticket")
