# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import RenewalCommon
from .test_portal_actions import PIXEL


@tagged("post_install", "-at_install")
class TestRenewalLink(RenewalCommon, HttpCase):
    """The link of a renewal quotation shows; it does not decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.portal_confirmation_sign = True
        cls.contract = cls._contract("2026-01-01", "2027-12-31")
        cls.contact = new_test_user(
            cls.env, "link_portal", "base.group_portal", parent_id=cls.customer.id
        )
        cls.order = cls.contract._open_renewals()._cs_quotation()
        cls.order.action_quotation_sent()
        cls.order._portal_ensure_token()
        cls.env.flush_all()

    def _sign(self, order=None):
        order = order or self.order
        sent = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"name": "Wang", "signature": PIXEL, "access_token": order.access_token},
        )
        return sent.get("error")

    def _decline(self):
        self.url_open(
            f"/my/orders/{self.order.id}/decline",
            data={
                "decline_message": "too dear",
                "access_token": self.order.access_token,
                "csrf_token": http.Request.csrf_token(self),
            },
        )

    def _page(self, **kwargs):
        return self.url_open(self.order.get_portal_url(**kwargs))

    def test_who_only_has_the_link_reads_it(self):
        self.authenticate(None, None)
        page = self._page().text
        self.assertIn("Log in to accept", page)
        self.assertNotIn("#modalaccept", page)
        self.assertTrue(self._sign())
        self._decline()
        self.assertEqual(self.order.state, "sent")
        self.assertFalse(self.order.signature or self.contract.successor_id)

    def test_another_customers_decider_reads_it(self):
        new_test_user(
            self.env,
            "link_foreign",
            "base.group_portal",
            parent_id=self.other_customer.id,
        ).partner_id.cs_contact_role = "decision_maker"
        self.authenticate("link_foreign", "link_foreign")
        self.assertTrue(self._sign())
        self.assertFalse(self.contract.successor_id)

    def test_logged_in_who_decides_signs(self):
        self.contact.partner_id.cs_contact_role = "decision_maker"
        self.authenticate("link_portal", "link_portal")
        page = self._page().text
        self.assertNotIn("Log in to accept", page)
        self.assertFalse(self._sign())
        self.assertTrue(self.contract.successor_id)

    def test_a_mere_user_of_the_product_sees_no_renewal(self):
        self.authenticate("link_portal", "link_portal")
        self.assertIn(self.order.name, self.url_open("/my/quotes").text)
        self.contact.partner_id.cs_contact_role = "user"
        self.env.flush_all()
        self.assertNotIn(self.order.name, self.url_open("/my/quotes").text)
        self.assertTrue(self._page().url.endswith("/my"))
        mine = self.order.with_user(self.contact)
        self.assertFalse(mine.search([("id", "=", self.order.id)]))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            mine.check_access("read")
        lines = self.order.order_line.with_user(self.contact)
        self.assertFalse(lines.search([("id", "in", lines.ids)]))
        self.contact.partner_id.cs_contact_role = "billing"
        self.assertIn(self.order.name, self.url_open("/my/quotes").text)
        self.assertIn("Ask who decides", self._page().text)

    def test_ordinary_orders_stay_as_they_are(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "require_signature": True,
                "require_payment": False,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        order.action_quotation_sent()
        order._portal_ensure_token()
        self.contact.partner_id.cs_contact_role = "user"
        self.authenticate("link_portal", "link_portal")
        self.assertIn(order.name, self.url_open("/my/quotes").text)
        self.authenticate(None, None)
        self.assertFalse(self._sign(order))
        self.assertEqual(order.state, "sale")

    def test_more_seats_are_decided_on_alike(self):
        lead = self.contract._cs_ask_more(
            self.contact.partner_id, self.contract.line_ids, 5, "plant 2"
        )
        order = lead.order_ids
        order.action_quotation_sent()
        order._portal_ensure_token()
        self.authenticate(None, None)
        self.assertTrue(self._sign(order))
        self.contact.partner_id.cs_contact_role = "user"
        self.authenticate("link_portal", "link_portal")
        self.assertTrue(self._sign(order))
        self.assertFalse(self.contract.amendment_ids)
        self.contact.partner_id.cs_contact_role = "signer"
        self.assertFalse(self._sign(order))
        self.assertEqual(self.contract.amendment_ids.kind, "quantity")

    def test_who_sends_learns_that_nobody_can_accept(self):
        self.order._cs_note_who_accepts()
        said = self.order.message_ids[0].body
        self.assertNotIn("portal access", said)
        self.contact.partner_id.cs_contact_role = "billing"
        self.order._cs_send(again=True)
        found = self.order.message_ids.filtered(lambda m: "portal access" in m.body)
        self.assertEqual(len(found), 1)
