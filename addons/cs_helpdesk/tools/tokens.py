# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Words of a text to search by, in Latin and Chinese writing alike."""

import re
import unicodedata

# Han, kana and Hangul are written without spaces: each character is a word, and so
# is each pair of neighbours.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
RUNS = re.compile(f"([{CJK}]+)|([^\\W_{CJK}]+)")
ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s|e)$")
ACCENTS = re.compile("[\u0300-\u036f]")
MAX_WORD = 40
# Words that say nothing of what a text is about.
IDLE_WORDS = """
    a about after again all already also am an and any anymore are as at be because
    been before being but by can cannot could did do does done down each for from get
    gets give go goes got had has have he her here him his how i if in into is it its
    just keep let like long make may me more most much must my need new no not now of
    off on once one only or our out over own please put shall she should since so some
    somebody someone something still such than that the their them then there these
    they thing this those through to too under until up us use using very want wants
    was way we were what when where which while who why will with without work works
    would yes you your
    怎么 什么 如何 可以 能不 不能 哪里 怎样 这个 那个 为什 请问 我们 你们 一个 有没
    没有 是不 不是 的时 时候 以后 之后 还是 就是
"""
IDLE_CHARACTERS = (
    "的了吗呢吧啊呀么我你您他她它们这那哪在是有和与及或就也都还又再把被让给到从对向为"
    "以于之其个些能会可要想怎请如何时候上下中里后前不没着过地得很太最什"
)
IDLE = {*IDLE_WORDS.split(), *IDLE_CHARACTERS}


def tokens(text):
    """The words of a text in order, as they are stored and asked for.

    Latin words are lower-cased, without accents and their commonest endings; of Chinese
    every character and every pair of neighbours counts. Idle words are left out.
    """
    found = []
    text = unicodedata.normalize("NFKD", (text or "").lower())
    text = unicodedata.normalize("NFC", ACCENTS.sub("", text))
    for run, word in RUNS.findall(text):
        if word and word not in IDLE:
            found.append(ENDING.sub("", word)[:MAX_WORD])
        found += (piece for piece in run if piece not in IDLE)
        pairs = map("".join, zip(run, run[1:], strict=False))
        found += (pair for pair in pairs if pair not in IDLE)
    return found


def latin_words(text, shortest=4):
    """The Latin words of a text that are long enough to be misspelt."""
    words = (word for _run, word in RUNS.findall((text or "").lower()))
    return [
        word[:MAX_WORD]
        for word in dict.fromkeys(words)
        if len(word) >= shortest and word not in IDLE
    ]


def vector(parts):
    """A PostgreSQL tsvector of weighted texts.

    :param parts: pairs of a weight, "A" to "D", and a text
    :return: its literal; tokens hold letters and digits only, so none needs escaping
    """
    places = {}
    for weight, text in parts:
        for token in tokens(text):
            places.setdefault(token, []).append(weight)
    # twice is enough: long texts would win by repeating themselves
    return " ".join(
        f"'{token}':" + ",".join(f"{at}{weight}" for at, weight in enumerate(found, 1))
        for token, found in ((token, found[:2]) for token, found in places.items())
    )


def distinct(text, most=48):
    """The first words of a text, each once."""
    return list(dict.fromkeys(tokens(text)))[:most]


def query(words):
    """A PostgreSQL tsquery that any of some words satisfies, empty for no words."""
    return " | ".join(f"'{word}'" for word in words)


def _matcher(text):
    """Finds the words of a text, Latin ones whole and with any ending."""
    words = sorted(set(tokens(text)), key=len, reverse=True)
    latin = "|".join(word for word in words if word.isascii())
    other = "|".join(word for word in words if not word.isascii())
    rules = [other, latin and f"(?<![a-z0-9])(?:{latin})[a-z]*"]
    return re.compile("|".join(filter(None, rules)) or "(?!)", re.IGNORECASE)


def excerpt(text, asked, size=180):
    """The part of a text where most of the words asked for are."""
    text = " ".join((text or "").split())
    places = [found.start() for found in _matcher(asked).finditer(text)]
    dense = max(
        places,
        key=lambda start: sum(start <= place < start + size for place in places),
        default=0,
    )
    start = max(0, min(dense - 30, len(text) - size))
    space = text.rfind(" ", 0, start)
    if start - space < MAX_WORD / 2:
        start = space + 1  # begin with a whole word
    before, after = "…" if start else "", "…" if start + size < len(text) else ""
    return f"{before}{text[start : start + size].strip()}{after}"


def marked(text, asked):
    """Pairs of (is it a word asked for, piece of the text), in order."""
    pieces, last = [], 0
    for found in _matcher(asked).finditer(text):
        pieces += [(False, text[last : found.start()]), (True, found.group())]
        last = found.end()
    return [(hit, piece) for hit, piece in [*pieces, (False, text[last:])] if piece]
