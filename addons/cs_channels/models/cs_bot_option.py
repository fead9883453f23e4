# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsBotOption(models.Model):
    """What a customer may choose from the menu of a channel's bot."""

    _name = "cs.bot.option"
    _description = "Choice of a Bot"
    _order = "channel_id, sequence, id"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "Choice",
        required=True,
        translate=True,
        help="Customers choose it by its number or by these words.",
    )
    action = fields.Selection(
        [
            ("answer", "Give this answer"),
            ("ticket", "Ask questions and make a ticket"),
            ("progress", "Tell how the customer's tickets stand"),
            ("human", "Hand over to a person"),
        ],
        required=True,
        default="answer",
    )
    answer = fields.Text(translate=True)
    question_ids = fields.One2many(
        "cs.bot.question", "option_id", string="Questions", copy=True
    )

    _answer_given = models.Constraint(
        "CHECK (action != 'answer' OR answer IS NOT NULL)",
        "Write the answer that is given.",
    )
