# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AmendCommon


@tagged("post_install", "-at_install")
class TestAmendment(AmendCommon):
    @freeze_time("2026-04-15 12:00:00")
    def test_what_is_added_costs_what_the_wizard_says(self):
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            price=1200,
            line={"billing_unit": "year", "discount": 10},
        )
        module = self.env["product.product"].create(
            {"name": "Polaris BI", "list_price": 50, "cs_billing_unit": "month"}
        )
        amendment, prorated = self._amend(
            contract, "add", "2026-12-01", product_id=module.id
        )
        line = contract.line_ids.filtered(lambda x: x.product_id == module)
        self.assertEqual((line.price_unit, line.billing_unit), (600, "year"))
        self.assertEqual((prorated, amendment.prorated), (50, 50))
        wizard = self.env["cs.contract.amend"].create(
            {
                "contract_id": contract.id,
                "kind": "price",
                "date": "2026-05-01",
                "reason": "another plan",
                "line_id": contract.line_ids[0].id,
                "product_id": module.id,
            }
        )
        self.assertEqual(wizard.price_unit, 600)

    @freeze_time("2026-04-15 12:00:00")
    def test_more_seats_from_a_day(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=10)
        amendment, prorated = self._amend(
            contract,
            "quantity",
            "2026-04-16",
            line_id=contract.line_ids.id,
            quantity=12,
        )
        # 2 seats x 100 for 15 of 30 days
        self.assertEqual((prorated, amendment.prorated), (100, 100))
        self.assertEqual(
            self._movements(contract),
            [("2026-01-01", "new", 1000), ("2026-04-16", "expansion", 200)],
        )
        self.assertEqual(amendment.movement_ids.amount, 200)
        self.assertIn("10 ×", amendment.before)
        self.assertIn("12 ×", amendment.after)
        self.assertEqual(len(contract.line_ids), 2)
        self.assertEqual(contract.line_ids[0].date_end, date(2026, 4, 15))
        self.assertFalse(self._proved())

    @freeze_time("2026-03-15 12:00:00")
    def test_a_change_for_the_past_leaves_what_was_booked_for_others(self):
        with freeze_time("2026-01-01 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31", quantity=10)
            seats = contract.line_ids
            module = seats.copy()
        with freeze_time("2026-02-20 12:00:00"):
            seats.quantity = 20  # by hand, from that day on
        booked = self._movements(contract)
        self.assertEqual(booked[-1], ("2026-02-20", "expansion", 1000))
        self._amend(contract, "quantity", "2026-02-01", line_id=module.id, quantity=13)
        booked.append(("2026-02-01", "expansion", 300))
        self.assertCountEqual(self._movements(contract), booked)
        self._amend(contract, "end", "2026-03-01", ending="now")
        booked.append(("2026-03-02", "churn", -3300))
        self.assertCountEqual(self._movements(contract), booked)
        self.assertFalse(self._proved())

    @freeze_time("2026-03-15 12:00:00")
    def test_what_is_said_anew_of_a_line_holds_instead_of_its_history(self):
        with freeze_time("2026-01-01 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31", quantity=5)
        line = contract.line_ids
        with freeze_time("2026-02-20 12:00:00"):
            line.quantity = 12  # by hand, from that day on
        self._amend(contract, "quantity", "2026-02-01", line_id=line.id, quantity=3)
        self.assertEqual(
            self.env["cs.mrr.movement"]._read_group(
                [("contract_id", "=", contract.id)], ["date:day"], ["amount:sum"]
            ),
            [
                (date(2026, 1, 1), 500),
                (date(2026, 2, 1), -200),
                (date(2026, 2, 20), 0),
            ],
        )
        self.assertFalse(self._proved())

    @freeze_time("2026-03-15 12:00:00")
    def test_a_pause_in_the_past_is_worth_what_was_booked(self):
        with freeze_time("2026-01-01 12:00:00"):
            contract = self._contract("2026-01-01", "2026-12-31", quantity=10)
        with freeze_time("2026-02-20 12:00:00"):
            contract.line_ids.quantity = 20  # by hand, from that day on
        self._amend(contract, "pause", "2026-02-01", date_end="2026-02-10")
        self.assertEqual(
            self._movements(contract),
            [
                ("2026-01-01", "new", 1000),
                ("2026-02-01", "churn", -1000),
                ("2026-02-11", "reactivation", 1000),
                ("2026-02-20", "expansion", 1000),
            ],
        )
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_a_caller_cannot_speak_for_the_engine(self):
        contract = self._contract("2026-01-01", "2026-12-31", quantity=10)
        line = contract.line_ids
        earlier, _prorated = self._amend(
            contract, "quantity", "2026-04-16", line_id=line.id, quantity=12
        )
        made_up = {
            "cs_defer_booking": True,
            "cs_amendment_id": earlier.id,
            "cs_book_from": "2020-01-01",
        }
        line = contract.line_ids[-1:].with_user(self.manager)
        line.with_context(**made_up).write({"quantity": 5})
        self.assertEqual(
            self._movements(contract)[-1], ("2026-04-16", "contraction", -700)
        )
        self.assertEqual(earlier.movement_ids.amount, 200)
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_stripe_example_upgrade_in_the_month(self):
        """Stripe (teamcoby guide): 99 to 249 on day 12 of 30, net 90 to pay."""
        contract = self._contract("2026-04-01", "2027-03-31", price=99)
        amendment, _prorated = self._amend(
            contract,
            "price",
            "2026-04-13",
            line_id=contract.line_ids.id,
            price_unit=249,
        )
        self.assertEqual(amendment.prorated, 90)
        back, _prorated = self._amend(
            contract,
            "price",
            "2026-04-13",
            line_id=contract.line_ids[-1:].id,
            price_unit=99,
        )
        self.assertEqual(back.prorated, -90)
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_added_and_taken_out(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        other = self.env["product.product"].create({"name": "BI", "list_price": 50})
        self._amend(contract, "add", "2026-05-01", product_id=other.id, quantity=2)
        added = contract.line_ids[-1:]
        self.assertEqual((added.product_id, added.price_unit), (other, 50))
        self._amend(contract, "remove", "2026-09-01", line_id=added.id)
        self.assertEqual(
            self._movements(contract)[1:],
            [("2026-05-01", "expansion", 100), ("2026-09-01", "contraction", -100)],
        )
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_end_now_or_when_the_paid_period_is_over(self):
        now = self._contract("2026-01-01", "2026-12-31")
        later = self._contract(
            "2026-02-01",
            "2027-01-31",
            partner_id=self.other_customer.id,
            line={"billing_count": 3},
        )
        self._amend(now, "end", "2026-04-20", ending="now")
        self._amend(later, "end", "2026-04-20", ending="paid")
        self.assertEqual(now.date_end, date(2026, 4, 20))
        self.assertEqual(later.date_end, date(2026, 4, 30))
        self.assertEqual(self._movements(now)[-1], ("2026-04-21", "churn", -100))
        self.assertEqual(now.billing_ids[-1:].date_end, date(2026, 4, 20))
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_early_renewal_and_the_chain(self):
        contract = self._contract("2026-01-01", "2026-12-31", uplift=10)
        lead = contract._open_renewals()
        amendment, _prorated = self._amend(contract, "renewal", "2026-07-01")
        successor = contract.successor_id
        self.assertEqual(contract.date_end, date(2026, 6, 30))
        self.assertEqual(
            (successor.date_start, successor.date_end),
            (date(2026, 7, 1), date(2027, 6, 30)),
        )
        self.assertIn("110", amendment.after)
        self.assertEqual(lead.won_status, "won", "it was opened for another end")
        third = successor._renew()
        for link in (contract, successor, third):
            self.assertEqual(link._chain(), contract | successor | third)
            self.assertEqual(link.chain_count, 3)
        domain = third.action_view_chain()["domain"]
        self.assertEqual(domain, [("id", "in", [contract.id, successor.id, third.id])])
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_wrong_changes_are_refused(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        line = contract.line_ids.id
        for kind, day, values in (
            ("quantity", "2025-12-31", {"line_id": line}),
            ("quantity", "2027-01-01", {"line_id": line}),
            ("quantity", "2026-05-01", {}),
            ("add", "2026-05-01", {}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._amend(contract, kind, day, **values)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._amend(contract, "quantity", "2026-05-01", line_id=line, quantity=-1)
        endless = self._contract("2026-01-01")
        with self.assertRaises(UserError):
            self._amend(endless, "renewal", "2026-05-01")
        contract._renew()
        for kind in ("renewal", "end"):
            with self.assertRaises(UserError):
                self._amend(contract, kind, "2026-05-01")
        with freeze_time("2027-01-02 12:00:00"), self.assertRaises(UserError):
            self._amend(contract, "quantity", "2026-12-31", line_id=line)

    def test_amendments_are_history(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        contract.line_ids.quantity = 2
        amendment = contract.amendment_ids
        self.assertEqual(amendment.kind, "hand")
        with self.assertRaises(UserError):
            amendment.with_user(self.manager).reason = "x"
        with self.assertRaises(AccessError):
            amendment.with_user(self.manager).unlink()
