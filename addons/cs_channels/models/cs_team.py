# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import fields, models


class CsTeam(models.Model):
    """A team that answers on channels."""

    _inherit = "cs.team"

    cs_bot_partner_id = fields.Many2one(
        "res.partner",
        string="Speaks for the Team",
        readonly=True,
        copy=False,
        help="In live chat, until a colleague answers.",
    )

    def _cs_bot_partner(self):
        """Who stands for the team in live chat; made when first needed."""
        self.ensure_one()
        if not self.cs_bot_partner_id:
            self.cs_bot_partner_id = self.env["res.partner"].create(
                {"name": self.name, "active": False, "company_id": self.company_id.id}
            )
        return self.cs_bot_partner_id

    def _cs_lang(self):
        """The language of what is written for the team's people in nobody's name.

        :return: code of what most of them read, else the company's; False for no team
        """
        # sudo: res.users: what colleagues read
        langs = self.sudo().member_ids.user_id.mapped("lang")
        read = Counter(filter(None, langs)).most_common(1)
        return read[0][0] if read else self.sudo().company_id.partner_id.lang

    def _cs_email_channel(self):
        """The channel that takes this team's mails, with sudo; empty for tickets."""
        # sudo: cs.channel: the mail gateway asks
        return (
            self.env["cs.channel"]
            .sudo()
            .search([("team_id", "=", self.id), ("provider", "=", "email")])
        )

    def _cs_point_alias(self):
        """Mails to these teams become talks where a channel says so, else tickets."""
        for team in self:
            model = "cs.conversation" if team._cs_email_channel() else "cs.ticket"
            model_id = self.env["ir.model"]._get_id(model)
            # sudo: mail.alias: whoever may set up the channel points the address
            alias = team.sudo().alias_id
            if alias and alias.alias_model_id.id != model_id:
                alias.alias_model_id = model_id

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        if self.id and self._cs_email_channel():
            values["alias_model_id"] = self.env["ir.model"]._get_id("cs.conversation")
        return values
