# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class CustomerCommon(TransactionCase):
    """Two companies, one customer with contacts, and people who look after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.second_company = cls.env["res.company"].create({"name": "Second"})
        cls.tier = cls.env["cs.tier"].create({"name": "Platinum", "weight": 5})
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "华东精密",
                "is_company": True,
                "email": "info@hd.example",
                "cs_tier_id": cls.tier.id,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "王敏",
                "parent_id": cls.customer.id,
                "email": "wang@hd.example",
                "cs_contact_role": "champion",
            }
        )
        cls.product = cls.env["product.product"].create({"name": "Polaris ERP"})
        cls.user = cls._user("customer_user", "cs_customer.group_user")
        cls.manager = cls._user("customer_manager", "cs_customer.group_manager")
        cls.plain = cls._user("customer_plain", "base.group_user")
        cls.outsider = cls._user(
            "customer_outsider", "cs_customer.group_manager", cls.second_company
        )
        cls.portal = new_test_user(
            cls.env, "customer_portal", "base.group_portal", parent_id=cls.customer.id
        )

    @classmethod
    def _user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,base.group_partner_manager,{groups}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
