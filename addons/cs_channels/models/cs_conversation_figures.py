# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from odoo.addons.cs_customer.tools.inner import Inner
from odoo.addons.cs_helpdesk.tools.clock import now


class CsConversation(models.Model):
    """What reports count of a conversation, noted when it happens."""

    _inherit = "cs.conversation"

    outcome_id = fields.Many2one(
        "cs.conversation.outcome",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        tracking=True,
    )
    tag_ids = fields.Many2many("cs.ticket.tag", string="Tags")
    had_bot = fields.Boolean("Began with the Bot", readonly=True, copy=False)
    asked_at = fields.Datetime(
        "Asked for a Person",
        readonly=True,
        copy=False,
        help="When it first waited for an agent.",
    )
    reopen_count = fields.Integer(
        "Came Back",
        readonly=True,
        copy=False,
        help="How often the customer opened it again after an answer and its end.",
    )
    transfer_count = fields.Integer("Transfers", readonly=True, copy=False)

    @api.model
    def _cs_engine_fields(self):
        return super()._cs_engine_fields() - {"tag_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            state = vals.get("state", "queued")
            vals["had_bot"] = state == "bot"
            if state not in ("bot", "closed"):
                vals.setdefault("asked_at", vals.get("opened_at") or now(self.env))
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("state") in ("queued", "open"):
            fresh = self.filtered(lambda talk: not talk.asked_at)
            if fresh:
                super(CsConversation, fresh).write({"asked_at": now(self.env)})
        if vals.get("state") not in (None, "closed"):
            vals = {**vals, "outcome_id": False}
        if vals.get("state") == "bot":
            vals = {**vals, "had_bot": True}
        return super().write(vals)

    def transfer(self, team=None, user=None, reason="", note=""):
        given_by = self.user_id[:1].id
        talks = self.with_context(cs_barred=Inner(not user and given_by))
        result = super(CsConversation, talks).transfer(team, user, reason, note)
        # sudo: cs.conversation: it may be out of the sender's sight by now
        for talk in self.sudo():
            talk.transfer_count += 1
        return result
