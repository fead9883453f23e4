# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsIdentityJournal(models.Model):
    """Who was said to be which contact, by whom and when; and the way back.

    Written by the code only, each time identities are bound, merged or let go.
    """

    _name = "cs.identity.journal"
    _description = "Journal of Who Is Who"
    _rec_name = "partner_id"
    _order = "id desc"

    identity_ids = fields.Many2many(
        "cs.channel.identity",
        "cs_identity_journal_rel",
        "journal_id",
        "identity_id",
        string="On Channels",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Is This Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: it was taken back that this is anybody we know.",
    )
    was_ids = fields.Many2many(
        "res.partner",
        "cs_identity_journal_was_rel",
        "journal_id",
        "partner_id",
        string="Was Before",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Said By",
        readonly=True,
        index=True,
        ondelete="set null",
        default=lambda self: self.env.uid,
    )
    reason = fields.Char(readonly=True)
    moved = fields.Json(readonly=True, export_string_translation=False)
    talk_count = fields.Integer(
        "Conversations", readonly=True, help="How many conversations moved along."
    )
    undone_at = fields.Datetime("Taken Back On", readonly=True)
    undone_by_id = fields.Many2one(
        "res.users",
        string="Taken Back By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _log(self, before, partner, reason):
        """Note what a binding changed.

        :param dict before: of ``cs.channel.identity._binding``
        :param partner: the ``res.partner`` they are now, or none
        """
        identities = self.env["cs.channel.identity"].browse(before)
        rows = []
        for company, own in identities.grouped("company_id").items():
            moved = {str(identity.id): before[identity.id] for identity in own}
            was = {facts["partner"] for facts in moved.values()} - {False, partner.id}
            talks = [facts["talks"] for facts in moved.values()]
            rows.append(
                {
                    "identity_ids": [(6, 0, own.ids)],
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "was_ids": [(6, 0, sorted(was))],
                    "user_id": self.env.uid,
                    "reason": reason or False,
                    "moved": moved,
                    "talk_count": sum(map(len, talks)),
                }
            )
        return self.create(rows)

    def action_undo(self):
        """Take a binding back: identities and conversations are whose they were.

        :raise AccessError: for who is no agent, or may not see these customers
        :raise UserError: when it was taken back already, or one of them was bound
            to somebody else since
        """
        self.check_access("read")
        if not self.env["cs.conversation"].has_access("write"):
            raise AccessError(self.env._("Only agents say who a customer is."))
        for journal in self:
            journal.identity_ids.check_access("read")
            # sudo: cs.identity.journal: the engine's; the caller sees the customers
            journal.sudo()._undo()
        return True

    def _undo(self):
        if self.undone_at:
            raise UserError(self.env._("This was taken back already."))
        for identity in self.identity_ids:
            if identity.partner_id != self.partner_id:
                raise UserError(
                    self.env._(
                        "%s was said to be somebody else since. Take that back first.",
                        identity.name,
                    )
                )
        for identity in self.identity_ids:
            identity._restore(self.moved[str(identity.id)])
            identity.message_post(
                body=self.env._("Who this is was taken back."),
                subtype_xmlid="mail.mt_note",
            )
        self.write({"undone_at": fields.Datetime.now(), "undone_by_id": self.env.uid})
