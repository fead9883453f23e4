# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.bus.models import ir_websocket

from ..models import cs_desk
from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestDesk(HelpdeskCase):
    """My Day and Wall: what is owed, how the desk stands, and who may look."""

    def _day(self, user=None):
        return self.env["cs.desk"].with_user(user or self.agent).my_day()

    def _kinds(self):
        return [(item["kind"], item["res_id"]) for item in self._day()["items"]]

    def test_what_is_owed_in_order(self):
        self._at("02 01:00")
        policy = self._new_policy("first_response", 2)
        broken = self._new_ticket(user_id=self.agent.id)
        self._at("02 01:55")
        risky = self._new_ticket(user_id=self.agent.id)
        policy.active = False
        self._new_policy("resolve", 7)
        due = self._new_ticket(user_id=self.agent.id)
        self._write_as(due)
        self.env["cs.sla.policy"].search([]).active = False
        reply = self._new_ticket(user_id=self.agent.id)
        self._write_as(reply)
        later = self._new_ticket(user_id=self.agent.id)
        self._write_as(later)
        fresh = self._new_ticket(user_id=self.agent.id)
        self._at("02 03:50")
        self._write_as(reply, partner=self.contact)
        later.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Call back",
            user_id=self.agent.id,
            date_deadline="2026-03-02",
        )
        self.assertEqual(
            self._kinds(),
            [
                ("broken", broken.id),
                ("at_risk", risky.id),
                ("reply", reply.id),
                ("due", due.id),
                ("activity", later.id),
                ("new", fresh.id),
            ],
        )
        day = self._day()
        self.assertEqual((day["later"], day["load"]), (1, 6))
        first = day["items"][0]
        self.assertEqual(first["customer"], "Huadong Precision")
        self.assertEqual(first["at"], "2026-03-02 03:00:00")
        self._write_as(reply)
        self._move(broken, "solved")
        self.assertNotIn(reply.id, [item["res_id"] for item in self._day()["items"]])
        self.assertNotIn(broken.id, [item["res_id"] for item in self._day()["items"]])

    def test_a_ticket_stands_once(self):
        ticket = self._new_ticket(user_id=self.agent.id)
        ticket.activity_schedule(
            "mail.mail_activity_data_todo", summary="Call back", user_id=self.agent.id
        )
        [item] = self._day()["items"]
        self.assertEqual((item["kind"], item["also"]), ("new", ["Call back"]))
        self.assertIn("Assigned by", item["reason"])

    def test_what_is_at_risk_is_shown_however_many_there_are(self):
        self._at("02 01:00")
        policy = self._new_policy("first_response", 2)
        broken = self._new_ticket(user_id=self.agent.id, priority="0")
        policy.active = False
        self._at("02 05:00")
        self._new_ticket(user_id=self.agent.id, priority="3")
        self.patch(cs_desk, "MOST", 1)
        self.assertEqual(self._kinds(), [("broken", broken.id)])

    def test_what_waits_in_my_teams(self):
        self._new_ticket()
        self._new_ticket(team_id=self.other_team.id)
        self.assertEqual(self._day()["unassigned"], 1)

    def test_queries_of_my_day(self):
        def fill(count):
            self._new_policy("first_response", 4)
            for _number in range(count):
                self._new_ticket(user_id=self.agent.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._day()
            return self.cr.sql_log_count - before

        self.agent.cs_capacity = 0
        fill(1)
        few, many = fill(2), fill(20)
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 40)

    def test_wall(self):
        before = self.env["cs.desk"].with_user(self.manager).wall()
        self._at("02 01:00")
        self._new_policy("first_response", 2, team_ids=self.team.ids)
        self._new_ticket(user_id=self.agent.id)
        self._new_ticket()
        solved = self._new_ticket(user_id=self.agent.id)
        waiting = self._new_ticket()
        self._move(waiting, "waiting")
        self._at("02 03:30")
        self._move(solved, "solved")
        self.agent2.with_user(self.agent2).cs_set_status("break", "lunch")
        wall = self.env["cs.desk"].with_user(self.manager).wall()
        [team] = [row for row in wall["teams"] if row["id"] == self.team.id]
        self.assertEqual(
            team,
            {
                **{"id": self.team.id, "name": "Support", "open": 3, "waiting": 1},
                **{"unassigned": 1, "at_risk": 0, "breached": 2, "solved": 1},
            },
        )
        self.assertEqual(wall["total"]["open"], before["total"]["open"] + 3)
        people = {row["id"]: row for row in wall["people"]}
        self.assertEqual(people[self.agent.id]["load"], 1)
        self.assertEqual(people[self.agent2.id]["reason"], "lunch")

    def test_queries_of_the_wall(self):
        for _number in range(10):
            self._new_ticket(user_id=self.agent.id)
        self.env.flush_all()
        self.env.invalidate_all()
        desk = self.env["cs.desk"].with_user(self.manager)
        desk.wall()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        desk.wall()
        self.assertLessEqual(self.cr.sql_log_count - before, 20)

    def test_who_may_look(self):
        portal = new_test_user(self.env, "dk_portal", groups="base.group_portal")
        sales = new_test_user(self.env, "dk_sales", groups="cs_customer.group_user")
        for user in (portal, sales):
            desk = self.env["cs.desk"].with_user(user)
            for screen in (desk.my_day, desk.wall):
                with self.assertRaises(AccessError):
                    screen()
        with self.assertRaises(AccessError):
            self.env["cs.desk"].with_user(self.agent).wall()

    def test_the_wall_keeps_to_its_companies(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        foreigner = new_test_user(
            self.env,
            "dk_abroad",
            groups="cs_helpdesk.group_manager",
            company_id=abroad.id,
            company_ids=abroad.ids,
        )
        self._new_ticket()
        wall = self.env["cs.desk"].with_user(foreigner).wall()
        self.assertFalse(wall["total"]["open"])
        self.assertFalse(wall["teams"] or wall["people"])

    def test_bus_carries_ids_and_nothing_else(self):
        ticket = self._new_ticket()
        self.env.cr.precommit.run()
        Bus = self.env.registry["bus.bus"]
        with patch.object(Bus, "_sendone", autospec=True) as sent:
            ticket.user_id = self.agent
            ticket.user_id = self.agent2
            self.agent.with_user(self.agent).cs_set_status("busy")
        calls = [call.args[1:] for call in sent.call_args_list]
        payloads = [args[2] for args in calls if args[1].startswith("cs.")]
        self.assertIn({"ids": ticket.ids}, payloads)
        for payload in payloads:
            self.assertLessEqual(set(payload), {"ids", "id"})
        walls = [args for args in calls if args[1] == "cs.wall/changed"]
        self.assertEqual(len(walls), 1, "one a transaction")

    def test_who_listens(self):
        portal = new_test_user(self.env, "dk_listen", groups="base.group_portal")
        for user, day, wall in [
            (self.agent, True, False),
            (self.manager, True, True),
            (portal, False, False),
        ]:
            websocket = self.env["ir.websocket"].with_user(user)
            session = SimpleNamespace(uid=user.id)
            with (
                self.subTest(user=user.login),
                patch.object(ir_websocket, "request", SimpleNamespace(session=session)),
            ):
                heard = websocket._build_bus_channel_list(
                    ["cs_helpdesk.my_day", "cs_helpdesk.wall"]
                )
                pairs = [key for key in heard if isinstance(key, tuple)]
                self.assertEqual((user.partner_id, "cs_my_day") in pairs, day)
                self.assertEqual((self.company, "cs_wall") in pairs, wall)
                self.assertFalse([key for key in heard if "cs_helpdesk" in str(key)])
