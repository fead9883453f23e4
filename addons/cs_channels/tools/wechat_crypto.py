# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signatures and message encryption of WeChat, WeCom and DingTalk callbacks.

All three use one scheme (developers.weixin.qq.com, "消息加解密说明"; developer.work.
weixin.qq.com, path 90968); only the receive-id at the end of the plaintext differs.
Nothing here needs an Odoo environment.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .errors import Refused

BLOCK = 32  # the padding unit; AES itself works in 16 bytes
RANDOM = 16  # random bytes in front of the plaintext
KEY_CHARS = 43  # length of an EncodingAESKey


def signature(*parts):
    """SHA-1 over the sorted parts, as lower case hexadecimal.

    :param str parts: token, timestamp, nonce and, for encrypted bodies, the ciphertext
    """
    joined = b"".join(sorted(part.encode() for part in parts))
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def check_signature(given, *parts):
    """Compare a signature in constant time.

    :param str given: what the caller sent; may be empty or None
    :param parts: the token first; without one nobody has signed anything
    :raise Refused: when it does not match
    """
    if not parts or not parts[0]:
        raise Refused("no token")
    expected = signature(*(part or "" for part in parts))
    if not hmac.compare_digest((given or "").encode(), expected.encode()):
        raise Refused("signature")


def decode_key(encoding_aes_key):
    """The 32-byte key behind the 43 characters shown in the provider's console.

    :raise Refused: when it is not such a key
    """
    if len(encoding_aes_key or "") != KEY_CHARS:
        raise Refused("aes key")
    try:
        key = base64.b64decode(encoding_aes_key + "=")
    except binascii.Error as error:
        raise Refused("aes key") from error
    if len(key) != BLOCK:
        raise Refused("aes key")
    return key


def encrypt(plain, encoding_aes_key, receive_id, random=None):
    """Encrypt a message.

    :param bytes plain: the message
    :param str receive_id: app id, corp id or app key
    :param bytes random: 16 bytes, given only to reproduce published vectors
    :return: base64 text
    """
    key = decode_key(encoding_aes_key)
    random = random or secrets.token_bytes(RANDOM)
    body = random + struct.pack(">I", len(plain)) + plain + receive_id.encode()
    padding = BLOCK - len(body) % BLOCK
    encryptor = _cipher(key).encryptor()
    sealed = encryptor.update(body + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(sealed, encoding_aes_key, receive_id):
    """Decrypt a message and check whom it was meant for.

    :param str sealed: base64 text
    :param str receive_id: app id, corp id or app key that must stand at its end
    :return: the message as bytes
    :raise Refused: for every defect alike
    """
    key = decode_key(encoding_aes_key)
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Refused("ciphertext") from error
    if not raw or len(raw) % BLOCK:
        raise Refused("ciphertext")
    decryptor = _cipher(key).decryptor()
    body = _unpad(decryptor.update(raw) + decryptor.finalize())
    head = RANDOM + 4
    if len(body) < head:
        raise Refused("ciphertext")
    (length,) = struct.unpack(">I", body[RANDOM:head])
    if length > len(body) - head:
        raise Refused("ciphertext")
    if not hmac.compare_digest(body[head + length :], receive_id.encode()):
        raise Refused("receive id")
    return body[head : head + length]


def _cipher(key):
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _unpad(body):
    count = body[-1]
    if not 1 <= count <= BLOCK or body[-count:] != bytes([count]) * count:
        raise Refused("padding")
    return body[:-count]
