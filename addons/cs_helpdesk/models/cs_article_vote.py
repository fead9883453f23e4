# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib

from odoo import api, fields, models


class CsArticleVote(models.Model):
    """Whether an article helped one visitor."""

    _name = "cs.article.vote"
    _description = "Opinion on an Article"
    _order = "id desc"
    _rec_name = "article_id"

    article_id = fields.Many2one(
        "cs.article", required=True, index=True, ondelete="cascade"
    )
    helpful = fields.Boolean(required=True)
    note = fields.Char("What Was Missing", size=500)
    voter = fields.Char(
        required=True,
        groups="base.group_system",
        help="Stands for one visitor, without saying who it is.",
    )

    _one_each = models.UniqueIndex(
        "(article_id, voter)", "Each visitor says once whether an article helped."
    )

    @api.model
    def _cs_vote(self, article, visitor, helpful, note=""):
        """Count the opinion of a visitor; who says it again changes his mind.

        :param str visitor: what tells one visitor from another, kept as a digest only
        """
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        voter = hashlib.sha256(f"{secret}:{visitor}".encode()).hexdigest()[:40]
        values = {"helpful": helpful, "note": (note or "")[:500]}
        # sudo: cs.article.vote: whoever may read an article may judge it
        votes = self.sudo()
        known = votes.search(
            [("article_id", "=", article.id), ("voter", "=", voter)], limit=1
        )
        if known:
            return known.write(values)
        return votes.create({**values, "article_id": article.id, "voter": voter})
