# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CsChannel(models.Model):
    """A team's address whose mails are talks, not tickets."""

    _inherit = "cs.channel"

    email_address = fields.Char(
        "Address",
        related="team_id.alias_id.alias_full_name",
        related_sudo=True,
        help="That of the team: its mails become conversations here, not tickets.",
    )

    _one_email = models.UniqueIndex(
        "(team_id) WHERE provider = 'email' AND active IS TRUE",
        "The mails of this team go to another channel.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        channels.filtered(lambda c: c.provider == "email").team_id._cs_point_alias()
        return channels

    def write(self, vals):
        teams = self.team_id
        result = super().write(vals)
        if {"active", "provider", "team_id"} & vals.keys():
            (teams | self.team_id)._cs_point_alias()
        return result

    def unlink(self):
        teams = self.team_id
        result = super().unlink()
        teams._cs_point_alias()
        return result
