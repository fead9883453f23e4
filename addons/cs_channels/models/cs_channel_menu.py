# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

from ..tools import outcome

TOP, BELOW = 3, 5
TOP_BYTES, BELOW_BYTES = 16, 60  # WeChat's limits of a name
KEYED = (
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
)


class CsChannelMenu(models.Model):
    """An entry of the menu at the bottom of an official account."""

    _name = "cs.channel.menu"
    _description = "Menu Entry of a Channel"
    _order = "channel_id, sequence, id"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        required=True, help="About 5 Chinese characters at the bottom, 20 in a list."
    )
    parent_id = fields.Many2one(
        "cs.channel.menu",
        string="Below",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('channel_id', '=', channel_id), ('parent_id', '=', False)]",
        help="Empty: one of the three at the bottom of the screen.",
    )
    child_ids = fields.One2many("cs.channel.menu", "parent_id", string="Entries")
    kind = fields.Selection(
        [
            ("click", "Tell us"),
            ("view", "Open a page"),
            ("miniprogram", "Open a mini program"),
            ("scancode_push", "Scan"),
            ("scancode_waitmsg", "Scan and tell us"),
            ("pic_sysphoto", "Take a photo"),
            ("pic_photo_or_album", "Photo or album"),
            ("pic_weixin", "Pick a photo"),
            ("location_select", "Pick a place"),
        ],
        string="On a Tap",
        required=True,
        default="click",
        help="Tell us: the conversation shows what was tapped, as if the customer had "
        "written it.",
    )
    key = fields.Char(
        help="What WeChat reports on a tap; made by itself when left empty."
    )
    answer = fields.Text(
        help="Sent at once to whoever taps, and nobody has to answer. Empty: the tap "
        "waits for an agent.",
    )
    url = fields.Char(
        string="Address",
        help="Of the page; for a mini program, of what old versions of WeChat show.",
    )
    app_id = fields.Char(string="Mini Program's App ID")
    page_path = fields.Char(string="Page in the Mini Program")

    _key_unique = models.UniqueIndex(
        "(channel_id, key) WHERE key IS NOT NULL", "Two entries have the same key."
    )

    @api.constrains("name", "parent_id", "channel_id", "kind", "url", "app_id")
    def _check_limits(self):
        for entry in self:
            most = BELOW_BYTES if entry.parent_id else TOP_BYTES
            if len(entry.name.encode()) > most:
                raise ValidationError(
                    self.env._(
                        "%(name)s is too long: WeChat allows %(count)s bytes here.",
                        name=entry.name,
                        count=most,
                    )
                )
            if entry.parent_id.parent_id or entry.parent_id and entry.child_ids:
                raise ValidationError(self.env._("A menu has two levels."))
            if entry.parent_id and entry.parent_id.channel_id != entry.channel_id:
                raise ValidationError(self.env._("This belongs to another channel."))

    @api.model
    def _tree(self, channel):
        """The menu as WeChat wants it.

        :raise UserError: when it is empty, too long or lacks something
        """
        entries = self.search([("channel_id", "=", channel.id)])
        top = entries.filtered(lambda entry: not entry.parent_id)
        if not top or len(top) > TOP:
            raise UserError(
                self.env._("WeChat shows one to %(count)s entries.", count=TOP)
            )
        return [entry._button() for entry in top]

    def _button(self):
        if self.child_ids:
            if len(self.child_ids) > BELOW:
                raise UserError(
                    self.env._(
                        "%(name)s has too many entries: %(count)s are allowed.",
                        name=self.name,
                        count=BELOW,
                    )
                )
            buttons = [child._button() for child in self.child_ids]
            return {"name": self.name, "sub_button": buttons}
        button = {"type": self.kind, "name": self.name}
        if self.kind in KEYED:
            if not self.key:
                self.key = f"cs_{self.id}"
            return {**button, "key": self.key}
        if not self.url:
            raise UserError(self.env._("%(name)s has no address.", name=self.name))
        button["url"] = self.url
        if self.kind == "miniprogram":
            button |= {"appid": self.app_id or "", "pagepath": self.page_path or ""}
        return button

    @api.model
    def _publish(self, channel):
        """Replace the account's menu by ours.

        :raise UserError: when the provider refuses
        """
        try:
            channel._gateway()._publish_menu(channel, self._tree(channel))
        except outcome.CallFailure as failure:
            raise UserError(failure.reason) from failure

    @api.model
    def _fetch(self, channel):
        """Replace our entries by what the account shows now.

        :raise UserError: when the provider refuses
        """
        try:
            buttons = channel._gateway()._fetch_menu(channel)
        except outcome.CallFailure as failure:
            raise UserError(failure.reason) from failure
        old = self.search([("channel_id", "=", channel.id)])
        answers = {entry.key: entry.answer for entry in old if entry.key}
        old.unlink()
        tops = self.create(
            [
                self._values(channel, button, number, answers)
                for number, button in enumerate(buttons)
            ]
        )
        self.create(
            [
                {**self._values(channel, child, number, answers), "parent_id": top.id}
                for top, button in zip(tops, buttons, strict=True)
                for number, child in enumerate(button.get("sub_button") or [])
            ]
        )

    def _values(self, channel, button, number, answers):
        kinds = dict(self._fields["kind"].selection)
        key = button.get("key") or False
        return {
            "channel_id": channel.id,
            "sequence": number,
            "name": button.get("name") or "?",
            "kind": button["type"] if button.get("type") in kinds else "click",
            "key": key,
            "url": button.get("url") or False,
            "app_id": button.get("appid") or False,
            "page_path": button.get("pagepath") or False,
            "answer": answers.get(key, False),
        }

    @api.model
    def _tapped(self, identity, key, detail, at):
        """A customer tapped an entry: show it in his conversation and answer.

        :param identity: the ``cs.channel.identity``
        :param str key: of the entry, as the provider told
        :param str detail: what was scanned, or which place was picked
        :param at: when, naive UTC
        :return: the ``cs.conversation``; None for an entry that is none of ours
        """
        entry = self.search(
            [("channel_id", "=", identity.channel_id.id), ("key", "=", key)]
        )
        if not entry:
            return None
        talks = self.env["cs.conversation"]
        words = self.env._("[Menu] %(name)s", name=entry.name)
        words = f"{words}\n{detail}".strip()
        if entry.answer:  # that is all: neither bot nor agent has to
            talk = talks._for_quiet_word(identity)
            talk._post_as_customer(plaintext2html(words))
            talk._say(entry.answer)
        else:
            talk = talks._for_customer_message(identity)
            talk._receive({"text": words}, at)
        return talk
