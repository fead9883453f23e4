# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestPanel(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.cs_manager_id = cls.manager
        cls.customer.user_id = cls.user
        cls.account = cls.customer.cs_account_id
        cls.account.member_ids.create(
            {"account_id": cls.account.id, "user_id": cls.user.id, "role": "technical"}
        )
        cls.item = cls.env["cs.item"].create(
            {
                "partner_id": cls.contact.id,
                "product_id": cls.product.id,
                "version": "19.4",
                "site": "苏州",
            }
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "More seats", "partner_id": cls.contact.id, "type": "opportunity"}
        )
        cls.customer._cs_raise("low_rating", cls.customer, "two stars")

    def _panel(self, user, partner=None):
        panel = (partner or self.contact).with_user(user).cs_customer_panel()
        return panel["customer"], {s["key"]: s for s in panel["sections"]}

    def test_header_names_customer_and_contact(self):
        header, _sections = self._panel(self.user)
        self.assertEqual(header["name"], "华东精密")
        self.assertEqual(header["contact"], "王敏")
        self.assertEqual(header["contact_role"], "Champion")
        self.assertEqual(header["email"], "wang@hd.example")
        self.assertEqual(header["tier"], "Platinum")
        self.assertEqual(header["manager"], self.manager.name)
        header, _sections = self._panel(self.user, self.customer)
        self.assertFalse(header["contact"])

    def test_sections(self):
        _header, sections = self._panel(self.user)
        self.assertEqual(sections["items"]["rows"][0]["value"], "19.4 苏州")
        self.assertEqual(sections["items"]["rows"][0]["res_id"], self.item.id)
        self.assertEqual(len(sections["people"]["rows"]), 3)
        self.assertEqual(sections["alerts"]["count"], 1)
        self.assertEqual(sections["opportunities"]["rows"][0]["label"], "More seats")

    def test_a_summary_does_not_open_what_is_closed(self):
        _header, sections = self._panel(self.user)
        self.assertNotIn("res_id", sections["opportunities"]["rows"][0])
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        _header, sections = self._panel(self.user)
        self.assertEqual(sections["opportunities"]["rows"][0]["res_id"], self.lead.id)

    def test_another_company_has_a_panel_of_its_own(self):
        header, sections = self._panel(self.outsider)
        self.assertFalse(header["manager"])
        self.assertNotIn("alerts", sections)
        self.assertFalse(sections["items"]["rows"])

    def test_only_those_who_work_with_customers(self):
        for user in (self.plain, self.portal):
            with self.assertRaises(AccessError):
                self._panel(user)
            with self.assertRaises(AccessError):
                self.customer.with_user(user).cs_timeline()
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_cs_open_account()
