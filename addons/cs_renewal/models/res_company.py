# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_renewal_days = fields.Integer(
        "Renewal Lead Time",
        default=90,
        help="How many days before the notice deadline a renewal is opened.",
    )

    cs_renewal_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Renewal Playbook",
        domain="[('res_model', '=', 'crm.lead')]",
        help="The steps that are planned back from the notice deadline; a tier may "
        "have its own. Empty: the one that comes with the suite.",
    )
    cs_ask_before_sending = fields.Boolean(
        "Ask Before Sending Renewals",
        default=True,
        help="Ask first when the customer has urgent tickets or broken promises.",
    )
    cs_autorenew_days = fields.Integer(
        "Automatic Renewal Notice",
        default=30,
        help="How many days before the notice deadline customers whose contract "
        "renews by itself are told.",
    )

    _check_cs_autorenew_days = models.Constraint(
        "CHECK (cs_autorenew_days >= 0)", "The days cannot be negative."
    )
    _check_cs_renewal_days = models.Constraint(
        "CHECK (cs_renewal_days >= 0)", "The renewal lead time cannot be negative."
    )
