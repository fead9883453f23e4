# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RatingRating(models.Model):
    """Ratings of a team's work: the team reads them, and customers alone give them.

    Core lets every employee read and change every rating.
    """

    _inherit = "rating.rating"

    cs_team_id = fields.Many2one(
        "cs.team",
        string="Service Team",
        compute="_compute_cs_team_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("parent_res_model", "parent_res_id")
    def _compute_cs_team_id(self):
        for rating in self:
            ours = rating.parent_res_model == "cs.team"
            rating.cs_team_id = ours and rating.parent_res_id

    def _cs_ours(self):
        return self.filtered(lambda rating: rating.parent_res_model == "cs.team")

    def _cs_refuse(self):
        """:raise AccessError: for ratings of ours; the code writes with sudo"""
        if not self.env.su and self._cs_ours():
            raise AccessError(self.env._("Only customers rate what a team has done."))

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._cs_refuse()
        return ratings

    def write(self, vals):
        if set(vals) == {"parent_res_id"}:  # core's mixin: the work has changed teams
            return super(RatingRating, self._cs_followed(vals["parent_res_id"])).write(
                vals
            )
        self._cs_refuse()
        return super().write(vals)

    def _cs_followed(self, parent_id):
        """The ratings whose rated work is in that team indeed."""
        ours = self._cs_ours()
        return (self - ours) | ours.filtered(
            lambda rating: (
                self.env[rating.res_model].sudo().browse(rating.res_id).team_id.id
                == parent_id
            )
        )
