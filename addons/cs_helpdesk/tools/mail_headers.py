# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""What the headers of a mail say about who wrote it."""

import hashlib
import re
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses

RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "To", "Cc", "Resent-To")
BULK = {"bulk", "junk", "list", "auto_reply"}
MESSAGE_ID = re.compile(r"<[^<>\s]+>")


def parse_headers(raw):
    """The headers of a mail, without looking at its body.

    :param bytes raw: the mail as it was received
    """
    return BytesHeaderParser().parsebytes(raw)


def text(headers, name):
    """A header as readable text, as far as it can be decoded."""
    value = headers.get(name, "")
    with suppress(LookupError, MessageError, ValueError):
        value = make_header(decode_header(value))
    return str(value)


def is_automatic(headers):
    """Whether a machine wrote this mail (RFC 3834, and what came before it).

    Such a mail is shown, but it is not an answer of the customer: it reopens nothing
    and is not acknowledged.
    """
    submitted = _value(headers, "Auto-Submitted")
    precedence = _value(headers, "Precedence")
    # A group address marks what people write through it: an answer is an answer.
    written = precedence == "list" and headers.get("In-Reply-To")
    return bool(
        (submitted and submitted != "no")
        or (precedence in BULK and not written)
        or headers.get("X-Auto-Response-Suppress")
        or is_auto_reply(headers)
    )


def is_auto_reply(headers):
    """Whether a machine wrote this mail as an answer: an absence note, a receipt."""
    return bool(
        _value(headers, "Auto-Submitted").startswith("auto-replied")
        or _value(headers, "Precedence") == "auto_reply"
        or headers.get("X-Autoreply")
        or headers.get("X-Autorespond")
    )


def recipients(headers):
    """The addresses a mail was sent to, in lower case, the envelope's first."""
    fields = [
        str(value) for name in RECIPIENT_HEADERS for value in headers.get_all(name, [])
    ]
    found = (address.lower() for _name, address in getaddresses(fields) if address)
    return list(dict.fromkeys(found))


def references(headers):
    """The Message-Ids a mail answers."""
    text = " ".join(
        str(headers.get(name, "")) for name in ("In-Reply-To", "References")
    )
    return MESSAGE_ID.findall(text)


def identity(headers, raw):
    """What tells this mail from every other: its Message-Id, else a hash of it."""
    found = MESSAGE_ID.search(str(headers.get("Message-Id", "")))
    if found:
        return found.group()
    return f"hash:{hashlib.sha256(raw).hexdigest()}"


def _value(headers, name):
    """A header's value without its parameters, in lower case."""
    return str(headers.get(name, "")).split(";")[0].strip().lower()
