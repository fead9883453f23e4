# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsAlert(models.Model):
    """What customers ask for in the portal is told as well."""

    _inherit = "cs.alert"

    kind = fields.Selection(
        selection_add=[
            ("renewal_asked", "Asked for the renewal"),
            ("more_asked", "Asked for more"),
            ("call_asked", "Asked for a call"),
        ],
        ondelete={
            "renewal_asked": "cascade",
            "more_asked": "cascade",
            "call_asked": "cascade",
        },
    )
