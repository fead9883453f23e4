# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class CsArticleCategory(models.Model):
    """A shelf of the knowledge base, as a tree."""

    _name = "cs.article.category"
    _description = "Knowledge Category"
    _parent_store = True
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    summary = fields.Char(
        translate=True, help="One line below the name in the help centre."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "cs.article.category", "Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True, export_string_translation=False)
    child_ids = fields.One2many("cs.article.category", "parent_id", string="Parts")
    display_name = fields.Char(recursive=True)
    article_count = fields.Integer("Articles", compute="_compute_article_count")

    @api.depends("name", "parent_id.display_name")
    def _compute_display_name(self):
        for category in self:
            parent = category.parent_id.display_name
            category.display_name = (
                f"{parent} / {category.name}" if parent else category.name
            )

    def _compute_article_count(self):
        groups = self.env["cs.article"]._read_group(
            [("category_id", "in", self.ids)], ["category_id"], ["__count"]
        )
        counts = {category.id: count for category, count in groups}
        for category in self:
            category.article_count = counts.get(category.id, 0)

    def action_open_articles(self):
        """Open the articles of this category and of those below it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_helpdesk.cs_article_action"
        )
        action["domain"] = [("category_id", "child_of", self.id)]
        action["context"] = {"default_category_id": self.id}
        return action
