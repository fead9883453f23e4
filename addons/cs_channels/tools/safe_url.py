# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which addresses the server may be made to call."""

from urllib.parse import urlsplit


def is_on_host(url, allowed):
    """Whether a URL is HTTPS on one of the allowed hosts or below one.

    :param str url: what a stranger gave
    :param allowed: host names; a leading dot allows every host below it
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or port not in (None, 443):
        return False
    return any(
        host.endswith(name) if name.startswith(".") else host == name
        for name in allowed
    )
