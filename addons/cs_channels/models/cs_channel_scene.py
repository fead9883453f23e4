# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import secrets
from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import outcome

LIFE = timedelta(minutes=10)
LONGEST = timedelta(days=7)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 26


class CsChannelScene(models.Model):
    """A one-time code that tells who somebody on a channel is.

    Shown to a person we know as QR code or link; whoever scans it is that person.
    It works once and for a short time.
    """

    _name = "cs.channel.scene"
    _description = "Code to Connect a Customer"
    _order = "id desc"
    _rec_name = "partner_id"

    channel_id = fields.Many2one(
        "cs.channel",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('provider', 'not in', ('phone', 'email', 'livechat'))]",
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whoever scans the code is this contact from then on.",
    )
    token = fields.Char(
        required=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: self._new_token(),
    )
    url = fields.Char(
        string="Code",
        readonly=True,
        copy=False,
        help="An address to open or scan, or a word the customer sends in the chat.",
    )
    qr_url = fields.Char(compute="_compute_qr_url", export_string_translation=False)
    expires_at = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now() + LIFE
    )
    used_at = fields.Datetime(readonly=True, copy=False)
    identity_id = fields.Many2one(
        "cs.channel.identity",
        string="Scanned By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("used", "Used"), ("expired", "Expired")],
        compute="_compute_state",
    )

    _token_unique = models.UniqueIndex("(channel_id, token)")

    @api.depends("url")
    def _compute_qr_url(self):
        for scene in self:
            value = quote(scene.url or "", safe="")
            link = (
                f"/report/barcode/?barcode_type=QR&value={value}&width=260&height=260"
            )
            is_address = (scene.url or "").startswith("http")
            scene.qr_url = link if is_address else False

    @api.depends("used_at", "expires_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for scene in self:
            if scene.used_at:
                scene.state = "used"
            else:
                scene.state = "waiting" if scene.expires_at > now else "expired"

    @api.model
    def _new_token(self):
        """128 bits in letters that every provider's scene accepts."""
        return "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))

    @api.model
    def _is_code(self, words):
        """Whether a message may be a code and nothing else."""
        return len(words) == LENGTH and set(words) <= set(ALPHABET)

    @api.model_create_multi
    def create(self, vals_list):
        scenes = super().create(
            [
                {
                    key: value
                    for key, value in vals.items()
                    if key in ("channel_id", "partner_id", "token")
                }
                for vals in vals_list
            ]
        )
        for scene in scenes:
            scene._check_parties()
        return scenes

    def _check_parties(self):
        """Only a contact and a channel the caller works with.

        :raise AccessError: when either is out of his reach
        :raise UserError: when they belong to different companies
        """
        self.partner_id.check_access("read")
        self.channel_id.check_access("read")
        company = self.partner_id.company_id
        if company and company != self.company_id:
            raise UserError(self.env._("This contact belongs to another company."))

    def action_show(self):
        """Ask the provider for the code and show it.

        :raise UserError: when the provider has no such codes, or refuses
        """
        self.ensure_one()
        if not self.env["cs.conversation"].has_access("write"):
            raise AccessError(self.env._("Only agents say who a customer is."))
        self.check_access("read")
        # sudo: cs.channel: the keys of the account are not the agent's to see
        channel = self.channel_id.sudo()
        if not self.url:
            try:
                self.sudo().url = channel._gateway()._scene_url(
                    channel, self.sudo().token, LIFE
                )
            except outcome.CallFailure as failure:
                raise UserError(failure.reason) from failure
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
            "name": self.env._("Scan to connect"),
        }

    @api.model
    def _redeem(self, identity, token):
        """Somebody scanned a code.

        :param identity: who
        :param str token: what the provider told us; anything a stranger likes
        :return: whether it told who he is
        """
        # sudo: cs.channel.scene: the engine redeems for the provider
        scene = self.sudo().search(
            [
                ("channel_id", "=", identity.channel_id.id),
                ("token", "=", token),
                ("used_at", "=", False),
                ("expires_at", ">", fields.Datetime.now()),
            ]
        )
        if not scene or scene.try_lock_for_update() != scene:
            return False
        scene.write({"used_at": fields.Datetime.now(), "identity_id": identity.id})
        bound = identity.sudo()._bind_if(scene.partner_id)
        if bound:
            identity.message_post(
                body=self.env._("Connected by a one-time code."),
                subtype_xmlid="mail.mt_note",
            )
        return bound

    @api.autovacuum
    def _gc_old(self):
        before = fields.Datetime.now() - timedelta(days=90)
        self.search([("expires_at", "<", before)], limit=10000).unlink()
