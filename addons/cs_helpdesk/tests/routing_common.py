# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from .common import HelpdeskCase


class RoutingCase(HelpdeskCase):
    """A team of two that shares its work out evenly, two tickets each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.assign_mode = "balanced"
        cls.people = cls.agent + cls.agent2
        cls.people.cs_capacity = 2
        cls.wms, cls.zh = cls.env["cs.skill"].create(
            [
                {"name": "Scanners"},
                {"name": "Chinese", "lang_id": cls.env.ref("base.lang_zh_CN").id},
            ]
        )
        cls.member, cls.member2 = cls.team.member_ids

    def _ask(self, count=1, **values):
        return self.env["cs.ticket"].create(
            [
                {
                    "name": f"Question {number}",
                    "team_id": self.team.id,
                    "partner_id": False,
                    **values,
                }
                for number in range(count)
            ]
        )

    def _kinds(self, ticket):
        return ticket.assignment_ids.sorted("id").mapped("kind")
