# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTier(models.Model):
    _inherit = "cs.tier"

    renewal_days = fields.Integer(
        "Renewal Lead Time",
        help="How many days before the notice deadline the renewal of such a customer "
        "is opened; 0: as the company's settings say.",
    )

    autorenew_days = fields.Integer(
        "Automatic Renewal Notice",
        help="How many days before the notice deadline such a customer is told that a "
        "contract renews by itself; 0: as the company's settings say.",
    )
    renewal_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Renewal Playbook",
        domain="[('res_model', '=', 'crm.lead')]",
        help="Empty: as the company's settings say.",
    )
    touch_days = fields.Integer(
        "Contact Every (Days)",
        default=30,
        help="The longest time without a word from us that such a customer should see.",
    )
    success_hours = fields.Float(
        "Hours a Month",
        default=4.0,
        help="What such a customer needs of its success manager, for the book of "
        "business.",
    )

    _check_touch = models.Constraint(
        "CHECK (touch_days >= 0 AND success_hours >= 0)",
        "Days and hours cannot be negative.",
    )
    _check_renewal_days = models.Constraint(
        "CHECK (renewal_days >= 0 AND autorenew_days >= 0)",
        "The renewal lead time cannot be negative.",
    )
