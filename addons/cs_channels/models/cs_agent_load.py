# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CsAgentLoad(models.Model):
    """Conversations are work as tickets are."""

    _inherit = "cs.agent.load"

    wrap_until = fields.Datetime(
        "Wraps Up Until",
        readonly=True,
        help="Until then this person finishes a conversation and gets no new work by "
        "itself.",
    )

    @api.model
    def _cs_models(self):
        return [*super()._cs_models(), "cs.conversation"]
