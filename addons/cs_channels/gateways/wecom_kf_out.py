# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from .wecom_kf_session import STATES

API = "https://qyapi.weixin.qq.com"
MIB = 1024 * 1024


class CsGatewayWecomKf(models.AbstractModel):
    """What goes out to the customers of WeCom: messages, states, links.

    developer.work.weixin.qq.com 94677 (send_msg), 94669 (service_state).
    """

    _inherit = "cs.gateway.wecom_kf"

    @api.model
    def _capabilities(self):
        return {
            "text_bytes": 2048,
            "media": {
                "image": (("image/jpeg", "image/png"), 2 * MIB),
                "voice": (("audio/amr",), 2 * MIB),
                "video": (("video/mp4",), 10 * MIB),
                "file": (None, 20 * MIB),
            },
            "rich": ("menu",),
            "menu_options": 10,
            "free": ("service_state",),
            "states": STATES,
        }

    @api.model
    def _default_quotas(self):
        return [{"trigger": "message", "messages": 5, "minutes": 48 * 60}]

    @api.model
    def _api_base(self, channel):
        return super()._api_base(channel) or API

    @api.model
    def _send(self, channel, part):
        if part["kind"] == "service_state":
            return self._send_state(channel, part)
        kind, content = self._content(channel, part)
        message = {
            "touser": part["to"],
            "open_kfid": channel.open_kfid,
            # Ours, so that a report on it finds it even if the answer got lost.
            "msgid": self._own_id(channel, part["key"]),
            "msgtype": kind,
            kind: content,
        }
        answer = self._post(channel, "kf/send_msg", message)
        return answer.get("msgid") or message["msgid"]

    @api.model
    def _own_id(self, channel, key):
        return f"cs_{channel.id}_{key}"

    def _content(self, channel, part):
        kind, data = part["kind"], part["data"]
        if kind == "text":
            return kind, {"content": part["text"]}
        if kind == "menu":
            options = [
                {
                    "type": "click",
                    "click": {"id": str(option["id"])[:64], "content": option["text"]},
                }
                for option in data["options"]
            ]
            menu = {"head_content": data.get("head") or "", "list": options}
            return "msgmenu", {**menu, "tail_content": data.get("tail") or ""}
        return kind, {"media_id": self._upload(channel, part)}

    @api.model
    def _scene_url(self, channel, token, life):
        body = {"open_kfid": channel.open_kfid, "scene": "connect"}
        url = self._post(channel, "kf/add_contact_way", body, repeatable=True)["url"]
        return f"{url}&scene_param={token}"

    @api.model
    def _request_token(self, channel, rejected=None):
        response = self._http(
            channel,
            "GET",
            "cgi-bin/gettoken",
            repeatable=True,
            params={"corpid": channel.corp_id, "corpsecret": channel.app_secret},
        )
        data = self._raise_for(self._json(response.content))
        return data["access_token"], int(data["expires_in"])

    def _reason(self, code):
        return {
            -1: self.env._("WeCom is busy."),
            95001: self.env._(
                "WeCom allows no more messages until the customer writes again."
            ),
            95002: self.env._(
                "The time to answer is over. Wait until the customer writes again."
            ),
            95013: self.env._("The session has ended."),
            95018: self.env._("A colleague has this session in WeCom."),
        }.get(code)
