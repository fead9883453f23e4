# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RenewalCommon

TROUBLE = {"tickets_urgent": {"value": 2}, "promises_broken_90d": {"value": 1}}


@tagged("post_install", "-at_install")
class TestPlaybook(RenewalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract("2026-01-01", "2026-12-31", uplift=5)
        cls.account = cls.env["cs.account"]._ensure(cls.customer)
        cls.account.manager_id = cls.manager
        cls.account.member_ids.create(
            [
                {"account_id": cls.account.id, "user_id": user.id, "role": role}
                for user, role in ((cls.seller, "sales"), (cls.finance, "support_lead"))
            ]
        )

    @freeze_time("2026-09-02 12:00:00")
    def test_steps_for_the_roles_counted_back_from_the_deadline(self):
        lead = self.contract._open_renewals()
        steps = {a.summary[:6]: a for a in lead.activity_ids}
        self.assertEqual(len(steps), 4)
        self.assertEqual(steps["Review"].date_deadline, date(2026, 9, 17))
        self.assertEqual(steps["Review"].user_id, self.manager)
        self.assertEqual(steps["Close "].user_id, self.finance)
        self.assertEqual(steps["Send t"].user_id, self.seller)
        lead._cs_start_playbooks()
        self.assertEqual(len(lead.activity_ids), 4)
        todo = "mail.mail_activity_data_todo"
        lead.activity_schedule(todo, summary="by hand", automated=False)
        self.contract._renew()
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.activity_ids.mapped("summary"), ["by hand"])

    @freeze_time("2026-11-25 12:00:00")
    def test_a_late_start_is_not_overdue(self):
        lead = self.contract._open_renewals()
        self.assertEqual(
            set(lead.activity_ids.mapped("date_deadline")), {date(2026, 11, 25)}
        )

    @freeze_time("2026-09-02 12:00:00")
    def test_a_tier_has_its_own_and_cores_wizard_knows_the_roles(self):
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Short",
                "res_model": "crm.lead",
                "template_ids": [
                    (0, 0, {"summary": "Only this", "responsible_type": "cs_support"})
                ],
            }
        )
        self.customer.cs_tier_id = self.env["cs.tier"].create(
            {"name": "Strategic", "renewal_plan_id": plan.id}
        )
        lead = self.contract._open_renewals()
        self.assertEqual(lead.activity_ids.mapped("summary"), ["Only this"])
        found = plan.template_ids._determine_responsible(self.env["res.users"], lead)
        self.assertEqual(found["responsible"], self.finance)

    @freeze_time("2026-09-02 12:00:00")
    def test_many_cost_no_more_queries_each(self):
        more = self.contract
        for _index in range(9):
            more |= self.contract.copy(
                {"date_start": "2026-01-01", "date_end": "2026-12-31"}
            )
        more.filtered(lambda c: c.state == "draft").action_activate()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        more._open_renewals()
        self.env.flush_all()
        self.assertLess((self.env.cr.sql_log_count - before) / len(more), 25)

    @freeze_time("2026-09-02 12:00:00")
    def test_several_contracts_in_one_quotation(self):
        other = self._contract("2026-03-01", "2027-02-28", price=40)
        lead = self.contract._open_renewals()
        other._open_renewals()
        lead.cs_also_contract_ids = other
        order = lead._cs_quotation()
        self.assertEqual(order._cs_renewed_contracts(), self.contract | other)
        order.action_confirm()
        self.assertEqual((self.contract.state, other.state), ("renewed", "renewed"))
        self.assertEqual(other.successor_id.date_start, date(2027, 3, 1))
        self.assertEqual(len(other.successor_id.line_ids), 1)
        self.assertEqual(other._renewal_lead().won_status, "won")
        self.assertFalse(self.env["cs.mrr.movement"].check_ledger())

    @freeze_time("2026-09-02 12:00:00")
    def test_other_contracts_of_the_customer_are_offered(self):
        contact = self.env["res.partner"].create(
            {"name": "李强", "parent_id": self.customer.id}
        )
        both = self._contract("2026-01-01", "2026-12-31")
        both |= self._contract("2026-01-01", "2026-12-31", partner_id=contact.id)
        self._contract("2026-01-01", "2026-12-31", partner_id=self.other_customer.id)
        for lead in both._open_renewals():
            domain = literal_eval(
                lead._fields["cs_also_contract_ids"]
                .domain.replace("cs_customer_id", str(lead.cs_customer_id.id))
                .replace("cs_contract_id", str(lead.cs_contract_id.id))
            )
            offered = self.env["cs.contract"].search(domain)
            self.assertEqual(offered & both, both - lead.cs_contract_id)
            self.assertEqual(offered.commercial_partner_id, self.customer)

    def test_asks_before_sending(self):
        partners = type(self.env["res.partner"])
        calm = self._contract(
            "2026-01-01", "2026-12-31", partner_id=self.other_customer.id
        )
        leads = (self.contract | calm)._open_renewals()
        order = leads.filtered(
            lambda x: x.cs_contract_id == self.contract
        )._cs_quotation()
        original = partners._cs_signals

        def signals(records):
            found = original(records)
            if self.customer.id in found:
                found[self.customer.id].update(TROUBLE)
            return found

        with patch.object(partners, "_cs_signals", signals):
            action = order.with_user(self.manager).action_cs_send_renewal()
            self.assertEqual(action["res_model"], "cs.renewal.send")
            self.assertIn(
                "Urgent tickets open: 2", action["context"]["default_concern"]
            )
            concerns = leads.with_user(self.manager)._cs_concerns()
            self.assertEqual(list(concerns), order.opportunity_id.ids)
            self.assertIn("Urgent tickets open: 2", concerns[order.opportunity_id.id])
            wizard = (
                self.env["cs.renewal.send"]
                .with_user(self.manager)
                .with_context(**action["context"])
                .create({})
            )
            wizard.action_send()
        self.assertEqual(order.state, "sent")

    def test_reasons_have_two_levels(self):
        child = self.env.ref("cs_renewal.lost_price_high")
        self.assertIn("/", child.display_name)
        with self.assertRaises(ValidationError):
            self.env["crm.lost.reason"].create({"name": "x", "cs_parent_id": child.id})

    @freeze_time("2026-09-02 12:00:00")
    def test_notice_loses_the_renewal_with_its_reason(self):
        lead = self.contract._open_renewals()
        reason = self.env.ref("cs_renewal.lost_service_slow")
        wizard = (
            self.env["cs.contract.end"]
            .with_user(self.manager)
            .create(
                {
                    "contract_id": self.contract.id,
                    "reason": "too slow",
                    "reason_id": reason.id,
                    "competitor": "Other Soft",
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.lost_reason_id, reason)
        self.assertEqual(lead.cs_competitor, "Other Soft")

    def test_win_back(self):
        with freeze_time("2026-02-01 12:00:00"):
            self.contract._give_notice("gone")
            with self.assertRaises(UserError):
                self.contract.action_cs_win_back()
        with freeze_time("2027-02-01 12:00:00"):
            self.contract._close_terms()
        contract = self.contract.with_user(self.manager)
        action = contract.action_cs_win_back()
        again = contract.action_cs_win_back()
        self.assertEqual(action["res_id"], again["res_id"])
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual(lead.cs_motion, "save")
        self.assertEqual(lead.cs_origin_id, self.contract.id)

    @freeze_time("2026-11-10 12:00:00")
    def test_automatic_renewals_are_told_once(self):
        self.contract.auto_renew = True
        silent = self._contract(
            "2026-01-01",
            "2026-12-31",
            auto_renew=True,
            partner_id=self.env["res.partner"].create({"name": "No mail"}).id,
        )
        contracts = self.env["cs.contract"]
        with (
            patch.object(self.env.cr, "commit"),
            mute_logger("odoo.addons.cs_renewal.models.cs_contract_renewal"),
        ):
            contracts._cron_tell_autorenewals()
            contracts._cron_tell_autorenewals()
        told = self.contract.message_ids.filtered(
            lambda m: m.partner_ids == self.customer
        )
        self.assertEqual(len(told), 1)
        self.assertEqual(len(silent.activity_ids), 1)

    def test_who_decides_is_told_wherever_in_the_company(self):
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.customer.id}
        )
        boss = self.env["res.partner"].create(
            {
                "name": "李强",
                "parent_id": branch.id,
                "email": "li@example.com",
                "cs_contact_role": "decision_maker",
            }
        )
        self.assertEqual(self.contract._cs_people_to_tell(), boss)

    @freeze_time("2026-09-02 12:00:00")
    def test_save_play(self):
        lead = self.contract._open_renewals().with_user(self.manager)
        before = len(lead.activity_ids)
        lead.action_cs_start_save()
        self.assertEqual(len(lead.activity_ids), before + 3)
