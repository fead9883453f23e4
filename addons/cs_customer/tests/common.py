# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

STAFF = "base.group_user,base.group_partner_manager"


def new_users(env, **groups):
    """People by login and group(s), in one go; their passwords are their logins.

    :return: ``res.users`` in the order given
    """
    values = [
        {
            "name": login,
            "login": login,
            "password": login,
            "email": f"{login}@polaris.example",
            "tz": "UTC",
            "group_ids": [Command.set([env.ref(g).id for g in names.split(",")])],
        }
        for login, names in groups.items()
    ]
    users = env["res.users"].with_context(no_reset_password=True).create(values)
    return users.with_env(env)


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
        cls.user, cls.manager, cls.plain = new_users(
            cls.env,
            customer_user=f"{STAFF},cs_customer.group_user",
            customer_manager=f"{STAFF},cs_customer.group_manager",
            customer_plain=STAFF,
        )
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
            f"{STAFF},{groups}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
