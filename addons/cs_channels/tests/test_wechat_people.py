# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import tagged

from ..gateways import wechat_oa_people
from .wechat_case import WechatAccountCase

ASKED = "user/info/batchget"


@tagged("post_install", "-at_install")
class TestWechatPeople(WechatAccountCase):
    """An openid is another one on each account; the union id tells who it is."""

    def setUp(self):
        super().setUp()
        self.mini = self.wechat.copy({"name": "Program", "provider": "wechat_mini"})
        identities = self.env["cs.channel.identity"]
        self.known = identities._get_or_create(self.mini, "mini-1", "王敏")
        self.known.union_id = "U1"
        self.known._bind_if(self.partner)

    def follow(self, *answers, senders=("openid-1",)):
        """New followers; what WeChat answers when asked who they are."""
        self.api.answers[ASKED] = list(answers)
        for sender in senders:
            self.event("subscribe", sender=sender)
        self.pull()

    def pull(self):
        self.env["cs.channel.cursor"]._drain()
        self.env["cs.channel.event"]._drain()
        self.env.invalidate_all()

    def said(self, *pairs):
        return {
            "user_info_list": [
                {"subscribe": 1, "openid": openid, "unionid": union}
                for openid, union in pairs
            ]
        }

    def asked(self):
        return [options for path, options in self.api.calls if path == ASKED]

    def test_a_follower_is_the_customer_of_the_program(self):
        self.follow(self.said(("openid-1", "U1")))
        identity = self.identity()
        self.assertEqual((identity.union_id, identity.proven), ("U1", True))
        self.assertEqual(identity.partner_id, self.partner)
        self.pull()
        self.assertEqual(len(self.asked()), 1, "who is known is not asked for again")

    def test_many_are_asked_for_at_once(self):
        senders = [f"openid-{number}" for number in range(5)]
        pages = [senders[:2], senders[2:4], senders[4:]]
        answers = [self.said(*((s, f"N{s}") for s in page)) for page in pages]
        with patch.object(wechat_oa_people, "PAGE", 2):
            self.follow(*answers, senders=senders)
        self.assertEqual(len(self.asked()), 3)
        unions = [self.identity(sender).union_id for sender in senders]
        self.assertEqual(unions, [f"N{sender}" for sender in senders])

    def test_strange_answers_change_nothing(self):
        strange = [{"openid": "openid-1", "unionid": ["U1"]}, None, {"openid": {}}]
        strange.append({"openid": "stranger", "unionid": "U1"})
        strange.append({"openid": "openid-1", "unionid": "U" * 200})
        self.follow({"user_info_list": strange})
        self.assertFalse(self.identity().union_id)
        self.assertFalse(self.identity("stranger"))

    def test_an_account_that_may_not_ask_is_healthy(self):
        self.follow({"errcode": 48001, "errmsg": "api unauthorized"})
        self.assertFalse(self.identity().union_id)
        self.assertFalse(self.wechat.last_error)
        self.pull()
        self.assertEqual(len(self.asked()), 1)

    def test_who_could_not_be_asked_is_asked_later(self):
        self.follow({"errcode": -1, "errmsg": "system error"})
        self.api.answers[ASKED] = [self.said(("openid-1", "U1"))]
        self.env["cs.channel.cursor"].search([]).next_try_at = False
        self.pull()
        self.assertEqual(self.identity().partner_id, self.partner)

    def test_a_company_with_one_account_asks_nobody(self):
        (self.known | self.identity()).conversation_ids.unlink()
        self.mini.active = False
        self.follow()
        self.assertFalse(self.asked())
