# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

TRIGGERS = [
    ("message", "The customer writes"),
    ("menu", "The customer taps a menu entry"),
    ("subscribe", "The customer follows the account"),
    ("scan", "The customer scans a QR code"),
    ("enter", "The customer opens the chat"),
]


class CsChannelQuota(models.Model):
    """How many messages an action of the customer allows us, and for how long.

    Figures of the providers change, so they are data: WeChat's went from unlimited to
    20 to 5 within 48 hours.
    """

    _name = "cs.channel.quota"
    _description = "Channel Quota"
    _order = "channel_id, trigger"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    trigger = fields.Selection(TRIGGERS, string="When", required=True)
    messages = fields.Integer(required=True, help="0 means without limit.")
    minutes = fields.Integer(string="Within (minutes)", required=True)

    _trigger_unique = models.UniqueIndex(
        "(channel_id, trigger)", "There is a quota for this already."
    )
    _positive = models.Constraint(
        "CHECK (messages >= 0 AND minutes > 0)", "A quota cannot be negative."
    )
