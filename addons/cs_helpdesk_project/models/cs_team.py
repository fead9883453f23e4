# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTeam(models.Model):
    """A team hands what is not its own to other departments."""

    _inherit = "cs.team"

    project_ids = fields.Many2many(
        "project.project",
        string="Hands Over To",
        help="Projects of other departments that its tickets can become tasks of. "
        "Agents need no rights in them.",
    )
