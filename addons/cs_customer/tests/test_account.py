# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestAccount(CustomerCommon):
    def test_today_is_that_of_the_company(self):
        with freeze_time("2026-05-31 17:00:00"):
            self.assertEqual(self.company._cs_today(), date(2026, 6, 1))
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        with freeze_time("2026-06-01 05:00:00"):
            self.assertEqual(self.company._cs_today(), date(2026, 5, 31))

    def test_the_partner_mirrors_the_account_of_the_active_company(self):
        self.contact.cs_manager_id = self.manager
        account = self.customer.cs_account_id
        self.assertEqual(account.company_id, self.company)
        self.assertEqual(self.customer.cs_manager_id, self.manager)
        self.assertEqual(self.contact.cs_account_id, account)
        elsewhere = self.customer.with_company(self.second_company)
        self.assertFalse(elsewhere.cs_account_id)
        elsewhere.cs_lifecycle = "live"
        self.assertEqual(self.customer.cs_lifecycle, "prospect")
        account.lifecycle = "renewing"
        self.assertEqual(self.contact.cs_lifecycle, "renewing")

    def test_search_by_what_the_account_says(self):
        self.customer.cs_manager_id = self.manager
        search = self.env["res.partner"].search
        ours = [("id", "in", (self.customer | self.contact).ids)]
        both = self.customer | self.contact
        self.assertEqual(search([*ours, ("cs_manager_id", "=", self.manager.id)]), both)
        self.assertEqual(search([*ours, ("cs_lifecycle", "=", "prospect")]), both)
        self.assertEqual(search([*ours, ("cs_account_id", "!=", False)]), both)
        self.assertFalse(search([*ours, ("cs_manager_id", "=", False)]))
        self.assertFalse(search([*ours, ("cs_lifecycle", "!=", "prospect")]))
        other = self.env["res.partner"].with_company(self.second_company)
        self.assertEqual(other.search([*ours, ("cs_manager_id", "=", False)]), both)

    def test_ensure_makes_one_account_each(self):
        accounts = self.env["cs.account"]._ensure(self.customer | self.contact)
        self.assertEqual(len(accounts), 1)
        self.assertEqual(accounts.tier_weight, 5)
        self.assertEqual(self.env["cs.account"]._ensure(self.contact), accounts)

    def test_one_account_per_company_and_customer(self):
        self.env["cs.account"]._ensure(self.customer)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["cs.account"].create({"partner_id": self.customer.id})
        with self.assertRaises(ValidationError):
            self.env["cs.account"].create({"partner_id": self.contact.id})

    def test_the_tier_orders_the_accounts(self):
        account = self.env["cs.account"]._ensure(self.customer)
        self.tier.weight = 9
        self.assertEqual(account.tier_weight, 9)
        self.assertEqual(self.contact.cs_tier_id, self.tier)

    def test_actions_open_the_account_and_its_items(self):
        action = self.contact.with_user(self.user).action_cs_open_account()
        account = self.customer.cs_account_id
        self.assertEqual(action["res_id"], account.id)
        item = self.env["cs.item"].create(
            {"partner_id": self.contact.id, "product_id": self.product.id}
        )
        action = self.customer.action_cs_open_items()
        self.assertEqual(self.env["cs.item"].search(action["domain"]), item)
        self.assertEqual(account.item_ids, item)
        self.assertEqual(self.contact.cs_item_count, 1)
        self.assertEqual(account.action_open_customer()["res_id"], self.customer.id)
