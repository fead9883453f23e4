# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import GrowthCommon


@tagged("post_install", "-at_install")
class TestUpsell(GrowthCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bi = cls.env["product.product"].create({"name": "BI", "list_price": 50})
        cls.Signal = cls.env["cs.upsell.signal"]

    def _found(self):
        return self.Signal._find(self.account).with_user(self.manager)

    def test_seats_accepted_with_a_quotation(self):
        signal = self._found()
        self.assertEqual(signal.product_id, self.product)
        self.assertIn("19 of 20", signal.evidence)
        action = signal.action_open_evidence()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines, self.contract.line_ids)
        self.assertFalse(self._found())
        lead = self.env["crm.lead"].browse(signal.action_accept()["res_id"])
        self.assertEqual((lead.cs_motion, lead.user_id), ("upsell", self.manager))
        self.assertEqual(lead.cs_origin_id, self.contract.id)
        self.assertEqual(lead.order_ids.order_line.product_uom_qty, 2)
        with self.assertRaises(UserError):
            signal.action_accept()
        self.assertEqual((self.rule.found_count, self.rule.hit_rate), (1, 0))
        lead.action_set_won()
        self.rule.invalidate_recordset()
        self.assertEqual((self.rule.won_count, self.rule.hit_rate), (1, 1))

    def _decide(self, signal, decision, **values):
        action = (
            signal.action_put_off() if decision == "snooze" else signal.action_dismiss()
        )
        wizard = (
            self.env["cs.upsell.decide"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"reason": "not now", **values})
        )
        wizard.action_confirm()

    def test_put_off_comes_back_and_dismissed_stays_away(self):
        with freeze_time("2026-03-01 12:00:00"):
            signal = self._found()
            with self.assertRaises(UserError):
                self._decide(signal, "snooze", date="2026-02-01")
            self._decide(signal, "snooze", date="2026-03-20")
            self.assertFalse(self._found())
            self.assertEqual(signal.state, "snoozed")
        with freeze_time("2026-03-21 12:00:00"):
            self._found()
            self.assertEqual(signal.state, "open")
            self._decide(signal, "dismiss")
            self.assertEqual((signal.state, signal.reason), ("dismissed", "not now"))
            with self.assertRaises(UserError):
                self._decide(signal, "dismiss")
            self.assertFalse(self._found())
        with freeze_time("2026-08-01 12:00:00"):
            # Somebody files it anew, long after: that is no decision.
            signal.sudo().evidence = "18 of 20"
            self.env.flush_all()
        with freeze_time("2026-09-16 12:00:00"):
            self.assertFalse(self._found(), "179 days")
        with freeze_time("2026-09-19 12:00:00"):
            self.assertTrue(self._found(), "181 days")

    def test_what_does_not_hold_any_more_goes_away(self):
        signal = self._found()
        self.contract.line_ids.seats_used = 3
        self._found()
        self.assertFalse(signal.exists())

    def test_other_kinds(self):
        self.rule.active = False
        rules = self.env["cs.upsell.rule"].create(
            [
                {
                    "name": "Gap",
                    "kind": "gap",
                    "product_id": self.bi.id,
                    "has_product_ids": [(6, 0, self.product.ids)],
                    "motion": "cross_sell",
                },
                {"name": "Growth", "kind": "growth", "threshold": 0.5},
                {"name": "Step", "kind": "step", "threshold": 30},
                {
                    "name": "Theme",
                    "kind": "theme",
                    "threshold": 3,
                    "product_id": self.bi.id,
                },
                {
                    "name": "Other tier",
                    "kind": "gap",
                    "product_id": self.bi.id,
                    "tier_ids": [(0, 0, {"name": "Nobody"})],
                },
                {
                    "name": "Has none",
                    "kind": "gap",
                    "product_id": self.bi.id,
                    "has_product_ids": [(6, 0, self.bi.ids)],
                },
            ]
        )
        line = self.contract.line_ids
        partners = type(self.env["res.partner"])
        original = partners._cs_signals

        def signals(records):
            found = original(records)
            if self.customer.id in found:
                found[self.customer.id]["tickets_open"] = {
                    "value": 4,
                    "model": "crm.lead",
                    "domain": [("id", ">", 0)],
                }
            return found

        with (
            freeze_time("2026-03-01 12:00:00"),
            patch.object(partners, "_cs_signals", signals),
        ):
            line.note_usage(10, "2026-02-01")
            line.note_usage(18, "2026-02-20")
            self.env["cs.contract.price.step"].create(
                {"line_id": line.id, "date": "2026-03-15", "price_unit": 120}
            )
            signals = self._found()
        self.assertEqual(signals.rule_id, rules[:4])
        signals[0].with_user(self.manager).action_open_evidence()

    def test_once_and_guarded(self):
        signal = self._found()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            signal.sudo().copy()
        with self.assertRaises(UserError):
            signal.state = "accepted"
        with self.assertRaises(AccessError):
            self.Signal.with_user(self.manager).create({})
        with self.assertRaises(AccessError):
            signal.with_user(self.stranger).action_accept()
        company = self.env["res.company"].create({"name": "Second"})
        outsider = new_test_user(
            self.env,
            "upsell_outsider",
            "base.group_user,cs_customer.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        with self.assertRaises(AccessError):
            signal.with_user(outsider).action_dismiss()
            signal.with_user(outsider).read(["evidence"])

    def test_cron(self):
        with patch.object(self.env.cr, "commit"):
            self.Signal._cron_find()
            self.Signal._cron_find()
        found = self.Signal.search([("account_id", "=", self.account.id)])
        self.assertEqual(len(found), 1)

    def test_referral_thanks_but_not_in_trouble(self):
        lead = self.env["crm.lead"].create({"name": "Friend", "cs_motion": "referral"})
        lead.cs_referrer_id = self.customer
        thanks = self.account.activity_ids
        self.assertEqual((len(thanks), thanks.user_id), (1, self.manager))
        account = self.account.with_user(self.manager)
        action = account.action_cs_ask_referral()
        self.assertEqual(action["context"]["default_cs_referrer_id"], self.customer.id)
        trouble = {self.customer.id: {"tickets_urgent": {"value": 1}}}
        partners = type(self.env["res.partner"])
        with (
            patch.object(partners, "_cs_signals", lambda records: trouble),
            self.assertRaises(UserError),
        ):
            account.action_cs_ask_referral()
