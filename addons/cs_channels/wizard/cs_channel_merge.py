# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models


class CsChannelMerge(models.TransientModel):
    """Saying that several customers on channels are one person."""

    _name = "cs.channel.merge"
    _description = "Same Person"

    identity_ids = fields.Many2many(
        "cs.channel.identity", string="On Channels", required=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        help="All of them are this contact from then on; their conversations follow.",
    )
    reason = fields.Char(help="Why you are sure; kept in the journal.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") == "cs.channel.identity":
            identities = self.env["cs.channel.identity"].browse(context["active_ids"])
            values["identity_ids"] = [Command.set(identities.ids)]
            if len(identities.partner_id) == 1:
                values["partner_id"] = identities.partner_id.id
        return values

    def action_merge(self):
        """Bind all of them, and show what the journal says."""
        self.ensure_one()
        self.identity_ids.merge(self.partner_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
