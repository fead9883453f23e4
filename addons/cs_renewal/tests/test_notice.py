# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestNotice(AmendCommon):
    def _rich(self):
        """A contract with a line of its own dates, one to come, a step and a pause."""
        contract = self._contract("2026-01-01", "2026-12-31", auto_renew=True)
        line = contract.line_ids
        contract.line_ids = [
            Command.create({"product_id": self.product.id, "price_unit": 30, **dates})
            for dates in (
                {"date_end": "2026-10-31"},
                {"date_start": "2026-11-01"},
                {"date_end": "2026-12-31"},
            )
        ]
        self.env["cs.contract.price.step"].create(
            {"line_id": line.id, "date": "2026-10-01", "price_unit": 120}
        )
        self._amend(contract, "pause", "2026-11-10", date_end="2026-11-20")
        return contract

    def _story(self, contract):
        """{day: revenue a month} of what is booked."""
        days = {}
        for day, _kind, amount in self._movements(contract):
            days[day] = round(days.get(day, 0) + amount, 2)
        return {day: amount for day, amount in days.items() if amount}

    @freeze_time("2026-04-15 12:00:00")
    def test_an_earlier_end_leaves_nothing_behind_it(self):
        contract = self._rich()
        contract._give_notice("moved", date_end="2026-08-31")
        self.assertEqual(
            self._story(contract),
            {"2026-01-01": 100, "2026-04-15": 60, "2026-09-01": -160},
        )
        self.assertEqual(max(contract.billing_ids.mapped("date_end")).month, 8)
        self.assertFalse(self._proved())
        with freeze_time("2026-09-01 12:00:00"):
            claims = self.customer._cs_entitlements()[self.customer.id]
            self.assertFalse([claim for claim in claims if claim["active"]])
            self.assertFalse(self._proved())
            contract._close_terms()
            self.assertEqual(contract.state, "churned")
            self.assertEqual(len(contract.line_ids), 3, "one never began")
            self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_withdrawn_it_is_as_if_never_given(self):
        contract = self._rich()
        lead = contract._open_renewals()
        reason = self.env.ref("cs_renewal.lost_price_high")
        before = self._story(contract)
        bills = contract.billing_ids.mapped(lambda row: (row.date_start, row.amount))
        wizard = self.env["cs.contract.end"].with_user(self.manager)
        for end in ("2026-08-31", "2026-07-31"):
            wizard.create(
                {
                    "contract_id": contract.id,
                    "date_end": end,
                    "reason_id": reason.id,
                    "competitor": "Acme",
                    "reason": "dear",
                }
            ).action_confirm()
        self.assertEqual((lead.won_status, lead.active), ("lost", False))
        contract.with_user(self.manager).action_withdraw_notice()
        self.assertEqual(contract.date_end, date(2026, 12, 31))
        self.assertTrue(contract.auto_renew)
        self.assertFalse(contract.lost_reason_id or contract.competitor)
        self.assertEqual((lead.won_status, lead.active), ("pending", True))
        self.assertFalse(lead.lost_reason_id)
        self.assertEqual(self._story(contract), before)
        self.assertEqual(
            contract.billing_ids.mapped(lambda row: (row.date_start, row.amount)), bills
        )
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_what_was_lost_before_stays_lost(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        lead = contract._open_renewals()
        lead.action_set_lost()
        contract._give_notice("moved")
        contract.action_withdraw_notice()
        self.assertEqual(lead.won_status, "lost")

    @freeze_time("2026-04-15 12:00:00")
    def test_open_ended_again(self):
        contract = self._contract("2026-01-01")
        contract._give_notice("moved", date_end="2026-06-30")
        self._amend(
            contract,
            "quantity",
            "2026-05-01",
            line_id=contract.line_ids.id,
            quantity=2,
        )
        contract.action_withdraw_notice()
        self.assertFalse(contract.date_end)
        self.assertEqual(sum(row[2] for row in self._movements(contract)), 200)
        self.assertFalse(self._proved())

    def test_too_late_it_runs_on_and_renews_again(self):
        with freeze_time("2026-12-15 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31", auto_renew=True)
            line = contract.line_ids.copy({"date_end": "2026-12-31"})
            today = date(2026, 12, 15)
            contract._give_notice("late", today, contract._end_after_notice(today))
            self.assertEqual(contract.date_end, date(2027, 12, 31))
            self.assertFalse(line.date_end, "it ends with the contract")
            self.assertFalse(self._proved())
        with freeze_time("2027-02-01 12:00:00"):
            contract.action_withdraw_notice()
            self.assertEqual(contract.date_end, date(2027, 12, 31), "it has begun")
            self.assertTrue(contract.auto_renew)
            self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_what_runs_is_not_put_away(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        ahead = self._contract("2026-01-01", "2026-12-31")
        ahead._renew()
        over = self._contract("2025-01-01", "2025-12-31")
        over._close_terms()
        for running in (contract, ahead):
            with self.assertRaises(UserError):
                running.with_user(self.manager).action_archive()
        (over | contract.copy()).action_archive()
        self.assertFalse(over.active)


@tagged("post_install", "-at_install")
class TestProofOfWhatIsOver(AmendCommon):
    def _problem(self, contract, **values):
        """Book by force, and return the contracts the proof names."""
        self.env["cs.mrr.movement"]._book([(contract, *values.values(), False)])
        return [problem["contract_id"] for problem in self._proved()]

    def test_money_that_an_ended_or_archived_contract_holds(self):
        contract = self._contract("2025-01-01", "2025-12-31")
        with freeze_time("2026-01-02 12:00:00"):
            contract._close_terms()
            contract.action_archive()
            self.assertFalse(self._proved())
            self.assertEqual(
                self._problem(contract, day="2026-01-02", amount=5), [contract.id]
            )

    def test_money_that_a_renewed_contract_holds(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-11-01 12:00:00"):
            successor = contract._renew()
            self.assertFalse(self._proved())
            self.assertEqual(
                self._problem(contract, day="2026-10-01", amount=5), [successor.id]
            )

    def test_money_to_come_after_the_end(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        with freeze_time("2026-11-01 12:00:00"):
            contract._give_notice("moved")
            self.assertEqual(
                self._problem(contract, day="2027-02-01", amount=5), [contract.id]
            )
