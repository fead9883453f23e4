# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The account and customers of the demo story, as cs_channels' demo data knows them."""

from .clock import Clock
from .dingtalk import Dingtalk
from .own_app import OwnApp, Phone
from .server import Simulator
from .telegram import Telegram
from .website import LiveChat, Website
from .wechat_mini import WechatMini
from .wechat_oa import WechatOA
from .wecom_kf import WecomKf

CHANNEL_TOKEN = "demo-wechat-polaris"
ACCOUNT = {
    "account": "gh_polaris00001",
    "app_id": "wxdemo00polaris01",
    "app_secret": "demo-secret-of-the-simulator",
    "token": "polarisdemo",
    "aes_key": "PolarisDemoKeyOfTheSimulator0000000000abcdE",
    "crypt_mode": "safe",
}
SEALED = {"token": ACCOUNT["token"], "aes_key": ACCOUNT["aes_key"]}
SECRET = ACCOUNT["app_secret"]
WIDGET = {"widget_key": "demo-widget", "widget_secret": "polaris-demo-widget-secret"}
SIGNING = "whsec_cG9sYXJpcy1kZW1vLXNpZ25pbmctc2VjcmV0"
# The other accounts: their provider, the token in the webhook's address, settings.
OTHERS = [
    (
        WechatMini,
        "demo-mini-polaris",
        {**ACCOUNT, "account": "gh_polarismini1", "app_id": "wxdemo00polaris02"},
    ),
    (
        WecomKf,
        "demo-wecom-polaris",
        {
            **SEALED,
            "corp_id": "wwdemopolaris0001",
            "open_kfid": "wkdemopolaris0001",
            "app_secret": SECRET,
        },
    ),
    (
        Dingtalk,
        "demo-dingtalk-polaris",
        {**SEALED, "app_id": "dingdemopolaris01", "app_secret": SECRET},
    ),
    (
        Telegram,
        "demo-telegram-polaris",
        {"access_token": "100200300:demo-polaris", "secret": ACCOUNT["token"]},
    ),
    (OwnApp, "demo-webhook-polaris", {"signing_secret": SIGNING}),
    (Phone, "demo-phone-polaris", {"signing_secret": SIGNING}),
]
CUSTOMERS = [
    ("oDemo_wangmin_huadong_0001", "王敏"),
    ("oDemo_chenjing_huadong_002", "陈静"),
    ("oDemo_annakeller_nordw_003", "Anna Keller"),
    ("oDemo_emma_brightlabs_0004", "Emma"),
    ("oDemo_zhaolei_xingchen_005", "赵磊"),
    ("oDemo_newcomer_unknown_006", "小北"),
]


def build(address, odoo, token=CHANNEL_TOKEN, livechat=0, **account):
    """A simulator of the demo account, not yet serving.

    :param tuple address: host and port to listen on; port 0 takes a free one
    :param str odoo: base address of the application
    :param str token: the token in the channel's webhook address
    :param int livechat: id of the live chat; without one there is no page with it
    :param account: settings of the account that differ from the demo's
    """
    clock = Clock()
    url = f"{odoo.rstrip('/')}/cs/channel/{token}"
    wechat = WechatOA({**ACCOUNT, **account}, clock, [url])
    for openid, name in CUSTOMERS:
        wechat.customer(openid, name)
    base = f"{odoo.rstrip('/')}/cs/channel"
    others = [
        provider(dict(config), clock, [f"{base}/{token_}"])
        for provider, token_, config in OTHERS
    ]
    odoo = odoo.rstrip("/")
    others.append(Website({**WIDGET, "odoo": odoo}, clock))
    if livechat:
        others.append(LiveChat({"odoo": odoo, "livechat": livechat}, clock))
    return Simulator(address, wechat, others)
