# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestAmendment(RenewalCommon):
    def _amend(self, contract, kind, day, **values):
        wizard = (
            self.env["cs.contract.amend"]
            .with_user(self.manager)
            .create(
                {
                    "contract_id": contract.id,
                    "kind": kind,
                    "date": day,
                    "reason": "asked for",
                    **values,
                }
            )
        )
        prorated = wizard.prorated
        wizard.action_confirm()
        return contract.amendment_ids[:1], prorated

    def _proved(self):
        return self.env["cs.mrr.movement"].check_ledger()

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
    def test_a_pause_taken_back_leaves_nothing(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self._amend(contract, "pause", "2026-04-15", date_end="2026-06-30")
        self.assertLess(sum(contract.billing_ids.mapped("amount")), 1200)
        contract.with_user(self.manager).action_resume()
        self.assertFalse(contract.pause_ids)
        self.assertEqual(sum(contract.billing_ids.mapped("amount")), 1200)
        self.assertEqual(contract.mrr, 100)
        self.assertFalse(self._proved())

    @freeze_time("2026-04-15 12:00:00")
    def test_pause_and_resume(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        self._amend(contract, "pause", "2026-04-01", date_end="2026-06-30")
        self.assertTrue(contract.is_paused)
        self.assertIn(contract, contract.search([("is_paused", "=", True)]))
        self.assertNotIn(contract, contract.search([("is_paused", "=", False)]))
        [claim] = self.customer._cs_entitlements()[self.customer.id]
        self.assertFalse(claim["active"])
        self.assertEqual(
            self._movements(contract)[1:],
            [("2026-04-01", "churn", -100), ("2026-07-01", "reactivation", 100)],
        )
        charged = sum(contract.billing_ids.mapped("amount"))
        self.assertEqual(charged, 900)
        contract.with_user(self.manager).action_resume()
        self.assertFalse(contract.is_paused)
        self.assertEqual(sum(row[2] for row in self._movements(contract)), 100)
        self.assertEqual(contract.mrr, 100)
        self.assertFalse(self._proved())
        with self.assertRaises(UserError):
            contract.action_resume()
        with self.assertRaises(ValidationError):
            self._amend(contract, "pause", "2026-04-10", date_end="2026-04-20")
        with self.assertRaises(UserError):
            self._amend(contract, "pause", "2026-08-10")

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
        with self.assertRaises(UserError):
            self._amend(contract, "quantity", "2026-05-01", line_id=line)

    def test_amendments_are_history(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        contract.line_ids.quantity = 2
        amendment = contract.amendment_ids
        self.assertEqual(amendment.kind, "hand")
        with self.assertRaises(UserError):
            amendment.with_user(self.manager).reason = "x"
        with self.assertRaises(AccessError):
            amendment.with_user(self.manager).unlink()

    @freeze_time("2026-04-15 12:00:00")
    def test_price_steps(self):
        contract = self._contract("2026-01-01", "2027-12-31", term_count=2)
        line = contract.line_ids
        step = self.env["cs.contract.price.step"].create(
            {"line_id": line.id, "date": "2027-01-01", "price_unit": 120}
        )
        self.assertEqual(
            self._movements(contract)[1:], [("2027-01-01", "expansion", 20)]
        )
        self.assertEqual(contract.billing_ids[-1:].amount, 120)
        with freeze_time("2027-01-02 12:00:00"):
            self.env["cs.contract.price.step"]._apply_due(self.company)
            self.env["cs.contract.price.step"]._apply_due(self.company)
            self.assertTrue(step.applied)
            self.assertEqual(line.price_unit, 120)
            self.assertEqual(contract.billing_ids[0].amount, 100)
            self.assertEqual(len(self._movements(contract)), 2)
            self.assertFalse(self._proved())
            with self.assertRaises(UserError):
                step.price_unit = 5
        with self.assertRaises(ValidationError):
            step.create({"line_id": line.id, "date": "2028-01-01", "price_unit": 1})


@tagged("post_install", "-at_install")
class TestTermsOfTheNext(RenewalCommon):
    def test_kinds_of_uplift_and_another_term(self):
        self.product.list_price = 130
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            uplift=10,
            renewal_term_count=6,
            renewal_term_unit="month",
        )
        line = contract.line_ids
        for kind, price in (("percent", 110), ("list_price", 130), ("same", 100)):
            contract.uplift_kind = kind
            self.assertAlmostEqual(contract._next_price(line), price)
        successor = contract._renew()
        self.assertEqual(successor.date_end, date(2027, 6, 30))
        self.assertEqual((successor.term_count, successor.term_unit), (6, "month"))

    def test_list_price_of_a_yearly_product(self):
        self.product.write({"list_price": 1200, "cs_billing_unit": "year"})
        contract = self._contract("2026-01-01", "2026-12-31", uplift_kind="list_price")
        self.assertAlmostEqual(contract._next_price(contract.line_ids), 100)

    def test_maintenance_is_a_share_of_the_licence(self):
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            line={
                "license_value": 10000,
                "maintenance_percent": 18,
                "billing_unit": "year",
            },
        )
        line = contract.line_ids
        line.maintenance_percent = 20
        self.assertEqual(line.price_unit, 2000)
        self.assertAlmostEqual(line.mrr, 2000 / 12, 4)

    @freeze_time("2026-03-15 12:00:00")
    def test_a_larger_licence_is_booked(self):
        contract = self._contract(
            "2026-01-01",
            "2026-12-31",
            price=200,
            line={"license_value": 10000, "maintenance_percent": 2},
        )
        contract.line_ids.license_value = 15000
        self.assertEqual(contract.mrr, 300)
        self.assertEqual(
            self._movements(contract),
            [("2026-01-01", "new", 200), ("2026-03-15", "expansion", 100)],
        )
        self.assertFalse(self.env["cs.mrr.movement"].check_ledger())

    def _foreign_money(self):
        """A currency of which four are worth one of the company's."""
        money = self.env["res.currency"].create({"name": "XQW", "symbol": "q"})
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 4, "currency_id": money.id}
        )
        return money

    def test_a_product_is_priced_in_the_contracts_currency_and_period(self):
        self.product.write({"list_price": 1200, "cs_billing_unit": "year"})
        contract = self.env["cs.contract"].create(
            {
                "partner_id": self.customer.id,
                "currency_id": self._foreign_money().id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        self.assertAlmostEqual(contract.line_ids.price_unit, 400)
        module = self.env["product.product"].create(
            {"name": "Polaris BI", "list_price": 600, "cs_billing_unit": "year"}
        )
        with Form(contract) as form, form.line_ids.edit(0) as line:
            line.product_id = module
            self.assertEqual((line.name, line.billing_unit), ("Polaris BI", "year"))
            self.assertAlmostEqual(line.price_unit, 2400)

    def test_grace_is_not_for_what_was_renewed(self):
        contract = self._contract("2026-01-01", "2026-06-30", grace_days=14)
        contract._renew()
        with freeze_time("2026-07-10 12:00:00"):
            claims = self.customer._cs_entitlements()[self.customer.id]
            self.assertEqual([c["active"] for c in claims].count(True), 1)

    def test_grace_keeps_claims_and_state(self):
        contract = self._contract("2026-01-01", "2026-06-30", grace_days=14)
        with freeze_time("2026-07-10 12:00:00"):
            self.assertNotIn(contract, contract._over())
            [claim] = self.customer._cs_entitlements()[self.customer.id]
            self.assertTrue(claim["active"])
        with freeze_time("2026-07-15 12:00:00"):
            self.assertIn(contract, contract._over())
        contract.auto_renew = True
        self.assertEqual(contract.date_close, date(2026, 6, 30))

    def test_billing_schedule(self):
        with freeze_time("2026-03-05 12:00:00"):
            contract = self._contract(
                "2026-01-15", "2026-12-31", anchor_day=1, price=310
            )
            rows = contract.billing_ids
            self.assertEqual(len(rows), 12)
            self.assertEqual(
                (rows[0].date_end, rows[0].amount), (date(2026, 1, 31), 170)
            )
            self.assertEqual(rows[1].amount, 310)
            rows[0].with_user(self.manager).action_set_paid()
            self.assertEqual(rows[0].state, "paid")
            contract._plan_billing()
            self.assertEqual(len(contract.billing_ids), 12)
            self.assertEqual(contract.billing_ids[0].state, "paid")

    def test_open_ended_is_planned_a_year_ahead(self):
        with freeze_time("2026-03-05 12:00:00"):
            contract = self._contract("2026-01-01")
            self.assertEqual(contract.billing_ids[-1:].date_end, date(2027, 3, 31))
        with freeze_time("2026-09-05 12:00:00"):
            contract._extend_billing(self.company)
            self.assertEqual(contract.billing_ids[-1:].date_end, date(2027, 9, 30))

    def test_usage(self):
        contract = self._contract("2026-01-01", quantity=10)
        line = contract.line_ids.with_user(self.manager)
        line.note_usage(0, "2026-01-02")
        self.assertTrue(line._with_known_use(), "nought that was counted is known")
        line.note_usage(8, "2026-02-01")
        line.note_usage(5, "2026-01-15")
        line.note_usage(900, counter="API calls", entitled=1000)
        self.assertEqual(line.seats_used, 8)
        calls = line.usage_ids.filtered("counter")
        self.assertAlmostEqual(calls.ratio, 0.9)
        with self.assertRaises(UserError):
            line.note_usage(-1)
        with self.assertRaises(AccessError):
            contract.line_ids.with_user(self.seller).note_usage(1)

    def test_usage_from_a_file(self):
        contract = self._contract("2026-01-01", quantity=10)
        usage = self.env["cs.contract.usage"].with_user(self.manager)
        named = f"{contract.name}: {contract.line_ids.name}"
        self.assertEqual(contract.line_ids.display_name, named)
        columns = ["line_id", "date", "counter", "used", "entitled"]
        result = usage.load(
            columns,
            [
                [named, "2026-02-01", "", "7", ""],
                [named, "2026-02-01", "API calls", "90", "100"],
            ],
        )
        self.assertFalse(result["messages"])
        rows = usage.browse(result["ids"])
        self.assertEqual(set(rows.mapped("source")), {"csv"})
        self.assertEqual((rows.line_id.seats_used, rows[1].ratio), (7, 0.9))
        with mute_logger("odoo.sql_db"):
            result = usage.load(columns, [["Nothing", "2026-02-01", "", "7", ""]])
        self.assertFalse(result["ids"])
        with self.assertRaises(AccessError):
            usage.with_user(self.seller).create({"line_id": rows.line_id.id, "used": 1})

    def test_an_order_makes_one_contract(self):
        self.product.cs_billing_unit = "month"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 5}
                    )
                ],
            }
        )
        order.action_confirm()
        contract = order.cs_made_contract_id
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.mrr, 500)
        order._action_confirm()
        self.assertEqual(order._cs_make_contract(), contract)
        self.assertEqual(len(order.cs_made_contract_ids), 1)
        self.assertEqual(order.action_cs_open_made_contract()["res_id"], contract.id)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            contract.copy({"order_id": order.id})


