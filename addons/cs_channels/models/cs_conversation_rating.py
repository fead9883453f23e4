# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class CsConversation(models.Model):
    """Whose a rating is: the team's that talked, who alone may read it."""

    _inherit = "cs.conversation"

    def _rating_get_parent_field_name(self):
        return "team_id"
