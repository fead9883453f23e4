# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)


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

    cs_gross_margin = fields.Float(
        "Gross Margin (%)",
        default=100,
        help="What is left of recurring revenue after what serving customers costs; "
        "for the lifetime value of a customer.",
    )

    _check_cs_gross_margin = models.Constraint(
        "CHECK (cs_gross_margin BETWEEN 0 AND 100)",
        "The gross margin is between 0 and 100 percent.",
    )
    _check_cs_autorenew_days = models.Constraint(
        "CHECK (cs_autorenew_days >= 0)", "The days cannot be negative."
    )
    _check_cs_renewal_days = models.Constraint(
        "CHECK (cs_renewal_days >= 0)", "The renewal lead time cannot be negative."
    )

    def _cs_each(self, work):
        """Do a daily work for each company; one that fails does not stop the others.

        What was done is committed company by company.

        :param work: called with a company, gives the number of records it looked at
        """
        commit = self.env["ir.cron"]._commit_progress
        for company in self:
            try:
                with self.env.cr.savepoint():
                    done = work(company)
            except Exception:
                _logger.exception("A daily run of company %s failed", company.id)
            else:
                commit(done)
