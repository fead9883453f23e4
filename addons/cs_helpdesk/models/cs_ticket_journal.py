# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError


class CsTicketJournal(models.Model):
    """What a merge moved from one ticket to another, so that it can be undone."""

    _name = "cs.ticket.journal"
    _description = "Journal of a Merge"
    _rec_name = "source_id"
    _order = "id desc"

    source_id = fields.Many2one(
        "cs.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    target_id = fields.Many2one(
        "cs.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    stage_id = fields.Many2one(
        "cs.ticket.stage", "Stage Before", required=True, readonly=True
    )
    moved = fields.Json(
        readonly=True, export_string_translation=False, help="Ids by model."
    )
    brought = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="People, copies and links that came with it.",
    )
    last_message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What was said last when they were merged.",
    )
    undone_at = fields.Datetime(readonly=True)

    def _undo(self):
        """Take a merge apart again.

        :raises UserError: when somebody wrote to the customer, or the customer wrote,
            since: nobody could say to which ticket that belongs
        """
        self.ensure_one()
        if self.target_id.merged_into_id:
            raise UserError(
                self.env._(
                    "%s became part of another ticket itself. Undo that first.",
                    self.target_id.display_name,
                )
            )
        # What other merges brought here is not the talk that went on.
        merges = self.search(
            [("target_id", "=", self.target_id.id), ("undone_at", "=", False)]
        )
        brought = {id_ for row in merges for id_ in row.moved.get("mail.message", [])}
        talk = self.target_id.message_ids.filtered(
            lambda message: (
                message.id > self.last_message_id.id
                and message.id not in brought
                and self.target_id._cs_side(message)
            )
        )
        if talk:
            raise UserError(
                self.env._(
                    "The talk went on in %s, so the merge cannot be undone. Split off "
                    "what belongs elsewhere.",
                    self.target_id.display_name,
                )
            )
        self._give_back()
        self.undone_at = fields.Datetime.now()
        self.source_id._cs_take_back(self.target_id, self.brought)
        # Without a date of its end it does not count as reopened.
        self.source_id.write(
            {"merged_into_id": False, "solved_at": False, "closed_at": False}
        )
        self.source_id.with_context(mail_notrack=True).stage_id = self.stage_id

    def _give_back(self):
        """Hang what moved on the ticket it came from."""
        hanging = self.source_id._cs_hanging()
        for model, ids in self.moved.items():
            records = self.env[model].browse(ids).exists()
            if model == "mail.message":
                records._cs_move_to(self.source_id)
            elif model in hanging:
                field, _domain = hanging[model]
                records[field] = self.source_id.id
