# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import STAFF, RenewalCommon


@tagged("post_install", "-at_install")
class TestRenewalBatch(RenewalCommon):
    """Many renewals at once, in the background."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract("2026-01-01", "2026-12-31")

    def _send(self, leads):
        action = leads.with_user(self.manager).action_cs_send_renewals()
        self.assertEqual(action["res_model"], "cs.renewal.batch")
        batch = self.env["cs.renewal.batch"].browse(action["res_id"])
        self.assertFalse(batch.is_done)
        self._run_batches()
        return batch.with_user(self.manager)

    def _run_batches(self):
        with patch.object(self.env.cr, "commit"):
            self.env["cs.renewal.batch"]._cron_send()

    @freeze_time("2026-09-02 12:00:00")
    def test_one_that_fails_holds_up_nobody(self):
        leads = self.contract | self._contract("2026-01-01", "2026-12-31")
        leads = leads._open_renewals()
        orders = type(self.env["sale.order"])
        original = orders._cs_send

        def broken(order, **options):
            if order.cs_contract_id == self.contract:
                raise ValueError("no such day")
            return original(order, **options)

        with (
            patch.object(orders, "_cs_send", broken),
            mute_logger("odoo.addons.cs_renewal.models.cs_renewal_batch"),
        ):
            batch = self._send(leads)
        self.assertEqual((batch.sent, batch.left_out, batch.progress), (1, 1, 100))
        self.assertNotIn("no such day", batch.line_ids.filtered("reason").reason)
        batch.action_retry()
        self.assertEqual(batch.progress, 50)
        self._run_batches()
        self.assertEqual((batch.sent, batch.left_out), (2, 0))
        with self.assertRaises(UserError):
            batch.with_user(self.seller).sudo().action_retry()

    @freeze_time("2026-09-02 12:00:00")
    def test_killed_while_sending_it_goes_on(self):
        leads = self.env["crm.lead"]
        for _number in range(12):
            leads |= self._contract("2026-01-01", "2026-12-31")._open_renewals()
        leads.with_user(self.manager).action_cs_send_renewals()
        out_of_time = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=0
        )
        with out_of_time:
            self.env["cs.renewal.batch"]._cron_send()
        batch = self.env["cs.renewal.batch"].search([], limit=1)
        self.assertEqual((batch.sent, batch.is_done), (10, False))
        self._run_batches()
        self.assertEqual((batch.sent, batch.is_done), (12, True))
        self.assertEqual(len(leads.order_ids), 12, "nobody gets two")

    @freeze_time("2026-09-02 12:00:00")
    def test_in_spite_of_trouble_by_whoever_sends(self):
        lead = self.contract._open_renewals()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        trouble = {"tickets_urgent": {"value": 2}}
        concern = patch.object(
            type(self.env["res.partner"]),
            "_cs_signals",
            lambda partners: dict.fromkeys(partners.ids, trouble),
        )
        with concern:
            line = self._send(lead).line_ids
            self.assertEqual(line.state, "left_out")
            self.assertIn("紧急", line.reason, "in the language of who sends")
            with self.assertRaises(AccessError):
                line.with_user(self.stranger).action_send_anyway()
            line.action_send_anyway()
            self._run_batches()
        self.assertEqual(line.state, "sent")
        lead.action_set_lost()
        with self.assertRaises(UserError):
            lead.action_cs_send_renewals()

    def _mails(self, lead):
        """The messages that went out to the customer."""
        messages = lead.order_ids.message_ids
        return messages.filtered(lambda m: m.partner_ids == self.customer)

    @freeze_time("2026-09-02 12:00:00")
    def test_chosen_twice_it_is_sent_once(self):
        lead = self.contract._open_renewals()
        other = self._contract("2026-01-01", "2026-12-31")._open_renewals()
        lead.with_user(self.manager).action_cs_send_renewals()
        with self.assertRaises(UserError):
            lead.with_user(self.manager).action_cs_send_renewals()
        action = (lead | other).with_user(self.manager).action_cs_send_renewals()
        batch = self.env["cs.renewal.batch"].browse(action["res_id"])
        self.assertEqual(batch.line_ids.lead_id, other)
        self._run_batches()
        self.assertEqual(len(self._mails(lead)), 1)
        # A day later somebody chooses all of them once more.
        line = self._send(lead).line_ids
        self.assertEqual(line.state, "left_out")
        self.assertIn("already", line.reason)
        self.assertEqual(len(self._mails(lead)), 1)
        line.action_send_anyway()
        self._run_batches()
        self.assertEqual(line.state, "sent")
        self.assertEqual(len(self._mails(lead)), 2, "on purpose")
        with self.assertRaises(UserError):
            line.action_send_anyway()

    @freeze_time("2026-09-02 12:00:00")
    def test_what_waits_elsewhere_does_not_wait_again(self):
        lead = self.contract._open_renewals()
        with patch.object(type(lead), "_cs_to_send", return_value=False):
            batch = self.env["cs.renewal.batch"].with_user(self.manager)._begin(lead)
            self._run_batches()
        self.assertEqual((batch.left_out, batch.is_done), (1, True))
        lead.with_user(self.manager).action_cs_send_renewals()
        batch.action_retry()
        self.assertEqual(batch.line_ids.state, "left_out")
        found = self.env["cs.renewal.batch"].search([("is_done", "=", False)])
        self.assertEqual(found, self.env["cs.renewal.batch"].search([], limit=1))
        done = self.env["cs.renewal.batch"].search([("is_done", "=", True)])
        self.assertIn(batch, done)

    @freeze_time("2026-09-02 12:00:00")
    def test_tried_again_while_the_last_ones_are_sent(self):
        """What waits is sent, whatever the run that ends just then has seen."""
        lead = self.contract._open_renewals()
        self.customer.email = False
        batch = self._send(lead)
        self.assertEqual((batch.left_out, batch.is_done), (1, True))
        self.customer.email = "hd@example.com"
        self.env.flush_all()
        # As another transaction would have left it.
        self.env.cr.execute(
            "UPDATE cs_renewal_batch_line SET state = 'waiting' WHERE batch_id = %s",
            batch.ids,
        )
        self.env.invalidate_all()
        self._run_batches()
        self.assertEqual((batch.sent, batch.is_done), (1, True))

    @freeze_time("2026-09-02 12:00:00")
    def test_who_lost_the_lead_stops_nobody(self):
        lead = self.contract._open_renewals()
        lead.user_id = self.seller
        lead.with_user(self.seller).action_cs_send_renewals()
        lead.user_id = self.manager
        other = self._contract("2026-01-01", "2026-12-31")._open_renewals()
        batch = self._send(other)
        self.assertEqual(batch.sent, 1)
        line = self.env["cs.renewal.batch.line"].search([("lead_id", "=", lead.id)])
        self.assertEqual((line.state, line.batch_id.is_done), ("left_out", True))

    @freeze_time("2026-09-02 12:00:00")
    def test_whose_it_is(self):
        lead = self.contract._open_renewals()
        lead.with_user(self.manager).action_cs_send_renewals()
        batch = self.env["cs.renewal.batch"].search([], limit=1)
        second = self.env["res.company"].create({"name": "Second"})
        outsider = new_test_user(
            self.env,
            "batch_outsider",
            f"{STAFF},sales_team.group_sale_salesman_all_leads",
            company_id=second.id,
            company_ids=[(6, 0, second.ids)],
        )
        for user in (self.seller, outsider):
            self.env.invalidate_all()
            for record in (batch, batch.line_ids):
                mine = record.with_user(user)
                self.assertFalse(mine.search([]))
                with self.assertRaises(AccessError):
                    mine.read(["company_id"])
                self.assertFalse(mine.has_access("write"))
