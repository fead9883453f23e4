# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import RenewalCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestPortalActions(RenewalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(
            "2026-01-01", "2027-12-31", title="ERP of Huadong", quantity=10
        )
        cls.foreign = cls._contract(
            "2026-01-01", "2027-12-31", partner_id=cls.other_customer.id
        )
        cls.env["cs.account"]._ensure(cls.customer).manager_id = cls.manager
        cls.contract.user_id = cls.manager
        cls.portal = new_test_user(
            cls.env, "actions_portal", "base.group_portal", parent_id=cls.customer.id
        )
        cls.document = cls.env["ir.attachment"].create(
            {"name": "signed.pdf", "raw": b"paper"}
        )
        cls.contract.document_ids = cls.document

    def _post(self, path, contract=None, **data):
        self.authenticate("actions_portal", "actions_portal")
        data["csrf_token"] = http.Request.csrf_token(self)
        contract = contract or self.contract
        return self.url_open(f"/my/contracts/{contract.id}/{path}", data=data)

    def _leads(self):
        return self.env["crm.lead"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )

    def test_page_offers_actions_and_documents(self):
        self.authenticate("actions_portal", "actions_portal")
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn("signed.pdf", page)
        self.assertIn("/renew", page)
        url = f"/my/contracts/{self.contract.id}/document/{self.document.id}"
        self.assertEqual(self.url_open(url).content, b"paper")
        mailed = self.url_open(self.contract._get_share_url()).text
        self.assertIn("/renew", mailed, "logged in, the link makes no difference")
        foreign = f"/my/contracts/{self.foreign.id}/document/{self.document.id}"
        self.assertNotEqual(self.url_open(foreign).content, b"paper")

    def test_renew(self):
        response = self._post("renew")
        order = self.env["sale.order"].search(
            [("cs_contract_id", "=", self.contract.id)]
        )
        self.assertEqual(order.state, "sent")
        self.assertIn(f"/my/orders/{order.id}", response.url)
        self.assertEqual(self._leads().cs_motion, "renewal")
        self._post("renew")
        self.assertEqual(len(self._leads()), 1)
        alert = self.env["cs.alert"].search([("kind", "=", "renewal_asked")])
        self.assertEqual(alert.user_id, self.manager)

    def _renew_by_hand(self):
        """Ask for the renewal; the answer is that a person prepares it."""
        response = self._post("renew")
        self.assertIn("message=preparing", response.url)
        self.assertIn("being prepared", response.text)
        todo = self.contract.activity_ids
        self.assertEqual(todo.user_id, self.manager)
        self.assertIn("waits for the renewal", todo.summary)
        alert = self.env["cs.alert"].search([("kind", "=", "renewal_asked")])
        self.assertEqual(alert.user_id, self.manager)

    def test_a_draft_of_a_colleague_is_not_sent(self):
        order = self.contract._open_renewals()._cs_quotation()
        self._renew_by_hand()
        self.assertEqual(order.state, "draft")
        self._renew_by_hand()
        order.action_quotation_sent()
        self.assertIn(f"/my/orders/{order.id}", self._post("renew").url)

    def test_an_expired_quotation_is_not_offered(self):
        order = self.contract._open_renewals()._cs_quotation()
        order.action_quotation_sent()
        order.validity_date = "2026-01-31"
        self._renew_by_hand()
        self.assertEqual(self.contract.lead_ids.order_ids, order)

    def test_a_lost_renewal_is_opened_again_by_a_person(self):
        lead = self.contract._open_renewals()
        lead.action_set_lost()
        self._renew_by_hand()
        self.assertFalse(lead.order_ids)
        lead.action_unarchive()
        lead.probability = 10
        lead.active = False
        self.contract.activity_ids.unlink()
        self._renew_by_hand()
        self.assertFalse(lead.order_ids)

    def test_a_renewal_that_cannot_be_opened_or_quoted(self):
        contracts = type(self.contract)
        with patch.object(contracts, "_open_renewals", lambda c: self.env["crm.lead"]):
            self._renew_by_hand()
        self.contract.activity_ids.unlink()

        why = "no price list"
        wrong = UserError(why)
        with patch.object(contracts, "_renewal_order_values", side_effect=wrong):
            self._renew_by_hand()
        self.assertIn("no price list", self.contract.activity_ids.note)

    def test_quoted_together_with_another_contract(self):
        other = self._contract("2026-01-01", "2027-12-31")
        lead = other._open_renewals()
        lead.cs_also_contract_ids = self.contract
        order = lead._cs_quotation()
        order.action_quotation_sent()
        self.assertIn(f"/my/orders/{order.id}", self._post("renew").url)

    def test_more_seats_or_something_else(self):
        line = self.contract.line_ids
        self._post("more", line_id=str(line.id), quantity="5", text="new plant")
        lead = self._leads()
        self.assertEqual((lead.cs_motion, lead.user_id), ("upsell", self.manager))
        self.assertEqual(lead.order_ids.order_line.product_uom_qty, 5)
        foreign = self.foreign.line_ids
        self._post("more", line_id=str(foreign.id), quantity="5", text="BI please")
        self.assertEqual(self._leads()[-1:].cs_motion, "cross_sell")
        for odd in ("many", "nan"):
            self._post("more", line_id=str(line.id), quantity=odd)
        self.assertEqual(len(self._leads()), 2)

    def test_call_and_notice(self):
        self._post("call", text="after lunch")
        self.assertEqual(self.contract.activity_ids.user_id, self.manager)
        response = self._post("notice", reason="")
        self.assertIn("refused", response.url)
        self._post("notice", reason="we close")
        self.assertEqual(self.contract.notice_reason, "we close")
        self.assertEqual(self._movements(self.contract)[-1][1], "churn")
        with self.assertRaises(UserError):
            self.contract._cs_ask_renewal(self.portal.partner_id)

    def test_only_who_decides_acts_and_only_on_the_own(self):
        self._post("notice", self.foreign, reason="not mine")
        self.assertFalse(self.foreign.notice_date)
        self.portal.partner_id.cs_contact_role = "billing"
        self._post("notice", reason="not I")
        self.assertFalse(self.contract.notice_date)
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertNotIn("/notice", page)

    def test_without_a_role_one_decides_while_nobody_else_does(self):
        contact = self.portal.partner_id
        self.assertTrue(contact._cs_may_decide(), "a small customer")
        boss = self.env["res.partner"].create(
            {"name": "李强", "parent_id": self.customer.id, "email": "li@example.com"}
        )
        self.assertTrue(contact._cs_may_decide())
        for role in ("decision_maker", "signer"):
            boss.cs_contact_role = role
            self.assertFalse(contact._cs_may_decide())
            self.assertTrue(contact._cs_may_see_contracts())
        self._post("notice", reason="not I")
        self.assertFalse(self.contract.notice_date)
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn("ERP of Huadong", page)
        self.assertNotIn("/renew", page)
        boss.active = False
        self.assertTrue(contact._cs_may_decide(), "who left decides nothing")
        other = self.env["res.partner"].create(
            {"parent_id": self.other_customer.id, "name": "A", "cs_contact_role": role}
        )
        self.assertTrue(contact._cs_may_decide())
        self.assertTrue(other._cs_may_decide())

    def _sign(self, order):
        sent = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"name": "Wang", "signature": PIXEL, "access_token": order.access_token},
        )
        return sent.get("error")

    def test_only_who_decides_signs_the_renewal(self):
        order = self.contract._cs_ask_renewal(self.portal.partner_id)
        order._portal_ensure_token()
        self.portal.partner_id.cs_contact_role = "billing"
        self.authenticate("actions_portal", "actions_portal")
        self.assertTrue(self._sign(order))
        self.assertFalse(order.signature or self.contract.successor_id)
        self.url_open(
            f"/my/orders/{order.id}/decline",
            data={
                "decline_message": "too dear",
                "access_token": order.access_token,
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(order.state, "sent")
        self.portal.partner_id.cs_contact_role = "signer"
        self.assertFalse(self._sign(order))
        self.assertEqual(order.state, "sale")
        self.assertTrue(self.contract.successor_id)

    def test_invoices_are_found_on_the_contract(self):
        invoice = self._invoice(self.customer)
        bill = self.contract.billing_ids.filtered(
            lambda row: row.date_end >= self.company._cs_today()
        )[:1]
        bill.invoice_id = invoice
        self.authenticate("actions_portal", "actions_portal")
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn(f"/my/invoices/{invoice.id}", page)
        self.authenticate(None, None)
        self.assertNotIn(
            f"/my/invoices/{invoice.id}",
            self.url_open(self.contract._get_share_url()).text,
            "who only has the link does not see what is charged",
        )
        foreign = self.foreign.billing_ids[:1]
        with self.assertRaises(ValidationError):
            foreign.invoice_id = invoice
