# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sealed user data of WeChat mini programs (开放数据校验与解密)."""

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .errors import Refused
from .safe_xml import json_object

BLOCK = 16


def decrypt(sealed, iv, session_key, app_id):
    """Open what a mini program passes on from WeChat.

    :return: the object in it; its watermark names our program
    :raise Refused: for every defect alike
    """
    try:
        raw, start, key = (
            base64.b64decode(text, validate=True) for text in (sealed, iv, session_key)
        )
    except (binascii.Error, ValueError) as error:
        raise Refused("ciphertext") from error
    if not raw or len(raw) % BLOCK or len(start) != BLOCK or len(key) != BLOCK:
        raise Refused("ciphertext")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    body = decryptor.update(raw) + decryptor.finalize()
    count = body[-1]
    if not 1 <= count <= BLOCK or body[-count:] != bytes([count]) * count:
        raise Refused("padding")
    data = json_object(body[:-count])
    mark = data.get("watermark")
    if not isinstance(mark, dict) or mark.get("appid") != app_id:
        raise Refused("watermark")
    return data
