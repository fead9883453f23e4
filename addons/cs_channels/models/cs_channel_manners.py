# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsChannel(models.Model):
    """What a channel says by itself, before and between its agents."""

    _inherit = "cs.channel"

    bot_active = fields.Boolean(
        "Bot Answers First",
        help="New conversations begin with the bot; it hands over to a person when it "
        "does not understand twice, or when the customer asks for one.",
    )
    bot_greeting = fields.Text(translate=True)
    bot_option_ids = fields.One2many(
        "cs.bot.option", "channel_id", string="Choices", copy=True
    )
    outside_text = fields.Text(
        "Outside Working Hours",
        translate=True,
        help="Said to who begins to wait outside the working hours of the team. "
        "Empty: nothing.",
    )
    tell_place = fields.Boolean(
        "Tell the Place in the Queue",
        help="Who begins to wait is told how many wait before him.",
    )
    answer_seconds = fields.Integer(
        "Answer Within (s)",
        default=60,
        help="The service level in reports is the share answered in this time.",
    )
    idle_minutes = fields.Integer(
        "Ask When Silent For",
        help="Minutes after our answer in which the customer says nothing. 0: never.",
    )
    idle_text = fields.Text("Asked Then", translate=True)
    close_minutes = fields.Integer(
        "Close After That",
        help="Further minutes of silence until the conversation is closed. 0: never.",
    )
    ask_rating = fields.Boolean(
        "Ask for a Rating", help="When an agent closes, the customer may say 1 to 5."
    )

    _minutes_positive = models.Constraint(
        "CHECK (idle_minutes >= 0 AND close_minutes >= 0)",
        "Minutes cannot be negative.",
    )
    _idle_text_given = models.Constraint(
        "CHECK (idle_minutes = 0 OR idle_minutes IS NULL OR idle_text IS NOT NULL)",
        "Write what a silent customer is asked.",
    )
