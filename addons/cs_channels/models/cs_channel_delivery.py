# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_customer.tools.inner import inner

from ..tools import text
from .cs_channel_event import _coalescer, _may_wake, _trigger

CRON = "cs_channels.ir_cron_delivery"
OPEN = ("queued", "sending")


class CsChannelDelivery(models.Model):
    """One part of an answer on its way to the customer: its text, or one file.

    Written in the transaction of the answer; sent later, outside of it. A call whose
    outcome is unknown is never repeated by itself: the customer would read it twice.
    """

    _name = "cs.channel.delivery"
    _description = "Delivery on a Channel"
    _order = "id desc"
    _rec_name = "summary"

    conversation_id = fields.Many2one(
        "cs.conversation", required=True, index=True, ondelete="cascade"
    )
    channel_id = fields.Many2one("cs.channel", required=True, ondelete="cascade")
    identity_id = fields.Many2one(
        "cs.channel.identity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    message_id = fields.Many2one(
        "mail.message", index="btree_not_null", ondelete="set null"
    )
    attachment_id = fields.Many2one(
        "ir.attachment", index="btree_not_null", ondelete="set null"
    )
    kind = fields.Char(required=True, help="text, or a kind of file of the provider.")
    body = fields.Text(string="Text")
    data = fields.Json(export_string_translation=False)  # of a card, see send_rich
    summary = fields.Char(compute="_compute_summary")
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("read", "Read"),
            ("held", "Held back"),
            ("unknown", "Outcome unknown"),
            ("failed", "Failed"),
        ],
        required=True,
        default="queued",
    )
    reason = fields.Char(help="Why it was not sent, in words.")
    error_code = fields.Char()
    external_id = fields.Char(string="ID at the Provider")
    attempts = fields.Integer()
    resent = fields.Integer(help="How often a person has sent it again.")
    next_try_at = fields.Datetime()
    leased_until = fields.Datetime()
    sent_at = fields.Datetime()

    _due_idx = models.Index(
        "(conversation_id, id) WHERE state IN ('queued', 'sending')"
    )
    _external_idx = models.Index(
        "(channel_id, external_id) WHERE external_id IS NOT NULL"
    )
    _sent_idx = models.Index("(channel_id, id) WHERE sent_at IS NOT NULL")

    @api.depends("body", "attachment_id.name")
    def _compute_summary(self):
        for delivery in self:
            # sudo: ir.attachment: the name of a file of a conversation one may read
            name = delivery.sudo().attachment_id.name
            delivery.summary = (delivery.body or name or "")[:80]

    # === Writing === #

    @api.model
    def _create_for(self, conversation, message):
        """The parts of an answer, in order: its text, then its files.

        :param conversation: the ``cs.conversation`` the message belongs to
        :param message: the ``mail.message`` in its stream
        """
        able = conversation.channel_id._gateway()._capabilities()
        pieces = text.split_bytes(text.to_plain(message.body), able["text_bytes"])
        parts = [{"kind": "text", "body": piece} for piece in pieces]
        rich = inner(self.env, "cs_rich", {})
        if rich and self._can_show(able, **rich):
            words = text.to_plain(message.body)
            parts = [{"kind": rich["kind"], "data": rich["data"], "body": words}]
        if able.get("whole"):
            parts = [{"kind": "text", "body": text.to_plain(message.body)}]
        else:
            parts += [self._file_part(able, file) for file in message.attachment_ids]
        if able.get("native"):  # it stands where the customer reads it
            now = fields.Datetime.now()
            parts = [{**part, "state": "sent", "sent_at": now} for part in parts]
        common = {
            "conversation_id": conversation.id,
            "channel_id": conversation.channel_id.id,
            "identity_id": conversation.identity_id.id,
            "company_id": conversation.company_id.id,
            "message_id": message.id,
        }
        deliveries = self.create([{**common, **part} for part in parts])
        self.env.cr.postcommit.add(self._wake)
        return deliveries

    @api.model
    def _can_show(self, able, kind, data):
        """Whether a channel has such a card, and room for all of it."""
        most = able.get("menu_options")
        fits = kind != "menu" or not most or len(data.get("options") or []) <= most
        return fits and kind in able.get("rich", ())

    def _file_part(self, able, attachment):
        """The values for one file; failed at once when the channel cannot carry it."""
        for kind, (mimetypes, most) in able["media"].items():
            fits = mimetypes is None or attachment.mimetype in mimetypes
            if fits and attachment.file_size <= most:
                return {"kind": kind, "attachment_id": attachment.id}
        return {
            "kind": "file",
            "attachment_id": attachment.id,
            "state": "failed",
            "reason": self.env._(
                "This channel cannot carry %(name)s. Send a picture, or a mail.",
                name=attachment.name,
            ),
        }

    @api.model
    def _wake(self):
        """Have what waits sent soon."""
        registry = self.env.registry
        if _may_wake(registry):
            _coalescer.request(
                (registry.db_name, CRON), lambda: _trigger(registry, CRON)
            )

    # === For people === #

    def action_retry(self):
        """Send again what was held, failed, or has an unknown outcome."""
        self.conversation_id.check_access("write")
        stuck = self.filtered(lambda part: part.state in ("held", "failed", "unknown"))
        if stuck.filtered(lambda part: not part._can_carry()):
            raise UserError(self.env._("This channel cannot carry such a file."))
        # sudo: cs.channel.delivery: whoever holds the conversation may send it again
        stuck.sudo()._requeue()
        return True

    def _publish(self):
        """Show the new state in every open window."""
        for message in self.message_id:
            message._cs_publish_delivery()
        self.conversation_id._publish()  # what is left of the quota
