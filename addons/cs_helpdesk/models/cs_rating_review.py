# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

CAUSES = [
    ("slow", "It took too long"),
    ("wrong", "The answer was wrong or incomplete"),
    ("tone", "The tone"),
    ("product", "The product itself"),
    ("price", "Price or contract"),
    ("other", "Not ours to change"),
]
OUTCOMES = [
    ("recovered", "Customer is content now"),
    ("improved", "Something was changed"),
    ("compensated", "Compensated"),
    ("nothing", "Nothing could be done"),
    ("unreachable", "Customer could not be reached"),
]


class CsRatingReview(models.Model):
    """What became of a low rating: who looked into it, why it was, how it ended."""

    _name = "cs.rating.review"
    _description = "Follow-up of a Low Rating"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "ticket_id"
    _order = "state desc, id desc"

    ticket_id = fields.Many2one(
        "cs.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rating_id = fields.Many2one(
        "rating.rating",
        "Vote",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    team_id = fields.Many2one("cs.team", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one(related="ticket_id.partner_id", string="Customer")
    agent_id = fields.Many2one("res.users", readonly=True)
    value = fields.Integer("Rating", readonly=True, aggregator="avg", help="1 to 5.")
    feedback = fields.Text(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
    )
    cause = fields.Selection(CAUSES, tracking=True)
    outcome = fields.Selection(OUTCOMES, tracking=True)
    note = fields.Text("What Was Done")
    state = fields.Selection(
        [("open", "To do"), ("done", "Done")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )

    @api.model
    def _open(self, ticket, rating):
        """Begin the follow-up of a rating, once; a second vote updates it.

        :param ticket: a ``cs.ticket``
        :param rating: the ``rating.rating``
        """
        # sudo: cs.rating.review: whoever rates, it is followed up
        Review = self.sudo()
        values = {"value": int(rating.rating), "feedback": rating.feedback}
        known = Review.search([("rating_id", "=", rating.id), ("state", "=", "open")])
        if known:
            return known.write(values)
        review = Review.create(
            {
                **values,
                "ticket_id": ticket.id,
                "rating_id": rating.id,
                "company_id": ticket.company_id.id,
                "team_id": ticket.team_id.id,
                "agent_id": ticket.user_id.id,
                "user_id": ticket.team_id.user_id.id,
            }
        )
        if review.user_id:
            review.activity_schedule(
                "mail.mail_activity_data_call",
                summary=review.env._("Low rating: ask what went wrong"),
                user_id=review.user_id.id,
            )
        return review

    def action_done(self):
        """End the follow-up.

        :raises UserError: without cause and outcome, which are what is learned from it
        """
        self.check_access("write")
        if self.filtered(lambda review: not review.cause or not review.outcome):
            raise UserError(self.env._("Say what the cause was and how it ended."))
        # sudo: cs.rating.review: its state is not edited by hand
        self.sudo().state = "done"
        self.activity_feedback(["mail.mail_activity_data_call"])

    def action_reopen(self):
        """Go on with a follow-up."""
        self.check_access("write")
        # sudo: cs.rating.review: as in action_done
        self.sudo().state = "open"

    @api.model
    def _engine_fields(self):
        return {name for name, field in self._fields.items() if field.readonly}

    def write(self, vals):
        if not self.env.su and self._engine_fields() & vals.keys():
            raise UserError(self.env._("What the customer said cannot be edited."))
        return super().write(vals)
