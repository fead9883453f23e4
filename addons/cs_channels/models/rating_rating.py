# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

RATED = ("rating", "feedback", "consumed")


class RatingRating(models.Model):
    """What a visitor of live chat says in core's form counts for his conversation."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._cs_note()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(RATED):
            self._cs_note()
        return result

    def _cs_note(self):
        """Keep the rating of a session with its conversation, too."""
        for rating in self:
            if rating.res_model != "discuss.channel" or not rating.consumed:
                continue
            stream = self.env["discuss.channel"].sudo().browse(rating.res_id).exists()
            # sudo: cs.conversation: the visitor has no rights
            talk = stream._cs_conversation() if stream else None
            if talk:
                talk.rating_asked_at = False
                talk.with_context(mail_notify_force_send=False).rating_apply(
                    rating.rating,
                    token=talk._rating_get_access_token(),
                    feedback=rating.feedback,
                )
