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
    lang_id = fields.Many2one(
        "res.lang",
        string="Language",
        index="btree_not_null",
        context={"active_test": False},
        help="Set it when the skill is a language: customers who use this language are "
        "then put to people who have the skill, if one is free.",
    )

    _name_unique = models.UniqueIndex("(name)", "This skill exists already.")

    def _cs_languages(self):
        """The languages among these skills, as codes without the country.

        :rtype: set of str
        """
        # sudo: res.lang: a code, also of a language that is not switched on
        codes = self.sudo().lang_id.mapped("code")
        return {code.partition("_")[0] for code in codes}