@tagged("post_install", "-at_install")
class TestLedgerProof(RenewalCommon):
    def test_the_check_names_the_row(self):
        contract = self._contract("2026-01-01", "2026-12-31")
        ledger = self.env["cs.mrr.movement"]
        self.assertFalse(ledger.with_user(self.finance).check_ledger())
        row = contract.movement_ids
        self.env.cr.execute(
            "UPDATE cs_mrr_movement SET kind = 'reactivation' WHERE id = %s", row.ids
        )
        self.env.invalidate_all()
        [problem] = ledger.check_ledger()
        self.assertEqual(problem["movement_id"], row.id)
        with freeze_time("2026-05-01 12:00:00"):
            self.env.cr.execute(
                "UPDATE cs_mrr_movement SET kind = 'new', amount = 7 WHERE id = %s",
                row.ids,
            )
            self.env.invalidate_all()
            [problem] = ledger.check_ledger()
            self.assertEqual(problem["contract_id"], contract.id)
            ledger._cron_check_ledger()
            ledger._cron_check_ledger()
            self.assertEqual(len(contract.activity_ids), 1)
            action = ledger.with_user(self.finance).action_check_ledger()
            self.assertEqual(action["res_model"], "cs.mrr.problem")
        self.assertEqual(self.env["cs.mrr.problem"].search_count([]), 1)
        with self.assertRaises(AccessError):
            ledger.with_user(self.seller).check_ledger()
