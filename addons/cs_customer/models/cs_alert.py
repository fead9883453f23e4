# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

KINDS = [
    ("promise_broken", "Promise broken"),
    ("low_rating", "Low rating"),
    ("many_tickets", "Many tickets"),
    ("notice_given", "Notice given"),
    ("renewal_risk", "Renewal at risk"),
    ("other", "Other"),
]


class CsAlert(models.Model):
    """One warning to the people around a customer.

    A row is also the memory that keeps the warnings to one a day per account and kind.
    """

    _name = "cs.alert"
    _description = "Customer Alert"
    _order = "date desc, id desc"
    _rec_name = "kind"

    account_id = fields.Many2one(
        "cs.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    kind = fields.Selection(KINDS, required=True)
    date = fields.Date(required=True, help="The day of the company it was raised on.")
    user_id = fields.Many2one("res.users", "Told", index="btree_not_null")
    note = fields.Text()
    res_model = fields.Char(export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="res_model", export_string_translation=False
    )

    _once_a_day = models.Constraint(
        "UNIQUE (account_id, kind, date)",
        "This was raised for the customer today already.",
    )

    @api.model
    def _claim_today(self, accounts, kind):
        """Reserve today's alert of `kind` for each of `accounts`.

        :return: the new alerts; an account that had one today already has none here
        """
        if not accounts:
            return self.browse()
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, now() at time zone 'UTC')",
                account.id,
                account.company_id.id,
                kind,
                account.company_id._cs_today(),
                self.env.uid,
            )
            for account in accounts
        )
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO cs_alert (account_id, company_id, kind, date, create_uid,
                                         create_date) VALUES %s
                   ON CONFLICT (account_id, kind, date) DO NOTHING RETURNING id""",
                values,
            )
        )
        return self.browse(row[0] for row in rows)

    def _schedule_activities(self):
        """Put each alert on the to-do list of the person it is for."""
        activity_type = self.env.ref("cs_customer.mail_activity_type_alert")
        model_id = self.env["ir.model"]._get_id("cs.account")
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": kinds[alert.kind],
                    "note": plaintext2html(alert.note or ""),
                    "date_deadline": alert.date,
                    "user_id": alert.user_id.id,
                    "res_model_id": model_id,
                    "res_id": alert.account_id.id,
                }
                for alert in self.filtered("user_id")
            ]
        )

    def action_open_record(self):
        """Open what the alert is about."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return self.account_id.get_formview_action()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
