# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsArticlePhrase(models.Model):
    """Another way in which customers ask what an article answers."""

    _name = "cs.article.phrase"
    _description = "Similar Question"
    _order = "id"

    article_id = fields.Many2one(
        "cs.article", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Question", required=True)
