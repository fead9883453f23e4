# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestMerge(CustomerCommon):
    def test_accounts_and_their_history_survive_a_merge(self):
        double = self.env["res.partner"].create({"name": "HD", "is_company": True})
        kept = self.env["cs.account"]._ensure(self.customer)
        lost = self.env["cs.account"]._ensure(double)
        elsewhere = self.env["cs.account"]._ensure(double, self.second_company)
        lost.write({"manager_id": self.manager.id, "lifecycle": "live"})
        kept.note, lost.note = "<p>pays late</p>", "<p>likes tea</p>"
        for user in (self.user, self.manager):
            lost.member_ids.create(
                {"account_id": lost.id, "user_id": user.id, "role": "sales"}
            )
        kept.member_ids.create(
            {"account_id": kept.id, "user_id": self.user.id, "role": "sales"}
        )
        self.customer._cs_raise("low_rating", self.customer, "first")
        double._cs_raise("low_rating", double, "second")
        double._cs_raise("promise_broken", double, "third")
        lost.message_post(body="remember this")
        item = self.env["cs.item"].create(
            {"partner_id": double.id, "product_id": self.product.id}
        )
        consent = self.env["cs.consent"].create(
            {
                "partner_id": double.id,
                "purpose": "survey",
                "channel": "mail",
                "source": "form",
            }
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | double).ids, self.customer)
        self.assertFalse(double.exists() or lost.exists())
        self.assertEqual(kept.partner_id, self.customer)
        self.assertEqual(elsewhere.partner_id, self.customer)
        self.assertEqual(kept.manager_id, self.manager)
        self.assertEqual(kept.lifecycle, "live", "one of them is a customer")
        self.assertIn("pays late", kept.note)
        self.assertIn("likes tea", kept.note)
        self.assertEqual(kept.member_ids.user_id, self.user | self.manager)
        self.assertEqual(len(kept.member_ids), 2)
        self.assertEqual(len(kept.alert_ids), 2)
        self.assertIn("second", kept.alert_ids.filtered("note").mapped("note")[-1])
        self.assertIn("remember this", "".join(kept.message_ids.mapped("body")))
        self.assertEqual(item.partner_id, self.customer)
        self.assertEqual(consent.partner_id, self.customer)
