# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The callback encryption of WeChat, from the provider's side.

Written apart from the addon's on purpose: two implementations that agree with each
other and with the published vectors check one another.
"""

import base64
import hashlib
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def sign(*parts):
    """The hexadecimal SHA-1 of the parts in byte order."""
    ordered = sorted(part.encode() for part in parts)
    return hashlib.sha1(b"".join(ordered), usedforsecurity=False).hexdigest()


def seal(message, aes_key, app_id, random=None):
    """Encrypt a text for an account; base64."""
    key = base64.b64decode(aes_key + "=")
    content = message.encode()
    size = len(content).to_bytes(4, "big")
    plain = (random or os.urandom(16)) + size + content + app_id.encode()
    padder = padding.PKCS7(256).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
