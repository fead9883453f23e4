# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    """A person who holds tickets and conversations."""

    _inherit = "res.users"

    cs_capacity = fields.Integer(
        string="Service Capacity",
        default=10,
        help="How much open work this person holds at most, over all teams. "
        "0 means without limit.",
    )
    cs_member_ids = fields.One2many(
        "cs.team.member", "user_id", string="Service Teams", groups="base.group_user"
    )

    def _cs_take_capacity(self, weight=1.0):
        """Take a place for one more piece of work from each of these people.

        :param float weight: how many places it fills
        :raises UserError: if somebody has no free place
        """
        # sudo: cs.agent.load: nobody may write it but through an assignment
        loads = (
            self.env["cs.agent.load"].sudo()._cs_add(dict.fromkeys(self.ids, weight))
        )
        self._cs_check_capacity(loads)

    def _cs_release_capacity(self, weight=1.0):
        """Give back what :meth:`_cs_take_capacity` took."""
        # sudo: cs.agent.load: nobody may write it but through an assignment
        self.env["cs.agent.load"].sudo()._cs_add(dict.fromkeys(self.ids, -weight))

    def _cs_check_capacity(self, loads):
        """Refuse loads that exceed the capacity of their person.

        :param dict loads: load by user id, as written in this transaction
        :raises UserError: naming the person
        """
        for user in self.sudo():  # sudo: res.users: capacity binds whoever assigns
            if user.cs_capacity and loads.get(user.id, 0) > user.cs_capacity:
                raise UserError(
                    self.env._(
                        "%(user)s has no free place: %(capacity)s is the most this "
                        "person takes at a time.",
                        user=user.name,
                        capacity=user.cs_capacity,
                    )
                )
