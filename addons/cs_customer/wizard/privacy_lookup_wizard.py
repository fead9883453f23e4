# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import json_default

LEFT_OUT = {"binary", "one2many", "many2many", "properties"}


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    def _cs_persons(self):
        """The partners this look-up is about."""
        self.env["res.partner"]._cs_check_privacy_officer()
        partner_model = self.env["ir.model"]._get_id("res.partner")
        lines = self.line_ids.filtered(lambda x: x.res_model_id.id == partner_model)
        persons = self.env["res.partner"].browse(lines.mapped("res_id")).exists()
        if not persons:
            raise UserError(
                self.env._("No person was found; look up the name and e-mail first.")
            )
        return persons

    def action_cs_export(self):
        """Everything the look-up found, as one JSON file the person can be given."""
        self.ensure_one()
        persons = self._cs_persons()
        found = {}
        for line in self.line_ids:
            found.setdefault(line.res_model_id.model, set()).add(line.res_id)
        for model, domain in persons._cs_privacy_models().items():
            # sudo: an export is complete or it is wrong; administrators only
            found.setdefault(model, set()).update(
                self.env[model].sudo().search(domain).ids
            )
        content = {
            model: self._cs_export_records(self.env[model].sudo().browse(ids))
            for model, ids in sorted(found.items())
        }
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"privacy-{persons[0].id}-{fields.Date.today()}.json",
                "datas": base64.b64encode(
                    json.dumps(
                        content, default=json_default, ensure_ascii=False, indent=1
                    ).encode()
                ),
                "mimetype": "application/json",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def _cs_export_records(self, records):
        records = records.exists().with_context(active_test=False)
        names = [
            name
            for name, field in records._fields.items()
            if field.store
            and field.type not in LEFT_OUT
            and field.groups != "base.group_system"
            and not name.startswith(("password", "totp"))
        ]
        return records.read(names)

    def action_cs_erase(self):
        """Forget the persons found: in contacts, messages and every addon's records."""
        self.ensure_one()
        persons = self._cs_persons()
        self._post_log()
        persons._cs_erase()
        return {"type": "ir.actions.act_window_close"}
