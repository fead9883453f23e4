# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import time
from urllib.parse import quote

from odoo import api, models

from ..tools import outcome
from .dingtalk import robot_signature

API = "https://api.dingtalk.com"
OAPI = "https://oapi.dingtalk.com"
FILE_HOSTS = (".dingtalk.com", ".aliyuncs.com")
MIB = 1024 * 1024
TOKEN_CODES = {"InvalidAuthentication", "InvalidAccessToken", "40014", "42001"}
TOO_FAST = {"130101", "90018", "88", "Throttling", "Forbidden.AccessDenied.QpsLimit"}


class CsGatewayDingtalk(models.AbstractModel):
    """What goes out by DingTalk: to the session's address, a group's, or the API.

    open.dingtalk.com: 机器人发送消息, 自定义机器人.
    """

    _inherit = "cs.gateway.dingtalk"

    @api.model
    def _capabilities(self):
        pictures = ("image/jpeg", "image/png", "image/gif", "image/bmp")
        return {
            "text_bytes": 5000,
            "media": {"image": (pictures, 20 * MIB), "file": (None, 20 * MIB)},
            "rich": ("link",),
            "rate": (20, 60),
        }

    @api.model
    def _api_base(self, channel):
        return super()._api_base(channel) or API

    @api.model
    def _send(self, channel, part):
        self._check_rate(channel, part)
        if part["kind"] in ("text", "link"):
            for url in self._open_addresses(channel, part):
                return self._send_to(channel, url, part)
        return self._send_by_api(channel, part)

    def _open_addresses(self, channel, part):
        """Addresses that take an answer without a token: of the customer's last
        message while it lasts, then of the group's own robot."""
        session = part["session"]
        soon = (time.time() + 30) * 1000
        if session.get("url") and session.get("until", 0) > soon:
            yield session["url"]
        identity = self.env["cs.channel.identity"].browse(part["identity_id"])
        group = identity.group_id
        if group.robot_url and self._session_url(channel, group.robot_url):
            stamp = str(int(time.time() * 1000))
            signed = quote(robot_signature(stamp, group.robot_secret or ""), safe="")
            yield f"{group.robot_url}&timestamp={stamp}&sign={signed}"

    def _send_to(self, channel, url, part):
        person, data = part["session"].get("person"), part["data"]
        if part["kind"] == "text":
            body = {"msgtype": "text", "text": {"content": part["text"]}}
            if part["session"].get("chat"):
                body["at"] = {"atUserIds": [person]}
        else:
            link = {"title": data.get("title") or "", "text": data.get("description")}
            link |= {"messageUrl": data.get("url"), "picUrl": data.get("picture") or ""}
            body = {"msgtype": "link", "link": link}
        response = self._http(
            channel,
            "POST",
            "",
            url=url,
            name="session webhook",
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
        )
        self._raise_for(response)

    def _send_by_api(self, channel, part):
        key, content = self._content(channel, part)
        robot = channel.robot_code or channel.app_id
        body = {"robotCode": robot, "msgKey": key}
        body["msgParam"] = json.dumps(content, ensure_ascii=False)
        if chat := part["session"].get("chat"):
            name, body = "groupMessages/send", {**body, "openConversationId": chat}
        else:
            name, body = "oToMessages/batchSend", {**body, "userIds": [part["to"]]}
        answer = self._call(channel, f"v1.0/robot/{name}", body)
        if part["to"] in (answer.get("invalidStaffIdList") or []):
            raise outcome.Rejected(self.env._("DingTalk does not know this customer."))
        if part["to"] in (answer.get("flowControlledStaffIdList") or []):
            raise outcome.TryAgain(self.env._("DingTalk asks to slow down."))
        return answer.get("processQueryKey") or None

    def _content(self, channel, part):
        """A part as a message of the robot API: (its key, its parameters)."""
        kind, data = part["kind"], part["data"]
        if kind == "text":
            return "sampleText", {"content": part["text"]}
        if kind == "link":
            return "sampleLink", {
                "title": data.get("title") or "",
                "text": data.get("description") or "",
                "messageUrl": data.get("url") or "",
                "picUrl": data.get("picture") or "",
            }
        media_id = self._upload(channel, part)
        if kind == "image":
            return "sampleImageMsg", {"photoURL": media_id}
        extension = part["filename"].rpartition(".")[2] or "bin"
        return "sampleFile", {
            "mediaId": media_id,
            "fileName": part["filename"],
            "fileType": extension,
        }

    def _upload(self, channel, part):
        base = self._api_base(channel) if channel.api_url else OAPI
        file = (part["filename"], part["content"], part["mimetype"])

        def upload(token):
            response = self._http(
                channel,
                "POST",
                "",
                url=f"{base}/media/upload",
                name="media/upload",
                repeatable=True,
                params={"access_token": token, "type": part["kind"]},
                files={"media": file},
            )
            return self._raise_for(response)["media_id"]

        return self._with_token(channel, upload)

    @api.model
    def _fetch_media(self, channel, ref):
        body = {"downloadCode": ref, "robotCode": channel.robot_code or channel.app_id}
        name = "v1.0/robot/messageFiles/download"
        url = self._call(channel, name, body, repeatable=True).get("downloadUrl")
        if not isinstance(url, str):
            raise outcome.Rejected(self.env._("The file is not there any more."))
        if not channel.api_url:  # some of its hosts are named without encryption
            url = url.replace("http://", "https://", 1)
        return self._fetch_url(channel, url, FILE_HOSTS)

    @api.model
    def _request_token(self, channel, rejected=None):
        body = {"appKey": channel.app_id, "appSecret": channel.app_secret}
        response = self._http(
            channel, "POST", "v1.0/oauth2/accessToken", repeatable=True, json=body
        )
        data = self._raise_for(response)
        return data["accessToken"], int(data["expireIn"])

    def _call(self, channel, name, body, repeatable=False):
        def call(token):
            response = self._http(
                channel,
                "POST",
                name,
                repeatable=repeatable,
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers={
                    "x-acs-dingtalk-access-token": token,
                    "Content-Type": "application/json",
                },
            )
            return self._raise_for(response)

        return self._with_token(channel, call)

    def _raise_for(self, response):
        """The answer's object; of both of DingTalk's ways to say no the exception."""
        data = self._json(response.content)
        code = str(data.get("errcode") or data.get("code") or "")
        if response.status_code < 400 and code in ("", "0"):
            return data
        words = data.get("errmsg") or data.get("message") or ""
        reason = f"{code or response.status_code} {words}"[:200]
        if response.status_code == 401 or code in TOKEN_CODES:
            raise outcome.TokenRejected(reason, code)
        if response.status_code == 429 or code in TOO_FAST:
            raise outcome.TryAgain(self.env._("DingTalk asks to slow down."), code)
        raise outcome.Rejected(reason, code)
