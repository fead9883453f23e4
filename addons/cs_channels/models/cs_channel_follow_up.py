# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo import api, fields, models

# Words that tell of a wish to buy, until somebody writes better ones.
BUYING = "price, quote, quotation, buy, purchase, upgrade, trial, demo, more users, \
报价, 价格, 多少钱, 购买, 采购, 试用, 升级, 加购, 续费"
NUMBER = re.compile(r"(?<![A-Za-z0-9_+])\+?\d[\d\s()./-]{5,18}\d(?![A-Za-z0-9_])")
CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：点]([0-5]\d)?(?!\d)")
# What stands around a telephone number when somebody wants to be called on it.
AROUND = re.compile(
    r"\b(?:please|pls|call|ring|phone|reach|me|back|at|on|my|our|number|no|telephone"
    r"|tel|mobile|cell|is|it|it's|its|the|this|to|today|tomorrow|after|before|around"
    r"|about|thanks|thank|you|hi|hello|hey|ok|okay|yes|sure|am|pm|o'?clock|and|or|can"
    r"|could|would|here|i'm|i|am|mr|ms|mrs)\b"
    r"|我的?|本人|的|电话|電話|手机|手機|号码|號碼|号|號|是|请|請|打|拨|撥|给|給|回复|回电|回電"
    r"|联系|聯繫|联络|致电|可以|麻烦|麻煩|谢谢|謝謝|您好|你好|好的|好|在|左右|以后|之后|前|后|点|半"
    r"|分|上午|中午|下午|晚上|早上|今天|明天|先生|女士|小姐|吧|到|这个|这是",
    re.IGNORECASE,
)
MATTER = re.compile(
    r"order|invoice|serial|ticket|tracking|订单|訂單|单号|單號|发票|發票|序列|物流|合同",
    re.IGNORECASE,
)
NAME = re.compile(r"[^\W\d_]+")
MAX_NAME = 3  # words of Latin letters, or Chinese characters


class CsChannel(models.Model):
    """What becomes of customers whom nobody could answer at once."""

    _inherit = "cs.channel"

    skill_ids = fields.Many2many(
        "cs.skill",
        string="Skills Needed",
        help="Who takes a conversation of this channel should have all of these.",
    )
    offer_callback = fields.Boolean(
        "Offer a Call Back",
        help="Who has to wait may write a telephone number, and a time like 14:30, and "
        "is called instead. The calls stand under Calls, to be called back.",
    )
    follow_up = fields.Selection(
        [
            ("call", "Ask the salesperson to call"),
            ("lead", "Make an opportunity"),
        ],
        string="Tell Sales",
        help="What is done, once a conversation, when one of the following happens "
        "before an agent has answered. Who is no known customer always becomes an "
        "opportunity.",
    )
    follow_up_intent = fields.Boolean("Wants to Buy", default=True)
    buying_words = fields.Text(
        default=BUYING,
        help="Words of customers who want to buy, separated by commas or lines.",
    )
    follow_up_abandoned = fields.Boolean(
        "Goes Before an Answer",
        default=True,
        help="Live chat: the visitor closes the chat while he waits. Elsewhere: the "
        "conversation is closed after silence.",
    )
    follow_up_outside = fields.Boolean("Comes Outside Working Hours", default=True)

    def _cs_wants_to_buy(self, text):
        """Whether one of the words stands in what a customer wrote."""
        words = re.split(r"[,，;；\n]+", self.buying_words or "")
        said = (text or "").casefold()
        return any(self._cs_says(said, word.strip().casefold()) for word in words)

    @api.model
    def _cs_says(self, said, word):
        """Latin words as words, Chinese ones anywhere."""
        if not word:
            return False
        if not word.isascii():
            return word in said
        return bool(re.search(rf"\b{re.escape(word)}\b", said))
