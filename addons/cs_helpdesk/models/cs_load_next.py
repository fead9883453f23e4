# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import AccessError

TRIED = 10


class CsLoadMixin(models.AbstractModel):
    """The next piece of work: the best one for me among those that nobody has."""

    _inherit = "cs.load.mixin"

    @api.model
    def _cs_take_next(self):
        """Take the most pressing work that waits in my teams and that I can do.

        Two who ask at once get two: the row is locked before it is taken.

        :return: dict with id, name and reason (why this one); False when none waits
        :raises AccessError: for who is no agent
        :raises UserError: when I have no free place
        """
        if not self.env.user.has_group("cs_helpdesk.group_agent"):
            raise AccessError(self.env._("Only agents take what waits."))
        waiting = self._cs_pool(self._cs_my_open_teams(), self.env.user, limit=TRIED)
        record = waiting.try_lock_for_update(allow_referencing=True, limit=1)
        if not record:
            return False
        facts = {"rule": "next", "why": record._cs_why()}
        record._cs_give(self.env.uid, facts)
        return {
            "id": record.id,
            "name": record.display_name,
            "reason": record._cs_reason_text(facts),
        }

    @api.model
    def _cs_my_open_teams(self):
        """My teams of the active companies, without those whose cap I have reached."""
        members = self.env["cs.team.member"].search(
            [
                ("user_id", "=", self.env.uid),
                ("team_id.active", "=", True),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        held = members._cs_held()
        return members.filtered(
            lambda member: not member.capacity or held[member] < member.capacity
        ).team_id

    def _cs_why(self):
        """What put this before the others, as ``_cs_why_text`` says it."""
        self.ensure_one()
        why = []
        if self.sla_state in ("breached", "at_risk"):
            why.append(["risk", True])
        # sudo: cs.tier: its name, of a customer the caller may read
        tier = self.sudo().commercial_partner_id.cs_tier_id
        if tier.weight > 1:
            why.append(["tier", tier.name])
        return why + self._cs_why_more() or [["oldest", True]]

    def _cs_why_more(self):
        """Hook: what of the record itself put it before others, as of ``_cs_why``."""
        return []
