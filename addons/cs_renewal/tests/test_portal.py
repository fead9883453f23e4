# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestContractPortal(RenewalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract("2026-01-01", "2027-12-31", title="ERP of Huadong")
        cls.contract.uplift = 17
        cls.foreign = cls._contract(
            "2026-01-01",
            "2027-12-31",
            title="WMS of Nordwind",
            partner_id=cls.other_customer.id,
        )
        cls.portal = new_test_user(
            cls.env, "contract_portal", "base.group_portal", parent_id=cls.customer.id
        )

    def test_list_and_page(self):
        self.authenticate("contract_portal", "contract_portal")
        page = self.url_open("/my/contracts?sortby=nonsense").text
        self.assertIn("ERP of Huadong", page)
        self.assertNotIn("WMS of Nordwind", page)
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn("ERP of Huadong", page)
        self.assertNotIn("MRR", page)
        self.assertNotIn("17.0", page)

    def test_the_page_says_what_is_paid_and_since_when(self):
        line = self.contract.line_ids
        line.write({"discount": 15, "quantity": 7})
        later = self.contract.company_id._cs_today() + timedelta(days=5)
        line.copy({"date_start": later, "contract_id": self.contract.id})
        self.authenticate("contract_portal", "contract_portal")
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn("−15", page)
        self.assertIn(f"{later:%m/%d/%Y}", page)
        self.assertIn(">7<", page)
        self.assertNotIn(">7.00<", page)

    def test_another_customers_contract_is_not_there(self):
        self.authenticate("contract_portal", "contract_portal")
        response = self.url_open(f"/my/contracts/{self.foreign.id}")
        self.assertNotIn("WMS of Nordwind", response.text)
        self.assertTrue(response.url.endswith("/my"))

    def test_a_stranger_needs_the_link(self):
        response = self.url_open(f"/my/contracts/{self.contract.id}")
        self.assertNotIn("ERP of Huadong", response.text)
        response = self.url_open(f"/my/contracts/{self.contract.id}?access_token=wrong")
        self.assertNotIn("ERP of Huadong", response.text)
        response = self.url_open(self.contract._get_share_url())
        self.assertIn("ERP of Huadong", response.text)
        token = self.contract.access_token
        response = self.url_open(
            f"/my/contracts/{self.foreign.id}?access_token={token}"
        )
        self.assertNotIn("WMS of Nordwind", response.text)

    def test_a_mere_user_of_the_product_sees_no_contract(self):
        self.portal.partner_id.cs_contact_role = "user"
        self.authenticate("contract_portal", "contract_portal")
        self.assertNotIn("ERP of Huadong", self.url_open("/my/contracts").text)

    def test_the_open_quotation_is_offered(self):
        lead = self.contract._open_renewals()
        order = self.env["sale.order"].create(self.contract._renewal_order_values(lead))
        order.action_quotation_sent()
        self.authenticate("contract_portal", "contract_portal")
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn(f"/my/orders/{order.id}", page)
        self.assertNotIn(order._portal_ensure_token(), page)
        self.portal.partner_id.cs_contact_role = "billing"
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertNotIn(f"/my/orders/{order.id}", page, "who pays does not sign")
        self.authenticate(None, None)
        page = self.url_open(self.contract._get_share_url()).text
        self.assertIn("ERP of Huadong", page)
        self.assertNotIn(f"/my/orders/{order.id}", page, "a link shows, no more")
