# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.cs_helpdesk.tests.common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestTicketContract(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product, cls.other = cls.env["product.product"].create(
            [{"name": "ERP"}, {"name": "BI"}]
        )
        cls.level = cls.env["cs.service.level"].create({"name": "Around the Clock"})
        cls.contract = cls.env["cs.contract"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "service_level_id": cls.level.id,
                "line_ids": [
                    Command.create({"product_id": cls.product.id, "price_unit": 10})
                ],
            }
        )
        cls.contract.action_activate()
        cls.policy = cls.env["cs.sla.policy"].create(
            {
                "name": "Fast",
                "metric": "resolve",
                "target_hours": 2,
                "company_id": cls.company.id,
                "service_level_ids": [Command.set(cls.level.ids)],
            }
        )

    def _ticket(self, **values):
        return self.env["cs.ticket"].create(
            {
                "name": "Help",
                "partner_id": self.contact.id,
                "team_id": self.team.id,
                **values,
            }
        )

    def test_a_renewal_lost_over_a_ticket(self):
        lead = self.contract._open_renewals()
        ticket = self._ticket()
        lead.cs_ticket_id = ticket
        self.assertEqual(
            (lead.cs_origin_model, lead.cs_origin_id), ("cs.ticket", ticket.id)
        )
        self.assertEqual(lead.action_cs_open_origin()["res_id"], ticket.id)
        lead.action_set_lost()
        self.env.flush_all()
        grown = self.env["cs.growth.report"].search([("lead_id", "=", lead.id)])
        self.assertFalse(grown, "what is renewed has not grown from it")
        foreign = self._ticket(
            partner_id=self.env["res.partner"].create({"name": "Else"}).id
        )
        with self.assertRaises(ValidationError):
            lead.cs_ticket_id = foreign
        lead.cs_ticket_id = False
        self.assertFalse(lead.cs_origin_model)
        with self.assertRaises(ValidationError):
            self.env["crm.lead"].create({"name": "New"}).cs_ticket_id = ticket

    @freeze_time("2026-03-02 02:00:00")
    def test_what_grows_from_a_ticket_is_summed(self):
        ticket = self._ticket(product_id=self.product.id)
        lead = ticket.create_opportunity({"expected_revenue": 70})
        lead.sudo().action_set_won()
        self.env.flush_all()
        [(origin, count, won)] = self.env["cs.growth.report"]._read_group(
            [("from_service", "=", True), ("partner_id", "=", self.customer.id)],
            ["origin"],
            ["__count", "won:sum"],
        )
        self.assertEqual((origin, count, won), ("cs.ticket", 1, 70))

    @freeze_time("2026-03-02 02:00:00")
    def test_in_force(self):
        ticket = self._ticket(product_id=self.product.id)
        self.assertEqual(ticket.cs_contract_id, self.contract)
        self.assertFalse(ticket.cs_contract_note)
        self.assertEqual(ticket.sla_line_ids.policy_id, self.policy)

    @freeze_time("2026-03-02 02:00:00")
    def test_another_product_is_not_covered(self):
        ticket = self._ticket(product_id=self.other.id)
        self.assertIn("does not cover", ticket.cs_contract_note)
        self.assertFalse(ticket.sla_line_ids)

    @freeze_time("2026-03-02 02:00:00")
    def test_resting(self):
        self.env["cs.contract.pause"].create(
            {
                "contract_id": self.contract.id,
                "date_start": "2026-03-01",
                "date_end": "2026-03-31",
                "reason": "moving",
            }
        )
        self.assertIn("rests", self._ticket().cs_contract_note)

    @freeze_time("2027-03-01 02:00:00")
    def test_lapsed(self):
        ticket = self._ticket()
        note = ticket.with_user(self.agent).cs_contract_note
        self.assertIn("nothing is covered", note)
        self.assertFalse(ticket.sla_line_ids)

    @freeze_time("2026-03-02 02:00:00")
    def test_another_level_is_another_promise(self):
        self.contract.service_level_id = False
        self.assertFalse(self._ticket().sla_line_ids)

    @freeze_time("2026-03-02 02:00:00")
    def test_many_tickets_cost_the_same(self):
        tickets = self._ticket() | self._ticket() | self._ticket()
        self.env.flush_all()
        self.env.invalidate_all()
        tickets[:1].mapped("cs_contract_note")
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            tickets.mapped("cs_contract_note")

    @freeze_time("2026-03-02 02:00:00")
    def test_opened_by_those_who_may(self):
        ticket = self._ticket()
        action = ticket.action_cs_open_contract()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("cs.contract", self.contract.id)
        )
        portal = new_test_user(self.env, "glue_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            ticket.with_user(portal).action_cs_open_contract()

    @freeze_time("2026-03-02 02:00:00")
    def test_drafts_and_ended_ones_promise_nothing(self):
        other = self.contract.copy({"partner_id": self.stranger.id})
        self.assertEqual(other.state, "draft")
        ticket = self._ticket(partner_id=self.stranger.id)
        self.assertFalse(ticket.cs_contract_id or ticket.cs_contract_note)
        self.contract.state = "ended"
        self.assertFalse(self._ticket().sla_line_ids)
