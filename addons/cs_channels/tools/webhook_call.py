# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A webhook request, apart from any web framework."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class WebhookCall:
    """What a provider sent.

    ``body`` holds the bytes as they came: signatures are made over bytes.
    """

    method: str
    query: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    body: bytes = b""
