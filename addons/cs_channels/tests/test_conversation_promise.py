# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChannelCase


@tagged("post_install", "-at_install")
class TestConversationPromise(ChannelCase):
    """What is promised on conversations, by the policies and clocks of tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.sla.policy"].search([]).active = False
        calendar = cls.env["resource.calendar"].create(
            {"name": "Always", "flexible_hours": True, "hours_per_day": 24}
        )
        cls.team.calendar_id = calendar
        for metric in ("first_response", "next_response", "resolve"):
            cls.env["cs.sla.policy"].create(
                {
                    "name": metric,
                    "metric": metric,
                    "target_hours": 1,
                    "applies_to": "conversation",
                    "team_ids": cls.team.ids,
                }
            )

    def setUp(self):
        super().setUp()
        self.talk = self.customer_writes("Hello")
        self.mine = self.talk.with_user(self.agent)

    def _states(self):
        lines = self.talk.sla_line_ids.sorted("id")
        return [(line.metric, line.state) for line in lines]

    def test_answers_keep_them(self):
        self.assertEqual(
            self._states(), [("first_response", "running"), ("resolve", "running")]
        )
        self.mine.reply("Hi")
        self.assertEqual(self._states()[0], ("first_response", "met"))
        self.customer_writes("And now?")
        self.assertEqual(self._states()[2], ("next_response", "running"))
        self.customer_writes("Hello?")
        self.assertEqual(len(self._states()), 3, "the oldest question counts")
        self.mine.reply("So")
        self.mine.close()
        self.assertEqual({state for _metric, state in self._states()}, {"met"})
        self.customer_writes("Once more")
        self.assertIn(("resolve", "running"), self._states())

    def test_snoozed_it_pauses(self):
        self.mine.claim()
        self.mine.snooze(fields.Datetime.now() + timedelta(hours=2))
        self.assertEqual({state for _metric, state in self._states()}, {"paused"})

    def test_a_broken_one_is_told(self):
        customer = self.env["res.partner"].create({"name": "Huadong"})
        self.talk.identity_id.with_user(self.manager).bind(customer)
        self.mine.claim()
        line = self.talk.sla_line_ids[0]
        line.write(
            {
                "deadline": fields.Datetime.now() - timedelta(minutes=1),
                "next_alert_at": fields.Datetime.now() - timedelta(minutes=1),
            }
        )
        self.env["cs.sla.line"]._cs_alert_due()
        self.assertEqual(line.state, "breached")
        self.assertEqual(self.talk.activity_ids.user_id, self.agent)
        self.assertEqual(self.talk.sla_state, "breached")
        self.assertTrue(self.env["cs.alert"].search([("partner_id", "=", customer.id)]))

    def test_an_answer_that_did_not_arrive_is_none(self):
        self.mine.reply("Hi")
        self.talk.delivery_ids.write({"state": "failed"})
        self.talk._refresh_first_response()
        self.assertEqual(self._states()[-1], ("first_response", "running"))

    def test_tickets_have_their_own(self):
        ticket = self.mine.create_ticket()
        self.assertFalse(ticket.sla_line_ids)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.talk.sla_line_ids[0].ticket_id = ticket
            self.env.flush_all()

    def test_other_teams_read_none(self):
        lines = self.talk.sla_line_ids
        self.assertTrue(lines.with_user(self.agent).read(["deadline"]))
        self.assertTrue(lines.event_ids.with_user(self.agent).read(["kind"]))
        for records in (lines, lines.event_ids):
            own = records.with_user(self.stranger)
            self.assertFalse(own.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                own.read(["create_date"])
        report = self.env["cs.sla.report"]
        domain = [("conversation_id", "=", self.talk.id)]
        self.env.flush_all()
        self.assertEqual(set(report.search(domain).ids), set(lines.ids))
        self.assertEqual(report.with_user(self.agent).search_count(domain), 2)
        self.assertFalse(report.with_user(self.stranger).search(domain))
