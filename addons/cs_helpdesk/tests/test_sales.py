# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HelpdeskCase


@tagged("post_install", "-at_install")
class TestSales(HelpdeskCase):
    """What sales hears of service, and what becomes of low ratings."""

    def _alerts(self, kind):
        return self.env["cs.alert"].search(
            [("partner_id", "=", self.customer.id), ("kind", "=", kind)]
        )

    def test_the_third_ticket_in_a_fortnight_is_told_once_a_day(self):
        self._new_ticket()
        self._new_ticket(partner_id=self.customer.id)
        self._new_ticket(partner_id=self.stranger.id)
        self.assertFalse(self._alerts("many_tickets"))
        ticket = self._new_ticket()
        self.assertIn(ticket.number, self._alerts("many_tickets").note)
        self._new_ticket()
        self.assertEqual(len(self._alerts("many_tickets")), 1)

    def test_old_tickets_are_no_wave(self):
        tickets = self._new_ticket() | self._new_ticket()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_ticket SET create_date = create_date - interval '15 days'"
            " WHERE id IN %s",
            [tuple(tickets.ids)],
        )
        self.env.invalidate_all()
        self._new_ticket()
        self.assertFalse(self._alerts("many_tickets"))

    def test_a_lead_shows_urgent_tickets_and_broken_promises(self):
        lead = self.env["crm.lead"].create({"name": "L", "partner_id": self.contact.id})
        self.assertFalse(lead.cs_service_warning)
        self._new_policy(target=1)
        self._at("02 01:00")
        self._new_ticket(priority="3")
        self._at("02 05:00")
        self.env["cs.sla.line"]._cs_alert_due()
        self.env.invalidate_all()
        salesperson = self._new_user("hd_sales", "sales_team.group_sale_salesman")
        lead.user_id = salesperson
        self.assertEqual(
            lead.with_user(salesperson).cs_service_warning,
            "Urgent tickets open: 1 · Promises broken in 90 days: 1",
        )

    # === Low ratings === #

    def _rated(self, rate=1):
        ticket = self._new_ticket(user_id=self.agent.id)
        token = ticket._rating_get_access_token(self.contact)
        ticket.rating_apply(rate, token=token, feedback="Too slow")
        return ticket, self.env["cs.rating.review"].search(
            [("ticket_id", "=", ticket.id)]
        )

    def test_low_rating_is_followed_up(self):
        _ticket, review = self._rated()
        self.assertEqual((review.value, review.feedback), (1, "Too slow"))
        self.assertEqual((review.user_id, review.agent_id), (self.manager, self.agent))
        leader = review.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "cause"):
            leader.action_done()
        leader.write({"cause": "slow", "outcome": "recovered"})
        leader.action_done()
        self.assertEqual((review.state, review.activity_ids.ids), ("done", []))
        leader.action_reopen()
        self.assertEqual(review.state, "open")

    def test_good_ratings_are_not(self):
        _ticket, review = self._rated(5)
        self.assertFalse(review)

    def test_a_second_vote_updates_it(self):
        ticket, review = self._rated()
        token = ticket.rating_ids.access_token
        ticket.rating_apply(2, token=token, feedback="A bit slow")
        self.assertEqual((review.value, review.feedback), (2, "A bit slow"))
        self.assertEqual(
            self.env["cs.rating.review"].search_count([("ticket_id", "=", ticket.id)]),
            1,
        )

    def test_who_may_follow_up(self):
        self.team.user_id = self.agent2
        _ticket, review = self._rated()
        review.with_user(self.agent2).cause = "tone"
        with self.assertRaises(AccessError):
            review.with_user(self.agent).cause = "other"
        with self.assertRaises(AccessError):
            review.with_user(self.outsider).read(["feedback"])
        with self.assertRaises(UserError):
            review.with_user(self.manager).feedback = "Great"
        self.assertFalse(
            self.env["cs.rating.review"]
            .with_user(self.outsider)
            .search_count([("id", "=", review.id)])
        )
