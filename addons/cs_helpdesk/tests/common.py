# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.cs_customer.tests.common import new_users


class HelpdeskCase(TransactionCase):
    """A team of two agents in Shanghai with a lunch break, and two customers.

    Working hours: Monday to Friday, 9-12 and 13-18 (8 hours a day), Asia/Shanghai,
    that is 1-4 and 5-10 UTC. Fixed dates are in the week of Monday, 2 March 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.sla.policy"].search([]).active = False
        cls.company = cls.env.company
        cls.calendar = cls._new_calendar("Asia/Shanghai")
        cls.agent, cls.agent2, cls.outsider, cls.manager = new_users(
            cls.env,
            hd_agent="cs_helpdesk.group_agent",
            hd_agent2="cs_helpdesk.group_agent",
            hd_outsider="cs_helpdesk.group_agent",
            hd_manager="cs_helpdesk.group_manager",
        )
        cls.team = cls._new_team("Support", cls.agent + cls.agent2)
        cls.other_team = cls._new_team("Field", cls.outsider)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Huadong Precision", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Wang Min",
                "email": "wang@huadong.example",
                "parent_id": cls.customer.id,
            }
        )
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Anna Keller", "email": "anna@nordwind.example"}
        )
        cls.stages = {
            state: cls.env.ref(f"cs_helpdesk.cs_ticket_stage_{state}")
            for state in ("new", "open", "waiting", "solved", "closed")
        }

    @classmethod
    def _new_user(cls, login, group):
        return new_test_user(
            cls.env, login, groups=group, email=f"{login}@polaris.example", tz="UTC"
        )

    @classmethod
    def _new_team(cls, name, users, **values):
        return cls.env["cs.team"].create(
            {
                "name": name,
                "calendar_id": cls.calendar.id,
                "user_id": cls.manager.id,
                "rating_active": False,
                "member_ids": [Command.create({"user_id": user.id}) for user in users],
                **values,
            }
        )

    @classmethod
    def _new_calendar(cls, tz, slots=((9, 12), (13, 18)), days=range(5)):
        return cls.env["resource.calendar"].create(
            {
                "name": tz,
                "tz": tz,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Work",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": stop,
                            "day_period": "morning" if stop <= 12 else "afternoon",
                        }
                    )
                    for day in days
                    for start, stop in slots
                ],
            }
        )

    @classmethod
    def _new_ticket(cls, **values):
        # Mail to whoever it is assigned to takes a third of the time, and no part.
        Ticket = cls.env["cs.ticket"]
        ticket = Ticket.with_context(mail_auto_subscribe_no_notify=True).create(
            {
                "name": "Labels do not print",
                "team_id": cls.team.id,
                "partner_id": cls.contact.id,
                **values,
            }
        )
        return Ticket.browse(ticket.id)

    @classmethod
    def _new_policy(cls, metric="resolve", target=8.0, **values):
        return cls.env["cs.sla.policy"].create(
            {"name": metric, "metric": metric, "target_hours": target, **values}
        )

    def _at(self, moment):
        """Freeze the clock at a UTC moment of March 2026, such as "02 08:30"."""
        freezer = freeze_time(datetime.strptime(f"2026-03-{moment}", "%Y-%m-%d %H:%M"))
        freezer.start()
        self.addCleanup(freezer.stop)
        self.env.invalidate_all()

    def _move(self, ticket, state):
        ticket.stage_id = self.stages[state]

    def _write_as(self, ticket, user=None, partner=None, **values):
        """Post a comment as an agent, or as a customer without a login."""
        values = {
            "body": "Hello",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            **values,
        }
        if partner:
            return ticket.message_post(author_id=partner.id, **values)
        return ticket.with_user(user or self.agent).message_post(**values)

    @staticmethod
    def _utc(moment):
        """A UTC moment of March 2026, such as "02 08:30"."""
        return datetime.strptime(f"2026-03-{moment}", "%Y-%m-%d %H:%M")
