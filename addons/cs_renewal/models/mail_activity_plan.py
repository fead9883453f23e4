# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import is_html_empty


class MailActivityPlan(models.Model):
    """A plan can be started for many records at once."""

    _inherit = "mail.activity.plan"

    def _cs_schedule(self, dates):
        """Put the steps of this plan on the to-do lists, in one go.

        A step whose day has passed already is due today: a late start is no reason for
        a list of things that are overdue from the first moment.

        :param dict dates: the date the steps are counted from, by record
        :return: the new `mail.activity` rows
        """
        self.ensure_one()
        if not dates or not self.template_ids:
            return self.env["mail.activity"]
        records = next(iter(dates)).union(*dates)
        people = self.template_ids._cs_people(records)
        model_id = self.env["ir.model"]._get_id(records._name)
        values = []
        for record, date in dates.items():
            today = (record.company_id or self.env.company)._cs_today()
            for step in self.template_ids:
                user = people[record.id].get(step.responsible_type)
                user = user or step.responsible_id or record.user_id
                values.append(
                    {
                        "activity_type_id": step.activity_type_id.id,
                        "summary": step.summary,
                        "note": not is_html_empty(step.note) and step.note,
                        "date_deadline": max(step._get_date_deadline(date), today),
                        "user_id": (user or self.env.user).id,
                        "automated": True,
                        "res_model_id": model_id,
                        "res_id": record.id,
                    }
                )
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        return quiet.create(values)

    def _cs_default(self, xmlid):
        """A plan of ours, unless it was archived or removed."""
        plan = self.env.ref(xmlid, raise_if_not_found=False)
        return plan if plan and plan.active else self.browse()
