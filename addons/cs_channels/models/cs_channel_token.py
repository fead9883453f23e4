# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from ..tools import outcome

_logger = logging.getLogger(__name__)

TRIES = 5
MARGIN = timedelta(minutes=4)  # renewed this long before its end


class CsChannelToken(models.Model):
    """The access token of an account, shared by all workers.

    Fetching a new one may end the old one, so that two workers that refresh at once
    throw each other out. Here one of them fetches, under the lock of this row, and the
    others find the result.
    """

    _name = "cs.channel.token"
    _description = "Access Token of a Channel"
    _rec_name = "channel_id"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="cascade"
    )
    token = fields.Char(groups="base.group_system")
    expires_at = fields.Datetime()
    refresh_count = fields.Integer(help="How often a new token was fetched.")

    _channel_unique = models.UniqueIndex("(channel_id)")

    def _get(self, channel, rejected=None):
        """A token that should work.

        Uses a cursor of its own, so that the lock is short and what was fetched stays
        even if the caller's transaction is rolled back.

        :param channel: a ``cs.channel``
        :param str rejected: the token the provider has just refused. A new one is
            fetched only if it still is the stored one: when another worker was
            faster, its fresh token must not be thrown away.
        :raise CallFailure: when none can be had
        """
        token = self._stored(self.env.cr, channel)
        if token and token != rejected:
            return token
        with self.env.registry.cursor() as cr:
            self._ensure_row(cr, channel)
            for _attempt in range(TRIES):
                try:
                    return self._locked(cr, channel, rejected)
                except SerializationFailure:
                    # another worker refreshed while we waited for the row: look again
                    cr.rollback()
        raise outcome.TryAgain(self.env._("Other workers keep renewing the token."))

    def _locked(self, cr, channel, rejected):
        cr.execute(
            SQL(
                "SELECT id FROM cs_channel_token WHERE channel_id = %s FOR UPDATE",
                channel.id,
            ),
            log_exceptions=False,  # another worker was faster: that is no error
        )
        token = self._stored(cr, channel)
        if token and token != rejected:
            return token
        return self._refresh(cr, channel, rejected)

    def _ensure_row(self, cr, channel):
        cr.execute(
            SQL(
                """INSERT INTO cs_channel_token (channel_id, refresh_count)
                        VALUES (%s, 0) ON CONFLICT DO NOTHING""",
                channel.id,
            )
        )
        cr.commit()  # pylint: disable=invalid-commit

    def _stored(self, cr, channel):
        cr.execute(
            SQL(
                """SELECT token FROM cs_channel_token
                    WHERE channel_id = %s AND expires_at > %s""",
                channel.id,
                fields.Datetime.now() + MARGIN,
            )
        )
        row = cr.fetchone()
        return row[0] if row else None

    def _refresh(self, cr, channel, rejected):
        token, seconds = channel._gateway()._request_token(channel, rejected)
        cr.execute(
            SQL(
                """UPDATE cs_channel_token SET token = %s, expires_at = %s,
                          refresh_count = refresh_count + 1 WHERE channel_id = %s""",
                token,
                fields.Datetime.now() + timedelta(seconds=seconds),
                channel.id,
            )
        )
        _logger.info("Channel %s: new access token for %s s", channel.id, seconds)
        return token
