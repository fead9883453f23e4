# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .common import GrowthCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00:00")
class TestCalls(GrowthCommon):
    """Calls to action come by themselves, and go when nothing is left to do."""

    def _calls(self, kind):
        return self.env["mail.activity"].search(self.account._call_domain(kind))

    def _find(self):
        return self.env["cs.upsell.signal"]._find(self.account)

    def test_a_chance_calls_once_and_until_it_is_decided(self):
        chance = self._find()
        call = self._calls("opportunity")
        self.assertEqual((call.user_id, call.summary), (self.manager, chance.evidence))
        chance.write({"state": "snoozed", "snooze_until": "2026-12-24"})
        self.assertFalse(self._calls("opportunity"))
        with freeze_time("2026-12-24 12:00:00"):
            self._find()
        self.assertEqual(len(self._calls("opportunity")), 1, "it is back")
        chance.with_user(self.manager).action_accept()
        self.assertFalse(self._calls("opportunity"))

    def test_a_chance_that_is_gone_takes_its_call_along(self):
        self._find()
        self.contract.line_ids.seats_used = 1
        self._find()
        self.assertFalse(self._calls("opportunity"))

    def test_without_anybody_there_is_no_call(self):
        self.account.manager_id = False
        self.assertTrue(self._find())
        self.assertFalse(self._calls("opportunity"))

    def test_too_long_without_a_talk(self):
        self.account.partner_id.cs_tier_id = self.env["cs.tier"].create(
            {"name": "Weekly", "touch_days": 7}
        )
        with freeze_time("2026-11-12 12:00:00"):
            self._talk()
        self.account._score_health()
        self.account._score_health()
        self.assertEqual(self._calls("risk").summary, "No contact for 10 days")
        self.account.lifecycle = "onboarding"
        self._talk()
        self.account._score_health()
        self.assertFalse(self._calls("risk"))
        self.assertTrue(self._calls("lifecycle"), "a talk is no onboarding")

    def _talk(self):
        self.customer.message_post(
            body="How is it?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_onboarding_begins(self):
        self.account.lifecycle = "onboarding"
        self.account.write({"lifecycle": "onboarding"})
        self.assertEqual(len(self._calls("lifecycle")), 1)
