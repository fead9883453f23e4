# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestSecurity(HelpdeskCase):
    """Nobody crosses the borders of teams and companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._new_policy("first_response", 4)
        cls.ticket = cls._new_ticket()
        cls.abroad = cls.env["res.company"].create({"name": "Abroad"})
        cls.manager_abroad = new_test_user(
            cls.env,
            "hd_abroad",
            groups="cs_helpdesk.group_manager",
            company_id=cls.abroad.id,
            company_ids=cls.abroad.ids,
        )

    def _own(self):
        """One record of each model that belongs to a company or team."""
        self.env["cs.agent.load"]._cs_add({self.agent.id: 0.5})
        mail = self.env["cs.mail.inbound"].create(
            {
                "message_id": "<x@y>",
                "recipient": "care",
                "company_id": self.company.id,
                "team_id": self.team.id,
            }
        )
        lines = self.ticket.sla_line_ids
        load = self.env["cs.agent.load"].search([("user_id", "=", self.agent.id)])
        return [
            *(self.ticket, lines, lines.event_ids, self.team, self.policy, mail),
            *(self.team.member_ids[0], load),
        ]

    def test_another_company_sees_nothing(self):
        for record in self._own():
            with self.subTest(model=record._name):
                foreign = record.with_user(self.manager_abroad)
                self.assertFalse(foreign.search([("id", "in", record.ids)]))
                self.assertFalse(
                    foreign._read_group([("id", "in", record.ids)], [], ["__count"])[0][
                        0
                    ]
                )
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])

    def test_another_team_sees_no_ticket_and_no_promise(self):
        lines = self.ticket.sla_line_ids
        for record in (self.ticket, lines, lines.event_ids):
            with self.subTest(model=record._name):
                foreign = record.with_user(self.outsider)
                self.assertFalse(foreign.search([("id", "in", record.ids)]))
                self.assertFalse(
                    foreign.formatted_read_group(
                        [("id", "in", record.ids)], ["create_uid"], ["__count"]
                    )
                )
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])
                self.assertTrue(record.with_user(self.agent).read(["display_name"]))
        for call in (
            lambda: self.ticket.with_user(self.outsider).claim(),
            lambda: self.ticket.with_user(self.outsider).split(self.ticket.message_ids),
            lambda: self.ticket.with_user(self.outsider).create_opportunity(),
            lambda: self.ticket.with_user(self.outsider).action_solve(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_asked_into_a_ticket_of_another_team(self):
        self.ticket.message_subscribe(self.outsider.partner_id.ids)
        ticket = self.ticket.with_user(self.outsider)
        self.assertTrue(ticket.read(["name"]))
        self.assertTrue(ticket.sla_line_ids.event_ids)

    def test_agents_set_nothing_up(self):
        for record in (
            self.team,
            self.policy,
            self.stages["new"],
            self.team.member_ids,
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.agent).write({"active": True})
        line = self.ticket.sla_line_ids.with_user(self.manager)
        with self.assertRaises(AccessError):
            line.write({"target_hours": 99})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.agent).unlink()
        with self.assertRaises(AccessError):
            self.env["cs.agent.load"].with_user(self.manager).create(
                {"user_id": self.agent.id, "load": 0}
            )

    def test_an_employee_without_a_group_sees_nothing(self):
        user = new_test_user(self.env, "hd_employee", groups="base.group_user")
        for record in self._own():
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(user).read(["display_name"])

    def test_what_the_code_owns_nobody_writes(self):
        abroad = self.env["cs.ticket"].create(
            {"name": "There", "company_id": self.abroad.id, "team_id": False}
        )
        with self.assertRaises(UserError):
            self.ticket.merged_into_id = abroad
        moment = "2026-01-01 00:00:00"
        for user in self.agent | self.manager:
            own = self.ticket.with_user(user)
            for values in (
                {"merged_into_id": abroad.id},
                {"number": "T1"},
                {"first_response_at": moment},
                {"solved_at": moment},
                {"closed_at": moment},
                {"reopened_at": moment},
                {"acknowledged_at": moment},
                {"rating_asked_at": moment},
                {"date_last_stage_update": moment},
                {"sla_deadline": moment},
                {"state": "solved"},
                {"commercial_partner_id": self.stranger.id},
            ):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    own.write(values)
                with self.subTest(values=values), self.assertRaises(AccessError):
                    own.create({"name": "x", "team_id": self.team.id, **values})
            own.write({"name": "Labels", "stage_id": self.stages["solved"].id})
            self.assertTrue(self.ticket.solved_at)
            own.action_reopen()

    def test_customers_call_no_method_of_colleagues(self):
        portal = new_test_user(self.env, "hd_portal", groups="base.group_portal")
        self.ticket.partner_id = portal.partner_id
        own = self.ticket.with_user(portal)
        self.assertTrue(own.read(["name"]))
        other = self._new_ticket(partner_id=portal.partner_id.id)
        for call in (
            own.claim,
            own.create_opportunity,
            own.action_create_opportunity,
            own.action_open_leads,
            own.action_open_ratings,
            own.action_merge,
            own.action_solve,
            own.action_wait,
            own.action_reopen,
            lambda: own.merge_into(other.id),
            lambda: own.split(self.ticket.message_ids.ids),
            lambda: own.rating_apply(5, token="x"),
        ):
            with self.subTest(call=call), self.assertRaises(AccessError):
                call()
        self.assertFalse(self.ticket.lead_count)

    def test_only_failed_mails_are_processed_again(self):
        mail = self._own()[5]
        mail.state = "done"
        mail.with_user(self.manager).action_retry()
        self.assertEqual(mail.state, "done")
