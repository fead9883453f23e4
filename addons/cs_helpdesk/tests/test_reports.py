# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestReports(HelpdeskCase):
    def setUp(self):
        super().setUp()
        self._new_policy("first_response", 2)
        self._new_policy("resolve", 8)
        self._at("02 01:00")
        self.quick = self._new_ticket(user_id=self.agent.id)
        self.late = self._new_ticket(user_id=self.agent2.id)
        self.fresh = self._new_ticket(team_id=self.other_team.id)
        self.tickets = self.quick | self.late | self.fresh
        self._date(self.tickets, "02 01:00")
        self._at("02 02:00")
        self._write_as(self.quick)
        self._at("02 06:00")
        self._write_as(self.late)
        self._move(self.quick, "solved")

    def _date(self, tickets, moment):
        """The database dates records by its own clock."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_ticket SET create_date = %s WHERE id IN %s",
            [self._utc(moment), tuple(tickets.ids)],
        )
        self.env.invalidate_all()

    def _groups(self, model, by, *measures, user=None):
        return (
            self.env[model]
            .with_user(user or self.manager)
            ._read_group([("ticket_id", "in", self.tickets.ids)], [by], measures)
        )

    def test_hours_are_working_hours(self):
        self.assertEqual(self.quick.response_hours, 1.0)
        # 10:00 to 14:00 in Shanghai with an hour for lunch, from 9:00 on
        self.assertEqual(self.quick.resolve_hours, 4.0)
        self.assertEqual(self.late.response_hours, 4.0)
        self.assertFalse(self.late.resolve_hours)
        self._move(self.quick, "open")
        self.assertFalse(self.quick.resolve_hours)

    def test_averages_leave_out_what_has_not_happened(self):
        ((team, response, solution, count),) = self._groups(
            "cs.ticket.report",
            "team_id",
            "response_hours:avg",
            "resolve_hours:avg",
            "__count",
            user=self.agent,
        )
        self.assertEqual((team, response, solution, count), (self.team, 2.5, 4.0, 2))

    def test_promises_kept_by_agent(self):
        kept = self._groups("cs.sla.report", "user_id", "kept:avg", "__count")
        by_user = {user: (share, count) for user, share, count in kept}
        self.assertEqual(by_user[self.agent], (100.0, 2))
        # the first response came late; the solution is still open and not counted
        self.assertEqual(by_user[self.agent2], (0.0, 2))

    def test_states_are_those_of_the_lines(self):
        self._at("03 08:00")
        for report in self.env["cs.sla.report"].search(
            [("ticket_id", "in", self.tickets.ids)]
        ):
            line = self.env["cs.sla.line"].browse(report.id)
            self.assertEqual(report.state, line.state)

    def test_agents_count_their_teams_only(self):
        for model in ("cs.ticket.report", "cs.sla.report"):
            groups = self._groups(model, "team_id", "__count", user=self.agent)
            self.assertEqual([team for team, _count in groups], [self.team])
            mine = self._groups(model, "team_id", "__count", user=self.outsider)
            self.assertEqual([team for team, _count in mine], [self.other_team])

    def test_another_company_counts_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in ("cs.ticket.report", "cs.sla.report"):
            self.assertFalse(self._groups(model, "team_id", "__count"))

    def test_portal_users_see_no_report(self):
        portal = self._new_user("hd_rep_portal", "base.group_portal")
        for model in ("cs.ticket.report", "cs.sla.report", "cs.sla.replan"):
            self.assertFalse(self.env[model].with_user(portal).has_access("read"))
