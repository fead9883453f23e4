# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The account and customers of the demo story, as cs_channels' demo data knows them."""

from .clock import Clock
from .server import Simulator
from .wechat_oa import WechatOA

CHANNEL_TOKEN = "demo-wechat-polaris"
ACCOUNT = {
    "account": "gh_polaris00001",
    "app_id": "wxdemo00polaris01",
    "app_secret": "demo-secret-of-the-simulator",
    "token": "polarisdemo",
    "aes_key": "PolarisDemoKeyOfTheSimulator0000000000abcdE",
    "crypt_mode": "safe",
}
CUSTOMERS = [
    ("oDemo_wangmin_huadong_0001", "王敏"),
    ("oDemo_chenjing_huadong_002", "陈静"),
    ("oDemo_annakeller_nordw_003", "Anna Keller"),
    ("oDemo_emma_brightlabs_0004", "Emma"),
    ("oDemo_zhaolei_xingchen_005", "赵磊"),
    ("oDemo_newcomer_unknown_006", "小北"),
]


def build(address, odoo, token=CHANNEL_TOKEN, **account):
    """A simulator of the demo account, not yet serving.

    :param tuple address: host and port to listen on; port 0 takes a free one
    :param str odoo: base address of the application
    :param str token: the token in the channel's webhook address
    :param account: settings of the account that differ from the demo's
    """
    clock = Clock()
    url = f"{odoo.rstrip('/')}/cs/channel/{token}"
    wechat = WechatOA({**ACCOUNT, **account}, clock, [url])
    for openid, name in CUSTOMERS:
        wechat.customer(openid, name)
    return Simulator(address, wechat)
