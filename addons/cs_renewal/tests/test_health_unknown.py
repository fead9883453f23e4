# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestHealthUnknown(RenewalCommon):
    """Where nothing is known any more, nothing is said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.account.write({"manager_id": cls.manager.id, "lifecycle": "live"})
        cls.env["cs.health.measure"].search([]).active = False
        cls.env["cs.health.measure"].create(
            [
                {"name": "Call", "signal": "manager_call", "value_good": 100},
                {"name": "Notice", "signal": "days_to_notice", "value_good": 100},
            ]
        )

    def _score(self, day, **values):
        with freeze_time(f"{day} 12:00:00"):
            self.account.write(values)
            self.account._score_health()

    def _state(self):
        account = self.account
        return (account.health, account.health_band, account.health_date)

    def test_an_expired_word_by_hand_does_not_stand(self):
        with freeze_time("2026-05-01 12:00:00"):
            self.account.write(
                {
                    "override_value": 90,
                    "override_reason": "saw them",
                    "override_until": "2026-05-10",
                }
            )
            self.assertEqual(self.account.health_band, "green")
        self._score("2026-05-10")
        self.assertEqual(self.account.health, 90)
        self._score("2026-05-11")
        self.assertEqual(self._state(), (0, False, False))
        self.assertFalse(self.account.health_contributions)
        self.assertFalse(self.customer.cs_health_band)

    def test_a_stale_score_does_not_stand_and_comes_back(self):
        self._score("2026-05-01", manager_call="fair")
        self.assertEqual((self.account.health, self.account.health_band), (50, "amber"))
        self._score("2026-05-02", manager_call=False)
        self.assertEqual(self._state(), (0, False, False))
        self.assertEqual(self.account.health_known, 0)
        self.assertFalse(self.account.health_contributions)
        self._score("2026-05-03", manager_call="fair")
        self.assertEqual((self.account.health, self.account.health_band), (50, "amber"))
        scores = self.env["cs.health.score"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertIn("2026-05-03", [str(score.date) for score in scores])

    def test_an_open_renewal_forgets_the_band(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self.account.manager_call = "bad"
        with freeze_time("2026-05-01 12:00:00"):
            lead = contract._open_renewals()
            self.account._score_health()
            self.assertTrue(lead.cs_health_band)
            self.env["cs.health.measure"].search([]).active = False
            self.account._score_health()
        self.assertFalse(lead.cs_health_band or lead.cs_band_count)

    def test_receipts_are_todays_also_where_the_score_is_the_same(self):
        self._contract("2026-01-01", "2026-12-31")
        self._score("2026-05-01")
        [before] = self.account.health_contributions
        self._score("2026-05-11")
        [after] = self.account.health_contributions
        self.assertEqual((before["points"], after["points"]), (100, 100))
        self.assertEqual(before["value"] - after["value"], 10)
        scores = self.env["cs.health.score"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(len(scores), 1, "the history is that of changes")
        with self.assertRaises(AccessError):
            self.account.with_user(self.manager).health_parts = []
