# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSecurity(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.member = cls.account.member_ids.create(
            {"account_id": cls.account.id, "user_id": cls.user.id, "role": "sales"}
        )
        cls.item = cls.env["cs.item"].create(
            {"partner_id": cls.customer.id, "product_id": cls.product.id}
        )
        cls.alert = cls.customer._cs_raise("low_rating", cls.item, "secret")

    def _records(self):
        return [self.account, self.member, self.item, self.alert]

    def test_another_company_sees_nothing(self):
        self.outsider.group_ids += self.env.ref("base.group_allow_export")
        for record in self._records():
            self.env.invalidate_all()
            model = record.with_user(self.outsider).browse()
            domain = [("id", "in", record.ids)]
            self.assertFalse(model.search(domain))
            self.assertEqual(model.search_count(domain), 0)
            self.assertFalse(model._read_group(domain, ["company_id"], ["__count"]))
            with self.assertRaises(AccessError):
                record.with_user(self.outsider).read(["company_id"])
            with self.assertRaises(AccessError):
                record.with_user(self.outsider).export_data(["company_id"])

    def test_portal_and_plain_users_have_no_access(self):
        consent = self.env["cs.consent"]
        for user in (self.portal, self.plain):
            for record in [*self._records(), consent, self.tier]:
                model = record.with_user(user).browse()
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(model.has_access(operation), record._name)
                with self.assertRaises(AccessError):
                    model.formatted_read_group([], [], ["__count"])

    def test_outsiders_learn_nothing_from_the_partner(self):
        for user in (self.portal, self.plain):
            partner = self.customer.with_user(user)
            self.env.invalidate_all()
            for field in ("cs_tier_id", "cs_manager_id", "cs_lifecycle"):
                with self.assertRaises(AccessError):
                    partner.read([field])
                with self.assertRaises(AccessError):
                    partner.search([(field, "!=", False)])

    def test_who_may_change_what(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.user).lifecycle = "live"
        self.account.with_user(self.manager).lifecycle = "live"
        self.item.with_user(self.user).version = "20"
        with self.assertRaises(AccessError):
            self.item.with_user(self.user).unlink()
        with self.assertRaises(AccessError):
            self.tier.with_user(self.user).weight = 1
        with self.assertRaises(AccessError):
            self.alert.with_user(self.manager).unlink()
