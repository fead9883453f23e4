# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Whether a message is only thanks, so that it need not open a solved ticket again.

Everything that thanks, greets and signs is taken out of the text; it is thanks when
thanks were in it and nothing is left. A word that is not known, a question mark or a
link leaves something: in doubt the ticket is opened again.
"""

import re

from lxml import html

from odoo.tools import html2plaintext

# What makes it thanks.
THANKS = """
    thank you; thanks; thankyou; thx; thank u; cheers; appreciated; appreciate it;
    appreciate your help; much obliged; many thanks; ty; 谢谢; 多谢; 感谢; 谢了; 3q;
    辛苦了; 辛苦; 麻烦了; 麻烦您了; 麻烦你了; 非常感谢; 十分感谢; 万分感谢; 感激不尽;
    太感谢了; 谢谢啦; 谢啦; 拜谢;
"""
# What goes with it: greetings, praise, confirmation, farewells.
AROUND = """
    hi; hello; dear; hey; all; team; support; everyone; again; very much; so much;
    a lot; a million; a bunch; very; much; for your help; for the help;
    for your support; for the quick reply; for the quick help; for the quick response;
    for your quick response; for your time; for your patience; for everything;
    for the information; for the info; for letting me know; for fixing it;
    for solving this; for the fast response; for your prompt reply; indeed; really;
    it works; it works now; works now; works fine now; all good; all good now;
    problem solved; solved; fixed; resolved; done; noted; that helped; this helped;
    that solved it; everything works; now; great; perfect; excellent; awesome;
    wonderful; super; nice; cool; ok; okay; yes; got it; understood; received;
    that is great; you are the best; great job; well done; great support; great help;
    best regards; kind regards; warm regards; regards; best; br; yours sincerely;
    sincerely; have a nice day; have a great day; have a nice weekend;
    have a good weekend; have a nice evening; bye; sent from my iphone;
    sent from my mobile; i; we; is; and; it; 你好; 您好; 好的; 好; 收到; 明白; 明白了;
    知道了; 了解; 可以了; 已经可以了; 已经好了; 好了; 解决了; 已解决; 已经解决了;
    问题解决了; 没问题; 没问题了; 没有问题了; 正常了; 已恢复; 恢复正常; 搞定; 搞定了;
    您的帮助; 你的帮助; 您的支持; 你的支持; 帮助; 支持; 您的回复; 回复; 你们的帮助;
    您们; 你们; 您; 你; 大家; 各位; 老师; 经理; 先生; 女士; 小姐; 工程师; 工; 总; 哥;
    姐; 亲; 非常; 十分; 太; 很; 及时; 耐心; 解答; 处理; 的; 了; 啦; 啊; 哦; 哈; 呀;
    嗯; 嗯嗯; 祝好; 此致敬礼; 此致; 敬礼; 顺祝商祺; 周末愉快; 再见; 拜拜; ok的; 给力;
    赞; 棒; 太好了; 完美; 厉害; 发自我的iphone; 这边; 现在; 已经;
"""
_LATIN = r"[a-z0-9']"


def _pattern(text):
    """A pattern of phrases; Latin ones end at the edge of a word.

    Longer ones come first, so that no half of one is left over.
    """
    parts, phrases = [], filter(None, (part.strip() for part in text.split(";")))
    for phrase in sorted(phrases, key=len, reverse=True):
        quoted = r"\s+".join(re.escape(word) for word in phrase.split())
        if re.match(_LATIN, phrase[0]):
            quoted = rf"(?<!{_LATIN}){quoted}"
        if re.match(_LATIN, phrase[-1]):
            quoted = rf"{quoted}(?!{_LATIN})"
        parts.append(quoted)
    return re.compile("|".join(parts))


_THANKS, _AROUND = _pattern(THANKS), _pattern(AROUND)
_MARKS = re.compile(r"[^\w?？/@#%&+=]|_")


def is_thanks(text, names=()):
    """Whether a text only thanks.

    :param str text: plain text, without what it quotes
    :param names: names of people on both sides, which a greeting may hold
    """
    text = text.lower().replace("’", "'")
    for name in sorted(_parts(names), key=len, reverse=True):
        text = text.replace(name, " ")
    rest, thanked = _THANKS.subn(" ", text)
    rest = _MARKS.sub("", _AROUND.sub(" ", _MARKS.sub(" ", rest)))
    return bool(thanked) and not rest


def _parts(names):
    """What of names people write: whole, by word, and a Chinese family name."""
    for name in filter(None, names):
        yield name.lower()
        for word in name.lower().split():
            yield word
            if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word):
                yield from (word[0] + title for title in ("工", "总", "经理", "老师"))


def own_words(body):
    """What a mail says itself: plain text without quotes and signature.

    :param str body: HTML as the mail gateway keeps it, with its marks on quotes
    """
    if not body:
        return ""
    root = html.fromstring(f"<div>{body}</div>")
    for node in root.xpath("//*[@data-o-mail-quote] | //blockquote"):
        node.drop_tree()
    own = []
    for line in html2plaintext(html.tostring(root, encoding="unicode")).split("\n"):
        if line.strip() in ("--", "—", "___"):
            break
        if not line.startswith(">"):  # an answer may stand below its question
            own.append(line)
    return "\n".join(own)
