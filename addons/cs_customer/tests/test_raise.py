# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestRaise(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["cs.account"]._ensure(cls.customer)

    def test_one_a_day_per_account_and_kind(self):
        self.account.manager_id = self.manager
        with freeze_time("2026-06-01 01:00:00"):
            alert = self.contact._cs_raise("promise_broken", self.contact, "late <b>")
            self.assertEqual(alert.partner_id, self.customer)
            self.assertEqual(alert.user_id, self.manager)
            self.assertFalse(
                self.customer._cs_raise("promise_broken", self.contact, "x")
            )
            self.assertTrue(self.customer._cs_raise("low_rating", self.contact, "x"))
        self.assertEqual(len(self.account.activity_ids), 2)
        self.assertIn("late &lt;b&gt;", self.account.activity_ids[0].note)
        with freeze_time("2026-06-01 16:30:00"):  # 2 June in Shanghai
            self.assertTrue(
                self.customer._cs_raise("promise_broken", self.contact, "x")
            )
        action = alert.action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.contact.id)
        )

    def test_the_role_decides_who_is_told(self):
        self.customer.user_id = self.user
        self.assertEqual(self.account._responsible("promise_broken"), self.user)
        member = self.account.member_ids.create(
            {
                "account_id": self.account.id,
                "user_id": self.plain.id,
                "role": "support_lead",
            }
        )
        self.assertEqual(self.account._responsible("promise_broken"), self.plain)
        self.assertEqual(self.account._responsible("notice_given"), self.user)
        self.account.manager_id = self.manager
        self.assertEqual(self.account._responsible("promise_broken"), self.manager)
        member.unlink()

    def test_without_anybody_the_alert_stays_on_record(self):
        alert = self.customer._cs_raise("low_rating", self.customer, "x")
        self.assertFalse(alert.user_id)
        self.assertFalse(self.account.activity_ids)

    def test_who_has_no_rights_can_still_raise(self):
        partner = self.customer.with_user(self.plain)
        self.assertEqual(len(partner._cs_raise("low_rating", partner, "x")), 1)

    def test_the_company_of_the_record_counts(self):
        item = self.env["cs.item"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self.product.id,
                "company_id": self.second_company.id,
            }
        )
        alert = self.customer._cs_raise("other", item, "x")
        self.assertEqual(alert.company_id, self.second_company)
