# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import outcome, standard_webhooks
from .cs_channel import SECRET


class CsChannel(models.Model):
    """What single providers need beside what all have."""

    _inherit = "cs.channel"

    corp_id = fields.Char(
        string="Corp ID", groups=SECRET, copy=False, help="Begins with ww."
    )
    open_kfid = fields.Char(
        string="Service Account ID",
        groups=SECRET,
        copy=False,
        help="open_kfid of the WeCom customer service account, begins with wk.",
    )
    access_token = fields.Char(
        groups=SECRET, copy=False, help="For Telegram: the token BotFather gave you."
    )
    signing_secret = fields.Char(
        groups=SECRET,
        copy=False,
        default=lambda self: standard_webhooks.new_secret(),
        help="Both sides sign with it (Standard Webhooks); begins with whsec_.",
    )
    robot_code = fields.Char(
        groups=SECRET,
        copy=False,
        help="Empty: the same as the App ID (robots of an application).",
    )
    callback_url = fields.Char(
        string="Answers Go To",
        groups=SECRET,
        copy=False,
        help="The address of the other side; answers are posted there, signed.",
    )
    media_hosts = fields.Char(
        string="Hosts of Files",
        groups=SECRET,
        copy=False,
        help="Files of customers are fetched from these hosts only, separated by "
        "commas; a leading dot allows all below. Empty: any public host.",
    )
    welcome = fields.Text(
        translate=True,
        help="Sent when a customer comes in, where the channel tells us so.",
    )
    portal_login = fields.Boolean(
        string="Opens the Portal",
        help="Customers open the portal inside WeChat without a password: the first "
        "time they log in once, from then on WeChat says who they are. The domain has "
        "to be entered in WeChat's console (网页授权域名).",
    )
    login_url = fields.Char(
        string="Address for Menus", compute="_compute_login_url", groups=SECRET
    )
    menu_ids = fields.One2many("cs.channel.menu", "channel_id")
    template_ids = fields.One2many(
        "cs.channel.template", "channel_id", string="Templates"
    )
    group_ids = fields.One2many("cs.channel.group", "channel_id", string="Groups")
    can_connect = fields.Boolean(
        compute="_compute_can_connect", export_string_translation=False
    )

    def _compute_can_connect(self):
        for channel in self:
            able = channel._gateway()._capabilities() if channel.provider else {}
            channel.can_connect = able.get("connect", False)

    def _compute_login_url(self):
        for channel in self:
            base = channel.get_base_url()
            channel.login_url = f"{base}/cs/wechat/login/{channel.id}?next=/my/tickets"

    def action_connect(self):
        """Tell the provider our webhook address.

        :raise AccessError: for everybody but the system group
        :raise UserError: when the provider does not accept it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_field_access(self._fields["webhook_url"], "write")
        try:
            told = self._gateway()._connect(self)
        except outcome.CallFailure as failure:
            raise UserError(failure.reason) from failure
        return self._told(told)

    def action_publish_menu(self):
        """Show our menu to the customers."""
        self.ensure_one()
        self.check_access("write")
        # sudo: cs.channel: managers edit the menu, the keys are not theirs to see
        self.env["cs.channel.menu"]._publish(self.sudo())
        return self._told(self.env._("The menu is published."))

    def action_fetch_menu(self):
        """Take over the menu the customers see."""
        self.ensure_one()
        self.check_access("write")
        # sudo: cs.channel: as above
        self.env["cs.channel.menu"]._fetch(self.sudo())
        return True

    def action_fetch_templates(self):
        """Take over the account's templates."""
        self.ensure_one()
        self.check_access("write")
        # sudo: cs.channel: as above
        self.env["cs.channel.template"]._fetch(self.sudo())
        return True

    def _told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }
