# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import time

from odoo import api, fields, models
from odoo.tools import SQL


class CsThrottle(models.Model):
    """How often a stranger did something lately.

    Rows in the database, so that it holds over several processes and servers. What a
    key stands for cannot be read from it.
    """

    _name = "cs.throttle"
    _description = "Throttle"
    _rec_name = "key"

    key = fields.Char(required=True)
    ends_at = fields.Datetime(required=True, index=True)
    hits = fields.Integer(required=True)

    _key_unique = models.UniqueIndex("(key)")

    @api.model
    def _cs_hit(self, what, who, limit, seconds):
        """Count that somebody does something.

        :param str what: what is done
        :param str who: who does it, such as a network address
        :param int limit: how often it is granted in one span of time
        :param int seconds: the length of a span
        :return: whether it is granted
        """
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        slot = int(time.time() // seconds)
        key = hashlib.sha256(f"{secret}:{what}:{who}:{slot}".encode()).hexdigest()
        [[hits]] = self.env.execute_query(
            SQL(
                "INSERT INTO cs_throttle (key, ends_at, hits)"
                " VALUES (%s, to_timestamp(%s) AT TIME ZONE 'UTC', 1)"
                " ON CONFLICT (key) DO UPDATE SET hits = cs_throttle.hits + 1"
                " RETURNING hits",
                key,
                (slot + 1) * seconds,
            )
        )
        return hits <= limit

    @api.autovacuum
    def _gc_ended(self):
        self.search([("ends_at", "<", fields.Datetime.now())], limit=10_000).unlink()
