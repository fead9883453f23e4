# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestLead(CustomerCommon):
    def test_what_an_opportunity_grew_from(self):
        item = self.env["cs.item"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self.product.id,
                "serial": "SN-7",
            }
        )
        lead = self.env["crm.lead"].create(
            {"name": "More", "cs_origin_model": "cs.item", "cs_origin_id": item.id}
        )
        self.assertIn("SN-7", lead.cs_origin_name)
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        action = lead.with_user(self.user).action_cs_open_origin()
        self.assertEqual((action["res_model"], action["res_id"]), ("cs.item", item.id))
        with self.assertRaises(AccessError):
            lead.with_user(self.plain).action_cs_open_origin()
        self.assertFalse(lead.copy().cs_origin_name)

    def test_the_origin_is_no_window_to_other_records(self):
        seller = self._user("lead_seller", "sales_team.group_sale_salesman_all_leads")
        lead = self.env["crm.lead"].create({"name": "More"})
        origin = {"cs_origin_model": "cs.item", "cs_origin_id": 1}
        with self.assertRaises(AccessError):
            lead.with_user(seller).write(origin)
        with self.assertRaises(AccessError):
            lead.with_user(seller).create({"name": "Another", **origin})
        item = self.env["cs.item"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self.product.id,
                "company_id": self.second_company.id,
            }
        )
        lead.write({"cs_origin_model": "cs.item", "cs_origin_id": item.id})
        self.assertFalse(lead.with_user(seller).cs_origin_name)
        lead.write({"cs_origin_model": "res.users", "cs_origin_id": self.env.uid})
        self.assertFalse(lead.cs_origin_name)
