# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestMerge(RenewalCommon):
    """Two records of one customer become one: nothing that was known is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        measures = cls.env["cs.health.measure"]
        measures.search([("signal", "!=", "manager_call")]).active = False
        both = cls.customer | cls.other_customer
        cls.accounts = cls.env["cs.account"]._ensure(both).sorted("id")
        cls.kept, cls.lost = cls.accounts
        cls.accounts.write({"lifecycle": "live", "manager_id": cls.manager.id})
        cls.rules = cls.env["cs.upsell.rule"].create(
            [{"name": f"R{i}", "kind": "gap"} for i in range(2)]
        )

    def _merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | self.other_customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertFalse(self.lost.exists())

    def _risks(self, account, *names, **values):
        return self.env["cs.risk"].create(
            [{"account_id": account.id, "name": name, **values} for name in names]
        )

    def _chance(self, account, rule, **values):
        return self.env["cs.upsell.signal"].create(
            {
                "account_id": account.id,
                "rule_id": rule.id,
                "evidence": account.display_name,
                **values,
            }
        )

    def test_risks_are_kept_and_one_is_open(self):
        done = self._risks(self.lost, "Price", stage="recovered")
        kept = self._risks(self.kept, "Champion left")
        other = self._risks(self.lost, "Slow", note="<p>call them weekly</p>")
        other.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.manager.id, summary="Call"
        )
        other.message_post(body="they asked for a plan")
        self._merge()
        self.assertEqual(self.kept.risk_ids, kept | other | done)
        self.assertEqual((kept.stage, other.stage), ("open", "merged"))
        self.assertEqual(other.partner_id, self.customer)
        told = "".join(kept.message_ids.mapped("body"))
        self.assertIn("Slow", told)
        self.assertIn("call them weekly", told)
        self.assertEqual(kept.activity_ids.summary, "Call")
        self.assertNotIn("merged", self.env["cs.risk"]._expand_stages([], []))

    def test_an_open_risk_moves_where_there_is_none(self):
        risk = self._risks(self.lost, "Slow")
        self._merge()
        self.assertEqual((risk.account_id, risk.stage), (self.kept, "open"))

    def test_chances_are_kept_except_the_same_twice(self):
        first, second = self.rules
        kept = self._chance(self.kept, first)
        double = self._chance(self.lost, first, state="snoozed")
        won = self._chance(self.lost, first, state="accepted")
        other = self._chance(self.lost, second)
        for account, chance in ((self.kept, kept), (self.lost, other)):
            account._call("opportunity", {account: chance.evidence})
        self._merge()
        found = self.env["cs.upsell.signal"].search([("account_id", "=", self.kept.id)])
        self.assertEqual(found, kept | won | other)
        self.assertFalse(double.exists())
        self.assertEqual(other.partner_id, self.customer)
        calls = self.env["mail.activity"].search(self.kept._call_domain("opportunity"))
        self.assertEqual(calls.summary, kept.evidence)

    @freeze_time("2026-05-02 12:00:00")
    def test_what_the_manager_said_and_the_scores_are_kept(self):
        self.lost.manager_call = "bad"
        self.lost.write(
            {
                "override_value": 80,
                "override_reason": "new board",
                "override_until": "2026-05-20",
            }
        )
        self._merge()
        self.assertEqual(self.kept.manager_call, "bad")
        self.assertEqual(self.kept.override_reason, "new board")
        self.assertEqual((self.kept.health, self.kept.health_band), (80, "green"))
        scores = self.env["cs.health.score"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(scores.value, 80)

    @freeze_time("2026-05-02 12:00:00")
    def test_the_kept_ones_word_stands(self):
        self.kept.manager_call, self.lost.manager_call = "good", "bad"
        self._merge()
        self.assertEqual((self.kept.manager_call, self.kept.health), ("good", 100))
