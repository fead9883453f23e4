# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import fields, models


class CsAlert(models.Model):
    """What customers ask for in the portal is told as well."""

    _inherit = "cs.alert"

    kind = fields.Selection(
        selection_add=[
            ("renewal_asked", "Asked for the renewal"),
            ("more_asked", "Asked for more"),
            ("call_asked", "Asked for a call"),
        ],
        ondelete={
            "renewal_asked": "cascade",
            "more_asked": "cascade",
            "call_asked": "cascade",
        },
    )

    def _tell_together(self):
        """Tell each person of these alerts in one message, in the own language."""
        for user, alerts in self.grouped("user_id").items():
            if not user or user == self.env.user:
                continue
            mine = alerts.with_context(lang=user.lang)
            kinds = dict(mine._fields["kind"]._description_selection(mine.env))
            rows = Markup().join(
                Markup("<li>%s: %s</li>")
                % (alert.account_id._get_html_link(), alert.note or kinds[alert.kind])
                for alert in mine
            )
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=mine.env._("Alerts: %(count)s customers", count=len(mine)),
                body=Markup("<ul>%s</ul>") % rows,
            )
