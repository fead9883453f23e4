# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models

from ..tools import Refused, outcome, safe_xml, wechat_crypto

_logger = logging.getLogger(__name__)

TOLERANCE = 300
PAGE = 1000
CUSTOMER, SYSTEM, SERVICER = 3, 4, 5  # who a message is by
MEDIA = ("image", "voice", "video", "file")
RECORD = 100  # messages of a forwarded chat that are shown
CARDS = {  # what is shown by its words
    "link": ("title", "desc", "url"),
    "miniprogram": ("title", "pagepath"),
    "business_card": ("userid",),
    "channels": ("nickname", "title"),
    "channels_shop_product": ("title", "sales_price", "shop_nickname"),
    "channels_shop_order": (
        *("product_titles", "price_wording", "state"),
        *("order_id", "shop_nickname"),
    ),
}
STALE_TICKET = {95007, 40058}


class CsGatewayWecomKf(models.AbstractModel):
    """WeCom customer service (微信客服).

    developer.work.weixin.qq.com 94670 (callback), 94670-94677 (sync_msg, send_msg,
    service_state). The callback only says that there is news; messages are pulled.
    """

    _name = "cs.gateway.wecom_kf"
    _description = "Gateway: WeCom Customer Service"
    _inherit = "cs.gateway.tencent"

    _token_codes = {40001, 40014, 42001}
    _retry_codes = {-1, 45009, 45011}
    _held_codes = {95001, 95002, 95013, 95018}

    # === In === #

    @api.model
    def _challenge(self, channel, call):
        sealed = call.query.get("echostr") or ""
        return self._open(channel, call, sealed).decode()

    @api.model
    def _verify(self, channel, call):
        sealed = safe_xml.text(safe_xml.parse(call.body), "Encrypt", True, 300000)
        return self._open(channel, call, sealed)

    def _open(self, channel, call, sealed):
        query = call.query
        wechat_crypto.check_signature(
            query.get("msg_signature"),
            channel.verify_token,
            query.get("timestamp"),
            query.get("nonce"),
            sealed,
        )
        self._check_fresh(query.get("timestamp"), TOLERANCE)
        return wechat_crypto.decrypt(sealed, channel.aes_key, channel.corp_id or "")

    @api.model
    def _parse(self, channel, content):
        data = safe_xml.parse(content)
        if safe_xml.text(data, "Event", limit=64) != "kf_msg_or_event":
            return []
        account = safe_xml.text(data, "OpenKfId", required=True, limit=64)
        if account != channel.open_kfid:
            return []  # of another service account of the same company
        ticket = safe_xml.text(data, "Token", limit=256)
        seconds = safe_xml.integer(data, "CreateTime")
        return [
            {
                "external_id": f"pull:{seconds}:{ticket}",
                "stream_key": f"pull:{account}",
                "provider_at": self._moment(seconds),
                "kind": "pull",
                "payload": {"ticket": ticket},
            }
        ]

    # === Pulling === #

    @api.model
    def _pull(self, channel, key, cursor, ticket):
        body = {"cursor": cursor, "token": ticket, "limit": PAGE}
        body |= {"voice_format": 0, "open_kfid": channel.open_kfid}
        try:
            page = self._post(channel, "kf/sync_msg", body, repeatable=True)
        except outcome.Rejected as failure:
            if failure.code not in STALE_TICKET or not ticket:
                raise
            # The notice is older than ten minutes; without it calls are limited more.
            body.pop("token")
            page = self._post(channel, "kf/sync_msg", body, repeatable=True)
        items = [item for item in page.get("msg_list") or [] if isinstance(item, dict)]
        people = self._profiles(channel, items)
        events = []
        for item in items:
            try:
                events += self._parse_item(channel, item, people)
            except Exception as error:  # noqa: BLE001 - the others must come through
                kind = type(error).__name__  # its text may hold the customer's words
                _logger.info("Channel %s: strange message: %s", channel.id, kind)
                events += self._unreadable(item)
        self._welcome(channel, items)
        return events, page.get("next_cursor") or cursor, bool(page.get("has_more"))

    def _profiles(self, channel, items):
        """Names and union ids of people we do not know yet; none when refused."""
        ids = {item.get("external_userid") for item in items}
        ids = {id_ for id_ in ids if isinstance(id_, str) and id_}
        known = self.env["cs.channel.identity"].search(
            [("channel_id", "=", channel.id), ("external_id", "in", list(ids))]
        )
        new = sorted(ids - set(known.mapped("external_id")))[:100]
        if not new:
            return {}
        body = {"external_userid_list": new}
        try:
            found = self._post(channel, "kf/customer/batchget", body, repeatable=True)
        except outcome.CallFailure:
            return {}
        return {
            item.get("external_userid"): item
            for item in found.get("customer_list") or []
        }

    def _welcome(self, channel, items):
        """Greet who comes in, at once: WeCom's code for that lasts twenty seconds."""
        if not channel.welcome:
            return
        for item in items:
            event = item.get("event")
            code = event.get("welcome_code") if isinstance(event, dict) else None
            if code and event.get("event_type") == "enter_session":
                body = {"code": code, "msgtype": "text"}
                body["text"] = {"content": channel.welcome}
                try:
                    self._post(channel, "kf/send_msg_on_event", body)
                except outcome.CallFailure as failure:
                    channel._note_error(failure.reason)

    def _parse_item(self, channel, item, people):
        """One entry of the list as events."""
        kind = safe_xml.text(item, "msgtype", required=True, limit=32)
        content = item.get(kind) or {}
        if not isinstance(content, dict):
            raise Refused(kind)
        number = safe_xml.text(item, "msgid", required=True, limit=128)
        at = self._moment(safe_xml.integer(item, "send_time"))
        if kind == "event":
            return self._parse_event(number, at, content)
        sender = safe_xml.text(item, "external_userid", required=True, limit=128)
        event = {"stream_key": sender, "provider_at": at}
        payload = self._parse_message(kind, content)
        if item.get("origin") == SERVICER:
            name = safe_xml.text(item, "servicer_userid", limit=64)
            payload = {**payload, "event": "servicer", "key": name, "trigger": None}
            number = f"evt:{number}"
            return [
                {**event, "external_id": number, "kind": "event", "payload": payload}
            ]
        person = people.get(sender) or {}
        payload["sender_name"] = safe_xml.text(person, "nickname", limit=128)
        payload["union_id"] = safe_xml.text(person, "unionid", limit=128)
        number = f"msg:{number}"
        return [{**event, "external_id": number, "kind": "message", "payload": payload}]

    def _unreadable(self, item):
        """A message of a strange shape: that it was written is shown, if by whom."""
        number, sender = item.get("msgid"), item.get("external_userid")
        names = all(isinstance(name, str) and name for name in (number, sender))
        if (
            not names
            or item.get("origin") == SERVICER
            or item.get("msgtype") == "event"
        ):
            return []
        payload = {"type": "unsupported", "text": "", "media": [], "trigger": "message"}
        return [
            {
                "external_id": f"msg:{number[:128]}",
                "stream_key": sender[:128],
                "provider_at": fields.Datetime.now(),
                "kind": "message",
                "payload": payload,
            }
        ]

    def _parse_message(self, kind, content):
        text = safe_xml.text
        payload = {"type": kind, "text": "", "media": [], "trigger": "message"}
        if kind == "text":
            payload["text"] = text(content, "content")
            if choice := text(content, "menu_id", limit=128):
                payload["choice"] = choice
        elif kind in MEDIA:
            ref = text(content, "media_id", required=True, limit=512)
            payload["media"] = [{"ref": ref, "type": kind}]
        elif kind == "location":
            names = ("name", "address")
            place = [text(content, name, limit=512) for name in names]
            place += [str(content.get(n, "")) for n in ("latitude", "longitude")]
            payload["text"] = " ".join(filter(None, place))
        elif kind in CARDS:
            words = (text(content, name, limit=2048) for name in CARDS[kind])
            payload["text"] = "\n".join(filter(None, words))
        elif kind == "merged_msg":
            payload["text"] = self._read_record(content)
        else:
            payload["type"] = "unsupported"
        return payload

    def _read_record(self, content):
        """A part of another chat that the customer passes on: who said what."""
        text = safe_xml.text
        lines = [text(content, "title", limit=512)]
        items = content.get("item")
        for item in items[:RECORD] if isinstance(items, list) else ():
            kind, body = text(item, "msgtype"), text(item, "msg_content")
            said = safe_xml.json_object(body.encode()) if body else {}
            said = said.get(kind) if isinstance(said.get(kind), dict) else said
            words = text(said, "content") or f"[{kind}]"
            lines.append(f"{text(item, 'sender_name', limit=128)}: {words}")
        return "\n".join(lines)

    def _parse_event(self, number, at, content):
        name = safe_xml.text(content, "event_type", required=True, limit=64)
        if name == "msg_send_fail":
            return [self._parse_failure(at, content)]
        if name == "user_recall_msg":
            return [self._parse_recall(number, at, content)]
        sender = safe_xml.text(content, "external_userid", limit=128)
        if not sender:
            return []  # about our own people
        payload = {"event": name, "key": "", "trigger": None}
        if name == "enter_session":
            payload["key"] = safe_xml.text(content, "scene", limit=128)
            payload["scene"] = safe_xml.text(content, "scene_param", limit=128)
        elif name == "session_status_change":
            payload["change"] = safe_xml.integer(content, "change_type")
            payload["key"] = safe_xml.text(content, "new_servicer_userid", limit=64)
        return [
            {
                "external_id": f"evt:{number}",
                "stream_key": sender,
                "provider_at": at,
                "kind": "event",
                "payload": payload,
            }
        ]

    def _parse_recall(self, number, at, content):
        """developer.work.weixin.qq.com 94670: the customer took a message back."""
        message = safe_xml.text(content, "recall_msgid", required=True, limit=128)
        return {
            "external_id": f"evt:{number}",
            "stream_key": f"recall:{message}",
            "provider_at": at,
            "kind": "status",
            "payload": {"recall": f"msg:{message}"},
        }

    def _parse_failure(self, at, content):
        message = safe_xml.text(content, "fail_msgid", required=True, limit=128)
        reason = {
            2: self.env._("The customer has closed the app."),
            4: self.env._("More than 48 hours since the customer wrote."),
            5: self.env._("The session has ended."),
            6: self.env._("More than five messages since the customer wrote."),
            10: self.env._("The customer does not accept messages."),
        }.get(content.get("fail_type"), self.env._("WeCom could not deliver it."))
        return {
            "external_id": f"status:{message}:failed",
            "stream_key": f"status:{message}",
            "provider_at": at,
            "kind": "status",
            "payload": {"message": message, "state": "failed", "reason": reason},
        }
