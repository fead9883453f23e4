# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.cs_helpdesk.tools.clock import now


class ResUsers(models.Model):
    """Who has just closed a conversation finishes before he gets the next one."""

    _inherit = "res.users"

    def _cs_absent(self, at):
        """Who wraps up is there, but gets no work by itself yet."""
        # sudo: cs.agent.load: whether somebody wraps up is no secret among colleagues
        rows = (
            self.env["cs.agent.load"]
            .sudo()
            .search(Domain("user_id", "in", self.ids) & Domain("wrap_until", ">", at))
        )
        return super()._cs_absent(at) | rows.user_id.with_env(self.env)

    def _cs_begin_wrap_up(self, minutes):
        """Leave these people alone for some minutes; a longer span stands."""
        until = now(self.env) + timedelta(minutes=minutes)
        # sudo: cs.agent.load: nobody writes it but the code
        loads = self.env["cs.agent.load"].sudo()
        rows = loads.search([("user_id", "in", self.ids)])
        rows.filtered(
            lambda row: not row.wrap_until or row.wrap_until < until
        ).wrap_until = until

    @api.readonly
    @api.model
    def cs_my_wrap_up(self):
        """Until when the caller wraps up.

        :return: naive UTC as text; False when he does not
        """
        row = self.env.user._cs_load_rows().get(self.env.user)
        until = row and row.wrap_until
        running = until and until > fields.Datetime.now()
        return fields.Datetime.to_string(until) if running else False

    @api.model
    def cs_end_wrap_up(self):
        """The caller is ready for the next one.

        :raise AccessError: for who is no agent
        """
        user = self.env.user
        if not user.has_group("cs_helpdesk.group_agent"):
            raise AccessError(self.env._("Only agents take conversations."))
        row = user._cs_load_rows().get(user)
        if row and row.wrap_until:
            row.wrap_until = False
            self.env["cs.agent.load"]._cs_offer(user)
        return True
