# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsSkill(models.Model):
    """Something a ticket needs and an agent can do: a product, a language, a trade."""

    _name = "cs.skill"
    _description = "Skill"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(export_string_translation=False)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex("(name)", "This skill exists already.")
