# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import mute_logger

from odoo.addons.cs_customer.tools.inner import inner


class CsChannelIdentity(models.Model):
    """A customer as one channel knows him: an openid, a phone number, an address.

    Until a person says who it is, a guest stands for him; then his contact does.
    """

    _name = "cs.channel.identity"
    _description = "Customer on a Channel"
    _inherit = "cs.internal.chatter"
    _order = "id desc"
    _rec_names_search = ["name", "external_id"]

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="restrict"
    )
    provider = fields.Selection(related="channel_id.provider")
    company_id = fields.Many2one("res.company", required=True, index=True)
    external_id = fields.Char(
        string="ID at the Provider", required=True, help="For WeChat, the openid."
    )
    union_id = fields.Char(index="btree_not_null")
    name = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null", tracking=True
    )
    guest_id = fields.Many2one(
        "mail.guest", index="btree_not_null", ondelete="set null"
    )
    proven = fields.Boolean(
        readonly=True,
        copy=False,
        help="The customer himself proved who he is: by a one-time code, by logging "
        "in, or the provider or his own software vouches for it.",
    )
    login_user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
        help="The portal user who logged in inside the channel once: it opens the "
        "portal from then on. A code a colleague may have shown to himself does not.",
    )
    following = fields.Boolean(default=True, help="Whether he follows the account.")
    conversation_ids = fields.One2many("cs.conversation", "identity_id")
    quota_state = fields.Json(export_string_translation=False)
    quota_left = fields.Integer(compute="_compute_quota")
    quota_until = fields.Datetime(compute="_compute_quota")
    quota_unlimited = fields.Boolean(compute="_compute_quota")

    _external_unique = models.UniqueIndex(
        "(channel_id, external_id)", "This customer is known on the channel already."
    )

    @api.depends("partner_id.name", "name", "channel_id.name")
    def _compute_display_name(self):
        for identity in self:
            name = identity.partner_id.name or identity.name
            identity.display_name = f"{name} ({identity.channel_id.name})"

    @api.depends("quota_state", "channel_id.quota_ids.messages")
    def _compute_quota(self):
        for identity in self:
            windows = identity._open_windows()
            best = max(windows, key=lambda window: window[0], default=(0, False))
            identity.quota_unlimited = not identity.channel_id.quota_ids
            identity.quota_left, identity.quota_until = best

    # === Finding === #

    @api.model
    def _get_or_create(self, channel, external_id, name=None, unnamed=None):
        """The identity of a sender.

        :param channel: the ``cs.channel``
        :param str name: as the provider tells it
        :param str unnamed: what to call somebody new who has no name there
        :raise ConcurrencyError: when he becomes known at this very moment; whoever
            called (the server, the drain) tries the whole again
        """
        domain = [("channel_id", "=", channel.id), ("external_id", "=", external_id)]
        batch, key = inner(self.env, "cs_batch", {}), (channel.id, external_id)
        batch[key] = identity = batch.get(key) or self.search(domain)
        if not identity:
            identity = self._introduce(channel, external_id, name or unnamed)
        elif name and name != identity.name:
            identity.name = name
            identity.guest_id.name = name
        return identity

    def _introduce(self, channel, external_id, name):
        shown = name or self.env._("Visitor %(code)s", code=external_id[-4:])
        values = {
            "channel_id": channel.id,
            "company_id": channel.company_id.id,
            "external_id": external_id,
            "name": shown,
        }
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                guest = self.env["mail.guest"].create({"name": shown})
                identity = self.create({**values, "guest_id": guest.id})
        except UniqueViolation as error:
            raise ConcurrencyError(external_id) from error
        channel._gateway()._on_introduced(channel, identity)
        return identity

    def _author(self):
        """In whose name the customer's words stand: his contact's or a guest's.

        :return: (res.partner, mail.guest), one of them empty
        """
        self.ensure_one()
        if self.partner_id:
            return self.partner_id, self.env["mail.guest"]
        if not self.guest_id:
            self.guest_id = self.env["mail.guest"].create({"name": self.name})
        return self.env["res.partner"], self.guest_id

    # === Binding === #

    def bind(self, partner):
        """Say which contact this is; earlier conversations follow.

        :param partner: a ``res.partner`` or its id, also as a list of one; empty to
            take it back
        :raise UserError: when the contact belongs to another company
        """
        self.check_access("read")
        if not self.env["cs.conversation"].has_access("write"):
            raise AccessError(self.env._("Only agents say who a customer is."))
        if not isinstance(partner, models.BaseModel):
            partner = self.env["res.partner"].browse(partner or [])
        if partner:
            partner.ensure_one()
        partner.check_access("read")
        for identity in self:
            if partner.company_id and partner.company_id != identity.company_id:
                raise UserError(self.env._("This contact belongs to another company."))
        # sudo: cs.channel.identity: its other fields are the engine's alone;
        # cs.conversation: all of the customer's, those of other teams too
        own = self.sudo()
        # What a person says somebody is, is no proof, however right it is.
        changed = own.filtered(lambda one: one.partner_id != partner)
        changed.write({"proven": False, "login_user_id": False})
        own.partner_id = partner
        own.conversation_ids.write({"partner_id": partner.id})
        return True

    # === Quota === #

    def _open_quota(self, trigger, at):
        """The customer did something that lets us write.

        :param str trigger: see ``cs.channel.quota``; None opens nothing
        :param at: when, naive UTC
        """
        for identity in self:
            rule = identity.channel_id.quota_ids.filtered(
                lambda q: q.trigger == trigger
            )
            if rule:
                end = at + timedelta(minutes=rule.minutes)
                if identity._has_newer_window(trigger, end):
                    continue
                # 0 in a rule is "without limit"; -1 keeps that apart from none left
                window = [rule.messages or -1, fields.Datetime.to_string(end)]
                identity.quota_state = {**(identity.quota_state or {}), trigger: window}
                if end > fields.Datetime.now():
                    self.env["cs.channel.delivery"]._release_held(identity)

    def _has_newer_window(self, trigger, end):
        """Whether a word told late would shorten what a newer one has opened."""
        _left, known = (self.quota_state or {}).get(trigger, (0, ""))
        return known > fields.Datetime.to_string(end)

    def _take_quota(self):
        """Take one message off every open window.

        :return: whether one may be sent
        """
        self.ensure_one()
        if not self.channel_id.quota_ids:
            return True
        if not any(left for left, _end in self._open_windows()):
            return False
        now = fields.Datetime.to_string(fields.Datetime.now())
        self.quota_state = {
            trigger: [left - 1 if left > 0 else left, end]
            for trigger, (left, end) in self.quota_state.items()
            if end > now
        }
        return True

    def _give_back_quota(self):
        """A message was refused: it took no place of what may be sent."""
        self.ensure_one()
        most = {rule.trigger: rule.messages for rule in self.channel_id.quota_ids}
        self.quota_state = {
            trigger: [
                min(left + 1, most.get(trigger, left)) if left >= 0 else left,
                end,
            ]
            for trigger, (left, end) in (self.quota_state or {}).items()
        }

    def _close_quota(self, since=None):
        """The provider said that nothing may be sent, whatever we counted.

        :param since: when we asked, naive UTC: what the customer opened later stays
        """
        minutes = {rule.trigger: rule.minutes for rule in self.channel_id.quota_ids}

        def opened(trigger, end):
            length = timedelta(minutes=minutes.get(trigger, 0))
            return fields.Datetime.to_datetime(end) - length

        self.quota_state = {
            trigger: [left, end]
            for trigger, (left, end) in (self.quota_state or {}).items()
            if since and opened(trigger, end) > since
        }

    def _tell(self, words):
        """Tell this customer something in nobody's name, where he talked last."""
        self.ensure_one()
        self.env["cs.conversation"]._last_of(self)._tell(words)

    def _cs_is_reached(self):
        """Whether he may be written to there now; a visitor who has left cannot."""
        self.ensure_one()
        if self.provider == "livechat":
            return any(talk.state != "closed" for talk in self.conversation_ids)
        return self.quota_unlimited or self.quota_left > 0

    def _open_windows(self):
        """The windows that are open now, as (messages left, end)."""
        now = fields.Datetime.now()
        windows = [
            (left, fields.Datetime.to_datetime(end))
            for left, end in (self.quota_state or {}).values()
        ]
        return [window for window in windows if window[1] > now]

    # === Privacy === #

    def _erase(self):
        """Forget who these customers are; their conversations stay, of nobody known.

        Should he write again, the provider's id makes him a new customer.
        """
        self = self.with_context(tracking_disable=True)
        self._events().unlink()
        for identity in self:
            unknown = self.env._("Erased person %(number)s", number=identity.id)
            identity.write(
                {
                    "name": unknown,
                    "external_id": f"erased:{identity.id}",
                    "union_id": False,
                    "following": False,
                    "quota_state": False,
                }
            )
            identity.guest_id.name = unknown
            identity.conversation_ids.discuss_channel_id.name = unknown
        talks = self.conversation_ids
        talks.preview = False
        talks.delivery_ids.body = False

    def _events(self):
        """What came in of these customers, done or not."""
        keys = self.mapped("external_id")
        domain = [("channel_id", "in", self.channel_id.ids), ("stream_key", "in", keys)]
        known = {(identity.channel_id, identity.external_id) for identity in self}
        return (
            self.env["cs.channel.event"]
            .search(domain)
            .filtered(lambda event: (event.channel_id, event.stream_key) in known)
        )
