# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RenewalCommon


@tagged("post_install", "-at_install")
class TestSavePlay(RenewalCommon):
    """A customer who is red, a renewal that opens, and many at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What other addons know of the customer is not asked here.
        measures = cls.env["cs.health.measure"]
        measures.search([("signal", "!=", "manager_call")]).active = False

    def _customers(self, count, **values):
        """(contracts, accounts) of new customers under contract."""
        partners = self.env["res.partner"].create(
            [{"name": f"C{i}", "is_company": True} for i in range(count)]
        )
        contracts = self.env["cs.contract"]
        for partner in partners:
            contracts |= self._contract(
                "2026-01-01", "2026-12-31", partner_id=partner.id
            )
        accounts = self.env["cs.account"]._ensure(partners).sorted("id")
        accounts.write({"lifecycle": "live", "manager_id": self.manager.id, **values})
        return contracts, accounts

    def test_a_renewal_that_opens_for_who_is_red_already(self):
        contracts, accounts = self._customers(2)
        with freeze_time("2026-08-01 12:00:00"):
            accounts[0].manager_call = "bad"
            accounts[1].manager_call = "good"
        self.assertEqual(accounts.mapped("health_band"), ["red", "green"])
        self.assertFalse(accounts.risk_ids.lead_id)
        with freeze_time("2026-10-01 12:00:00"):
            bad, good = contracts._open_renewals()
        self.assertEqual(str(bad.cs_save_date), "2026-10-01")
        self.assertFalse(good.cs_save_date)
        self.assertEqual(len(bad.activity_ids), len(good.activity_ids) + 3)
        self.assertEqual(accounts[0].risk_ids.lead_id, bad)
        with freeze_time("2026-10-02 12:00:00"):
            accounts._score_health()
        self.assertEqual(len(bad.activity_ids), len(good.activity_ids) + 3)

    def test_queries_do_not_grow_with_those_who_turn_red_or_fall_silent(self):
        def count(number):
            with freeze_time("2026-08-01 12:00:00"):
                contracts, accounts = self._customers(number, manager_call="good")
                contracts._open_renewals()
            # Below the ORM: writing the call would work the health out.
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cs_account SET manager_call = 'bad', health_low_runs = 1,"
                " health_band = 'amber', create_date = '2026-06-01' WHERE id = ANY(%s)",
                [accounts.ids],
            )
            self.env.invalidate_all()
            with freeze_time("2026-09-01 12:00:00"):
                before = self.env.cr.sql_log_count
                accounts._score_health()
                self.env.flush_all()
                result = self.env.cr.sql_log_count - before
            self.assertEqual(set(accounts.mapped("health_band")), {"red"})
            self.assertTrue(all(accounts.mapped("touch_overdue")))
            self.assertEqual(len(accounts.risk_ids), number)
            self.assertEqual(len(contracts.lead_ids.filtered("cs_save_date")), number)
            self.assertEqual(accounts.risk_ids.message_partner_ids, self._manager())
            return result

        count(2)  # what is read once and kept
        few = count(10)
        self.assertLessEqual(count(20), few + 2)
        notes = self.env["mail.message"].search(
            [("partner_ids", "in", self._manager().ids)]
        )
        self.assertEqual(len(notes), 3, "one message a run, not one a customer")

    def test_queries_do_not_grow_with_those_who_were_called(self):
        def count(number):
            with freeze_time("2026-06-01 12:00:00"):
                _contracts, accounts = self._customers(number, manager_call="good")
            silent = dict.fromkeys(accounts, "No contact")
            calls = accounts._call("risk", silent)
            self.assertEqual(len(calls), number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            accounts._act_on_contact(accounts)
            self.env.flush_all()
            result = self.env.cr.sql_log_count - before
            self.assertFalse(any(calls.mapped("active")))
            return result

        count(2)
        few = count(10)
        self.assertLessEqual(count(20), few + 2)

    def _manager(self):
        return self.manager.partner_id

    def test_who_was_never_spoken_to_is_overdue_in_time(self):
        _contracts, accounts = self._customers(1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_account SET create_date = '2026-06-01' WHERE id = %s",
            accounts.ids,
        )
        for day, overdue in (("2026-06-20", False), ("2026-07-20", True)):
            with freeze_time(f"{day} 12:00:00"):
                accounts.manager_call = "good" if overdue else "fair"
            self.assertEqual(accounts.touch_overdue, overdue)
        self.assertEqual(accounts.days_contact, 49)
        self.assertIn("49", accounts.activity_ids.filtered("automated").summary)
