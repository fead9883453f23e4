# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain


class CsTeamMember(models.Model):
    """Who leaves a team leaves nobody there waiting for him."""

    _inherit = "cs.team.member"

    def write(self, vals):
        leaving = {"team_id", "user_id"} & vals.keys()
        places = self._cs_places_held() if leaving else []
        result = super().write(vals)
        self._cs_give_back(places)
        return result

    def unlink(self):
        places = self._cs_places_held()
        result = super().unlink()
        self._cs_give_back(places)
        return result

    def _cs_places_held(self):
        return [(member.team_id, member.user_id) for member in self]

    def _cs_give_back(self, places):
        """Conversations of who is in a team no more wait in its queue again.

        :param list places: (team, user) as it was
        """
        gone = Domain.OR(
            Domain("team_id", "=", team.id) & Domain("user_id", "=", user.id)
            for team, user in places
            if team.exists() and user not in team.member_ids.user_id
        )
        # sudo: cs.conversation: they go back whoever changes the team
        talks = self.env["cs.conversation"].sudo()
        held = talks.search(gone & Domain("state", "in", ("open", "snoozed")))
        if held:
            held._cs_give(0, {"rule": "left"})
