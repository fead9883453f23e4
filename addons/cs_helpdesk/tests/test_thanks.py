# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import TransactionCase, tagged

from ..tools.thanks import is_thanks, own_words

ONLY_THANKS = [
    "Thank you!",
    "Thanks a lot :-)",
    "Thx",
    "THANKS!!!",
    "Many thanks, all good now",
    "Hi Lin, thanks for your help.",
    "Great, thank you very much! Best regards, Anna",
    "Perfect, it works now. Thank you for the quick reply.\nRegards\nAnna Keller",
    "Thank you so much, you are the best 👍",
    "ok thanks",
    "Got it, cheers",
    "Problem solved. Thanks!\nSent from my iPhone",
    "Thanks for letting me know.",
    "谢谢",
    "谢谢！",
    "多谢多谢🙏",
    "好的，谢谢",
    "收到，非常感谢！",
    "辛苦了",
    "谢谢林工",
    "问题解决了，谢谢您的帮助！",
    "可以了，谢谢",
    "感谢你们的支持，祝好",
    "3q",
    "谢谢老师",
    "太感谢了，现在正常了",
    "已经好了，谢谢你们",
    "好的收到，麻烦了",
    "谢谢啦～",
]
# The first ones hold no thanks at all: a person should look.
MORE_THAN_THANKS = [
    "",
    "ok",
    "好的",
    "It works now",
    "Thanks, but it still does not print",
    "Thank you. When will it be fixed?",
    "Thanks! One more thing: the invoice is wrong",
    "No thanks",
    "Thanks for nothing",
    "Thanks, see https://example.com/log",
    "Thank you, error 500 again",
    "Thanks Anna, the printer is broken",
    "thanks, not solved",
    "Thankless job",
    "谢谢，但是还是打印不了",
    "谢谢，什么时候能好？",
    "谢谢，另外发票怎么开",
    "不用谢",
    "感谢，不过问题没有解决",
    "谢谢，请再发一次",
    "谢谢 订单12345",
]


@tagged("post_install", "-at_install")
class TestThanks(TransactionCase):
    def test_only_thanks(self):
        for text in ONLY_THANKS:
            with self.subTest(text=text):
                self.assertTrue(is_thanks(text, ["Anna Keller", "林晓", "Lin Xiao"]))

    def test_more_than_thanks(self):
        for text in MORE_THAN_THANKS:
            with self.subTest(text=text):
                self.assertFalse(is_thanks(text, ["Anna Keller", "林晓"]))

    def test_what_is_quoted_and_signed_is_not_said(self):
        body = (
            "<p>Thank you!</p><p>--</p><p>Anna, Nordwind GmbH, Hamburg</p>"
            '<blockquote data-o-mail-quote="1">Please restart the server</blockquote>'
        )
        self.assertTrue(is_thanks(own_words(body)))
        self.assertEqual(own_words(False), "")
        below = own_words("<p>Thanks<br/>&gt; Is it solved?<br/>No, it burns</p>")
        self.assertEqual(below.split("\n"), ["Thanks", "No, it burns"])
        self.assertFalse(is_thanks(below))
        self.assertEqual(own_words("<p>谢谢</p>").strip(), "谢谢")
