# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestSnooze(RenewalCommon):
    def test_calls_to_action_are_put_off_with_a_reason(self):
        account = self.env["cs.account"]._ensure(self.customer)
        activity = account.activity_schedule(
            "cs_renewal.activity_type_risk", user_id=self.manager.id
        )
        action = activity.with_user(self.manager).action_cs_snooze()
        wizard = (
            self.env["cs.activity.snooze"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"reason": "on holiday"})
        )
        wizard.action_confirm()
        self.assertEqual(activity.cs_snooze_reason, "on holiday")
        self.assertEqual(activity.date_deadline, wizard.date)
        self.assertIn("on holiday", account.message_ids[:1].body)
        wizard.date = "2020-01-01"
        with self.assertRaises(UserError):
            wizard.action_confirm()
        activity.with_user(self.manager).action_cs_done()
        self.assertFalse(activity.active)
