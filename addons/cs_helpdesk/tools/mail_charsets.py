# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Mails that name a character set they are not written in."""

import codecs
import re

_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_NAME = re.compile(rb"(charset\s*=\s*\"?)([\w.:-]+)", re.I)
_WORD = re.compile(rb"=\?([\w.:-]+)\?(?=[bq]\?)", re.I)
# What Chinese mail programs write beyond these sets is in the one that holds all.
_CHINESE = {b"gb2312", b"gb_2312-80", b"gbk", b"x-gbk", b"cp936"}


def readable(raw):
    """A mail with character sets under which its text can be read.

    :param bytes raw: the mail as it was received
    :return: the same, but for names of character sets in its headers
    """

    def of_type(found):
        return _NAME.sub(lambda name: name[1] + _known(name[2]), found[0])

    raw = _TYPE.sub(of_type, raw)
    return _WORD.sub(lambda found: b"=?%s?" % _known(found[1]), raw)


def _known(name):
    if name.lower() in _CHINESE:
        return b"gb18030"
    try:
        codecs.lookup(name.decode())
    except (LookupError, UnicodeDecodeError):
        return b"utf-8"
    return name
