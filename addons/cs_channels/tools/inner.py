# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What our own code says in a context, and no remote caller can."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Session:
    """The session of live chat an event is about.

    :param int stream: id of its ``discuss.channel``
    """

    stream: int


class FromMail:
    """The mail gateway goes on with what it has routed."""


FROM_MAIL = FromMail()


def stream_of(context):
    """The id of the session in a context; None for what a caller made up."""
    session = context.get("cs_session")
    return session.stream if isinstance(session, Session) else None
