# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval
from datetime import date

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestContract(RenewalCommon):
    def _draft(self, **values):
        return self.env["cs.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": "2026-01-31",
                "term_unit": "month",
                **values,
            }
        )

    def test_anchor_is_the_day_of_the_start(self):
        contract = self._draft()
        self.assertEqual(contract.anchor_day, 31)
        self.assertEqual(contract.period(1), (date(2026, 2, 28), date(2026, 3, 30)))
        self.assertEqual(contract.period(2), (date(2026, 3, 31), date(2026, 4, 29)))

    def test_another_anchor_makes_a_stub(self):
        contract = self._draft(date_start="2026-01-10", anchor_day=1)
        self.assertEqual(contract.period(0), (date(2026, 1, 10), date(2026, 1, 31)))
        self.assertEqual(contract.period(1), (date(2026, 2, 1), date(2026, 2, 28)))

    def test_no_such_term(self):
        contract = self._draft()
        for k in (-1, 10**9, 1.5, "1"):
            with self.assertRaises(UserError):
                contract.period(k)

    def test_prorate_rounds_once(self):
        contract = self._draft()
        self.assertEqual(contract.prorate(10, "2026-06-01", "2026-06-15"), 5.0)
        self.assertEqual(
            contract.prorate(31, date(2021, 1, 27), date(2021, 1, 31)), 5.0
        )
        self.assertEqual(
            contract.prorate(30, "2021-02-27", "2021-02-28", "30_360"), 4.0
        )
        for args in [
            ("2026-02-02", "2026-02-01"),
            ("2026-02-01", "2026-02-02", "x"),
            ("2026-02-30", "2026-03-02"),
            (False, "2026-03-02"),
        ]:
            with self.assertRaises(UserError):
                contract.prorate(10, *args)

    def test_the_form_proposes_the_end(self):
        form = Form(self.env["cs.contract"])
        form.partner_id = self.customer
        form.date_start = "2024-02-29"
        self.assertEqual(form.date_end, date(2025, 2, 27))

    def test_responsible_is_the_success_manager(self):
        self.customer.cs_manager_id = self.manager
        self.assertEqual(self._draft().user_id, self.manager)

    def test_numbers_are_given_in_turn(self):
        first, second = self._draft(), self._draft()
        self.assertNotEqual(first.name, second.name)
        self.assertTrue(first.name.startswith("CT"))

    def test_a_month_of_notice_for_a_month(self):
        """February is shorter than the notice; the contract goes on all the same."""
        contract = self._contract(
            *("2026-01-01", "2026-01-31"),
            term_unit="month",
            auto_renew=True,
            notice_count=30,
            notice_unit="day",
        )
        february = contract._renew()
        self.assertEqual(february.date_end, date(2026, 2, 28))
        self.assertEqual(february._renew().date_end, date(2026, 3, 31))
        with self.assertRaises(ValidationError):
            self._draft(date_end="2026-02-28", notice_count=90, notice_unit="day")

    def test_what_renews_by_itself_has_no_gap(self):
        contract = self._contract("2026-01-01", "2026-06-30", auto_renew=True)
        (line,) = contract.line_ids
        after = date(2026, 7, 2)
        self.assertTrue(line._is_current(after), "the next term is not noted yet")
        contract.auto_renew = False
        self.assertEqual(line._is_current(after), contract.date_close >= after)

    @mute_logger("odoo.sql_db")
    def test_wrong_dates_are_refused(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._draft(date_end="2026-01-01")
        with self.assertRaises(ValidationError):
            self._draft(date_end="2026-02-27", notice_count=3, notice_unit="month")
        for wrong in [{"anchor_day": 32}, {"term_count": 0}, {"notice_count": -1}]:
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._draft(**wrong)

    @mute_logger("odoo.sql_db")
    def test_wrong_lines_are_refused(self):
        contract = self._draft(date_end="2026-12-30")
        line = {"contract_id": contract.id, "product_id": self.product.id}
        for wrong in [{"quantity": -1}, {"discount": 101}, {"billing_count": 0}]:
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.env["cs.contract.line"].create({**line, **wrong})
        for wrong in [{"date_start": "2026-01-01"}, {"date_end": "2027-01-01"}]:
            with self.assertRaises(ValidationError):
                self.env["cs.contract.line"].create({**line, **wrong})

    def test_a_contract_without_lines_stays_a_draft(self):
        with self.assertRaises(UserError):
            self._draft().action_activate()

    def test_only_drafts_are_removed(self):
        self._draft().unlink()
        contract = self._contract("2026-01-01", "2026-12-31")
        with self.assertRaises(UserError):
            contract.unlink()

    def test_line_takes_name_and_price_of_the_product(self):
        contract = self._draft(
            line_ids=[Command.create({"product_id": self.product.id})]
        )
        self.assertEqual(contract.line_ids.price_unit, 100)
        self.assertEqual(contract.line_ids.name, self.product.display_name)

    def _filtered(self, name, day):
        """The lines of the customer that a filter of the list shows on a day."""
        view = self.env.ref("cs_renewal.cs_contract_line_view_search")
        (found,) = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']")
        domain = literal_eval(found.get("domain"))
        with freeze_time(f"{day} 12:00:00"):
            lines = self.env["cs.contract.line"].search(domain)
        return lines.filtered(lambda line: line.partner_id == self.customer)

    def test_lists_show_what_is_in_force_today(self):
        contract = self._contract("2026-03-01", "2027-02-28")
        (whole,) = contract.line_ids
        part = whole.copy({"date_start": "2026-06-01", "date_end": "2026-06-30"})
        for day, now, later in (
            ("2026-02-28", [], [whole, part]),
            ("2026-03-01", [whole], [part]),
            ("2026-06-01", [whole, part], []),
            ("2026-06-30", [whole, part], []),
            ("2026-07-01", [whole], []),
        ):
            self.assertCountEqual(self._filtered("today", day), now, day)
            self.assertCountEqual(self._filtered("later", day), later, day)

    def test_mrr_is_the_contracted_price_a_month(self):
        for count, unit, expected in [
            (1, "year", 8.333333),
            (3, "month", 33.333333),
            (1, "week", 433.333333),
            (1, "day", 3041.666667),
        ]:
            line = self.env["cs.contract.line"].new(
                {
                    "quantity": 1,
                    "price_unit": 100,
                    "billing_count": count,
                    "billing_unit": unit,
                }
            )
            self.assertAlmostEqual(line.mrr, expected, 5)

    def test_notice_by_the_wizard_and_its_withdrawal(self):
        with freeze_time("2026-06-01 04:00:00"):
            contract = self._contract(
                "2026-01-01", "2026-12-31", user_id=self.manager.id
            )
            action = contract.with_user(self.manager).action_give_notice()
            wizard = (
                self.env["cs.contract.end"]
                .with_user(self.manager)
                .with_context(**action["context"])
                .create({"reason": "价格太高"})
            )
            self.assertEqual(wizard.date_end, date(2026, 12, 31))
            wizard.action_confirm()
        self.assertEqual(contract.notice_date, date(2026, 6, 1))
        self.assertEqual(self._movements(contract)[-1], ("2027-01-01", "churn", -100))
        alert = self.env["cs.alert"].search([("kind", "=", "notice_given")])
        self.assertEqual(alert.partner_id, self.customer)
        contract.action_withdraw_notice()
        self.assertFalse(contract.notice_date)
        total = sum(amount for _date, _kind, amount in self._movements(contract))
        self.assertEqual(total, 100)

    def test_late_notice_adds_a_term_where_it_renews_by_itself(self):
        contract = self._contract("2026-01-01", "2026-12-31", auto_renew=True)
        self.assertEqual(
            contract._end_after_notice(date(2026, 12, 2)), date(2027, 12, 31)
        )
        self.assertEqual(
            contract._end_after_notice(date(2026, 12, 1)), date(2026, 12, 31)
        )

    def test_late_notice_keeps_the_anchor(self):
        contract = self._contract(
            "2026-01-31",
            "2026-02-27",
            term_unit="month",
            notice_count=5,
            auto_renew=True,
        )
        self.assertEqual(
            contract._end_after_notice(date(2026, 2, 25)), date(2026, 3, 30)
        )

    def test_open_ended_contract_ends_after_the_notice_period(self):
        contract = self._contract("2026-01-01")
        self.assertFalse(contract.notice_deadline)
        self.assertEqual(
            contract._end_after_notice(date(2026, 5, 1)), date(2026, 5, 31)
        )

    def test_notice_before_the_first_day_leaves_that_day(self):
        contract = self._contract("2030-01-01")
        contract._cs_ask_notice(self.customer, "changed our mind")
        self.env.flush_all()
        self.assertEqual(contract.date_end, date(2030, 1, 1))
        self.assertFalse(self.env["cs.mrr.movement"].check_ledger())

    def test_the_wizard_of_a_notice_without_a_day(self):
        wizard = self.env["cs.contract.end"].new(
            {"contract_id": self._contract("2026-01-01", "2026-12-31").id}
        )
        wizard.date = False
        self.assertFalse(wizard.date_end)
