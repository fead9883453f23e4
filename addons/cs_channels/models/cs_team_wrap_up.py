# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTeam(models.Model):
    """Time to finish after a talk."""

    _inherit = "cs.team"

    wrap_up_minutes = fields.Integer(
        "Wrap-Up Time",
        help="Minutes after closing a conversation in which its agent gets no new work "
        "by itself: to write notes and finish. 0: none.",
    )

    _wrap_up_positive = models.Constraint(
        "CHECK (wrap_up_minutes >= 0)", "The wrap-up time cannot be negative."
    )
