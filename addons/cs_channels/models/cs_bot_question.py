# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import fields, models
from odoo.tools import email_normalize

NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


class CsBotQuestion(models.Model):
    """A step of a form that the bot fills in with the customer."""

    _name = "cs.bot.question"
    _description = "Question of a Bot"
    _order = "option_id, sequence, id"

    option_id = fields.Many2one(
        "cs.bot.option", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="option_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Question", required=True, translate=True)
    kind = fields.Selection(
        [
            ("text", "Text"),
            ("email", "Email address"),
            ("phone", "Phone number"),
            ("number", "Number"),
        ],
        string="Answered With",
        required=True,
        default="text",
    )
    target = fields.Selection(
        [
            ("name", "Subject of the ticket"),
            ("description", "Description"),
            ("email_from", "Email"),
            ("phone", "Phone"),
        ],
        string="Goes To",
        required=True,
        default="description",
    )

    def _accepts(self, text, country):
        """What an answer says, in the form it is kept in; False if it does not fit.

        :param str text: what the customer wrote
        :param country: ``res.country`` for phone numbers without a prefix
        """
        self.ensure_one()
        text = text.strip()
        if self.kind == "email":
            return email_normalize(text)
        if self.kind == "phone":
            partner = self.env["res.partner"]
            return partner._phone_format(number=text, country=country)
        if self.kind == "number":
            return bool(NUMBER.fullmatch(text)) and text
        return text
