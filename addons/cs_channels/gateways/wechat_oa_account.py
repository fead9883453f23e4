# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import quote, urlencode

from odoo import api, models

from ..tools import Refused, outcome

AUTHORIZE = "https://open.weixin.qq.com"


class CsGatewayWechatOa(models.AbstractModel):
    """What an official account has beside its messages: menu, codes, login.

    developers.weixin.qq.com: 自定义菜单, 带参数的二维码, 网页授权, 模板消息.
    """

    _inherit = "cs.gateway.wechat_oa"

    @api.model
    def _on_event(self, channel, identity, payload, at):
        """A tap on the menu is a word of the customer; who follows is greeted."""
        if payload["event"] == "subscribe":
            return self.env["cs.conversation"]._greet(identity)
        if not payload.get("key") or payload["event"] in ("SCAN", "VIEW"):
            return None
        return self.env["cs.channel.menu"]._tapped(
            identity, payload["key"], payload.get("detail") or "", at
        )

    # === Menu === #

    @api.model
    def _publish_menu(self, channel, buttons):
        """Replace the menu; customers see it within some minutes."""
        self._post(channel, "menu/create", {"button": buttons}, repeatable=True)

    @api.model
    def _fetch_menu(self, channel):
        """The menu as it is shown now, also when it was made in the console.

        :return: list of buttons as of ``menu/create``
        """
        data = self._get(channel, "get_current_selfmenu_info")
        buttons = (data.get("selfmenu_info") or {}).get("button") or []
        for button in buttons:
            # The console's form of the list below an entry
            below = button.get("sub_button")
            if isinstance(below, dict):
                button["sub_button"] = below.get("list") or []
        return buttons

    @api.model
    def _fetch_templates(self, channel):
        """The account's templates, as values of ``cs.channel.template``."""
        data = self._get(channel, "template/get_all_private_template")
        return [
            {
                "external_id": item["template_id"],
                "name": item.get("title") or item["template_id"],
                "example": item.get("content") or "",
            }
            for item in data.get("template_list") or []
            if item.get("template_id")
        ]

    def _get(self, channel, name):
        def call(token):
            response = self._http(
                channel,
                "GET",
                f"cgi-bin/{name}",
                repeatable=True,
                params={"access_token": token},
            )
            data = self._json(response.content)
            self._raise_for(data)
            return data

        return self._with_token(channel, call)

    # === Codes === #

    @api.model
    def _scene_url(self, channel, token, life):
        body = {
            "expire_seconds": int(life.total_seconds()),
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": token}},
        }
        return self._post(channel, "qrcode/create", body, repeatable=True)["url"]

    # === Login inside WeChat === #

    @api.model
    def _login_url(self, channel, callback, state):
        """Where the browser goes to be told who holds it.

        :param str callback: our address WeChat sends it back to
        :param str state: one-time, checked when it comes back
        """
        base = channel.api_url.rstrip("/") if channel.api_url else AUTHORIZE
        query = urlencode(
            {
                "appid": channel.app_id or "",
                "redirect_uri": callback,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
            },
            quote_via=quote,
        )
        return f"{base}/connect/oauth2/authorize?{query}#wechat_redirect"

    @api.model
    def _login_identity(self, channel, code):
        """Who the browser belongs to.

        :param str code: from the address WeChat sent the browser back with; good once
        :return: dict ``external_id`` and perhaps ``union_id``
        :raise Refused: when WeChat does not vouch for it
        """
        try:
            response = self._http(
                channel,
                "GET",
                "sns/oauth2/access_token",
                repeatable=False,
                params={
                    "appid": channel.app_id or "",
                    "secret": channel.app_secret or "",
                    "code": code,
                    "grant_type": "authorization_code",
                },
            )
            data = self._json(response.content)
            self._raise_for(data)
        except outcome.CallFailure as failure:
            raise Refused("oauth code") from failure
        openid = data.get("openid")
        # A snapshot user is nobody: WeChat made the id up for a preview of the page.
        if not isinstance(openid, str) or not openid or data.get("is_snapshotuser"):
            raise Refused("oauth user")
        return {"external_id": openid, "union_id": data.get("unionid") or ""}
