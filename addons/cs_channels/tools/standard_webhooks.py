# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signatures of webhooks as standardwebhooks.com describes them."""

import base64
import binascii
import hashlib
import hmac
import secrets

from .errors import Refused

PREFIX = "whsec_"


def new_secret():
    """A secret both sides keep: 256 bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret, message_id, timestamp, body):
    """The signature of a message, of version 1.

    :param str secret: ``whsec_`` and base64
    :param str message_id: the same for every repetition
    :param timestamp: seconds since 1970
    :param bytes body: as it goes over the line
    :raise Refused: when the secret is none
    """
    key = _key(secret)
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def verify(secret, message_id, timestamp, given, body):
    """Check the header ``webhook-signature``, which may hold several.

    The age of the timestamp is the caller's to check.

    :raise Refused: when none of them is right
    """
    if not message_id or not timestamp:
        raise Refused("signature headers")
    expected = sign(secret, message_id, timestamp, body).encode()
    found = False
    for part in (given or "").split(" ")[:10]:
        found |= hmac.compare_digest(part.encode(), expected)
    if not found:
        raise Refused("signature")


def headers(secret, message_id, timestamp, body):
    """The three headers of a message we send."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }


def _key(secret):
    text = secret or ""
    if not text.startswith(PREFIX):
        raise Refused("signing secret")
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("signing secret") from error
    if len(key) < 16:
        raise Refused("signing secret")
    return key
