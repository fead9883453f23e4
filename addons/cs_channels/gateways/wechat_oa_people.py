# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import api, fields, models

from ..tools import outcome

_logger = logging.getLogger(__name__)

PEOPLE = "pull:people"
PAGE = 100  # users a call of user/info/batchget takes
LONGEST = 128
UNITED = ("wechat_oa", "wechat_mini", "wecom_kf")


class CsGatewayWechatOa(models.AbstractModel):
    """Who a new customer is on the company's other WeChat accounts.

    A push holds the openid only, which is another one for each account. The union id
    is the same on all accounts of one Open Platform account, and has to be asked for.
    developers.weixin.qq.com: 批量获取用户基本信息 (user/info/batchget).
    """

    _inherit = "cs.gateway.wechat_oa"

    @api.model
    def _on_introduced(self, channel, identity):
        """Have the new customer's union id asked for, where it can tell something."""
        others = [
            ("id", "!=", channel.id),
            ("company_id", "=", channel.company_id.id),
            ("provider", "in", UNITED),
        ]
        if not self.env["cs.channel"].search_count(others, limit=1):
            return
        news = {
            "external_id": f"people:{identity.id}",
            "stream_key": PEOPLE,
            "provider_at": fields.Datetime.now(),
            "kind": "pull",
            "payload": {},
        }
        events = self.env["cs.channel.event"]
        buckets = events._store(channel, [news])
        self.env.cr.postcommit.add(lambda: events._wake(buckets))

    @api.model
    def _pull(self, channel, key, cursor, ticket):
        """The union ids of the next customers; the cursor is the last one's number."""
        people = self.env["cs.channel.identity"].search(
            [
                ("channel_id", "=", channel.id),
                ("id", ">", int(cursor or 0)),
                ("union_id", "=", False),
                ("following", "=", True),
            ],
            order="id",
            limit=PAGE,
        )
        if not people:
            return [], cursor, False
        found = self._union_ids(channel, people.mapped("external_id"))
        events = [self._united(*pair) for pair in found.items()]
        return events, str(people[-1].id), len(people) == PAGE

    def _union_ids(self, channel, openids):
        """The union ids of those who have one, by openid; none when WeChat refuses.

        An account that is not verified may not ask (48001); that is no failure.
        """
        users = [{"openid": openid} for openid in openids]
        try:
            data = self._post(
                channel, "user/info/batchget", {"user_list": users}, repeatable=True
            )
        except outcome.Rejected as failure:
            _logger.info("Channel %s: no union ids: %s", channel.id, failure.reason)
            return {}
        found = data.get("user_info_list")
        items = [item for item in found or [] if isinstance(item, dict)]
        # Nobody we did not ask about gets known by this.
        said = {str(item.get("openid")): item.get("unionid") for item in items}
        unions = {openid: said.get(openid) for openid in openids}
        return {
            openid: union
            for openid, union in unions.items()
            if isinstance(union, str) and 0 < len(union) <= LONGEST
        }

    def _united(self, openid, union):
        return {
            "external_id": f"person:{openid}:{union}",
            "stream_key": openid,
            "provider_at": fields.Datetime.now(),
            "kind": "event",
            "payload": {"event": "person", "trigger": None, "union_id": union},
        }
