# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class MailMessage(models.Model):
    """Messages can move from one ticket to another."""

    _inherit = "mail.message"

    def _cs_move_to(self, record):
        """Make these messages, with their files, part of another record's talk.

        The caller has checked access to both records.
        """
        self.attachment_ids.filtered("res_id").write(
            {"res_model": record._name, "res_id": record.id}
        )
        self.write(
            {
                "model": record._name,
                "res_id": record.id,
                "record_name": record.display_name,
            }
        )
