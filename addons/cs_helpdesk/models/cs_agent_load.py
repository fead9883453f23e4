# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from .cs_agent_status import REASONS, STATUSES


class CsAgentLoad(models.Model):
    """How much work a person holds, over everything that counts as work.

    One row per user. Odoo runs its transactions in REPEATABLE READ, where counting
    under a lock still reads the old snapshot. So whoever assigns or releases work
    first *updates* this row and only then compares: of two transactions that touch
    the same person, the later one gets a serialization failure and is retried with
    fresh eyes. The column is the truth; :meth:`_cs_rebuild` compares it with the
    records. The status stands in the same row, so that nobody gets work while he goes
    on a break.
    """

    _name = "cs.agent.load"
    _description = "Work Load of a Person"
    _rec_name = "user_id"
    _order = "load desc, id"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, ondelete="cascade"
    )
    load = fields.Float(
        readonly=True, help="Open work this person holds, each piece with its weight."
    )
    capacity = fields.Integer(related="user_id.cs_capacity")
    status = fields.Selection(
        STATUSES,
        required=True,
        readonly=True,
        default="online",
        help="Only who is online gets work by itself.",
    )
    status_reason = fields.Selection(REASONS, string="Break for", readonly=True)
    status_since = fields.Datetime("Since", readonly=True)

    _user_unique = models.UniqueIndex("(user_id)")

    @api.model
    def _cs_add(self, deltas):
        """Add to the load of several people in one statement.

        :param dict deltas: weight to add (or, negative, to take off) by user id
        :return: the new load by user id
        :rtype: dict
        """
        # a fixed order keeps two transactions from waiting for each other
        deltas = sorted((user, delta) for user, delta in deltas.items() if delta)
        if not deltas:
            return {}
        self.flush_model(["load"])
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cs_agent_load AS own (user_id, load, status)
                     VALUES %s
                ON CONFLICT (user_id) DO UPDATE
                        SET load = GREATEST(own.load + EXCLUDED.load, 0)
                  RETURNING user_id, load
                """,
                SQL(", ").join(SQL("(%s, %s, 'online')", *delta) for delta in deltas),
            )
        )
        self.invalidate_model(["load"])
        return dict(rows)

    @api.model
    def _cs_set_status(self, users, status, reason, at):
        """Write the status of people, in the row their assignments update too."""
        values = [
            SQL("(%s, 0, %s, %s, %s)", user, status, reason or None, at)
            for user in sorted(users.ids)
        ]
        if not values:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_agent_load (
                    user_id, load, status, status_reason, status_since
                ) VALUES %s
                ON CONFLICT (user_id) DO UPDATE
                        SET status = EXCLUDED.status,
                            status_reason = EXCLUDED.status_reason,
                            status_since = EXCLUDED.status_since
                """,
                SQL(", ").join(values),
            )
        )
        self.invalidate_model()

    @api.model
    def _cs_offer(self, users):
        """Give people who have a free place again what waits for them.

        :param users: who was freed or came online
        """
        for model in self._cs_models() if users else ():
            # sudo: any model: work is handed out whoever freed the place
            self.env[model].sudo()._cs_drain(users)

    @api.model
    def _cs_models(self):
        """Names of the models (of ``cs.load.mixin``) whose records are work."""
        return ["cs.ticket"]

    @api.model
    def _cs_expected(self):
        """What the loads should be by the records that are open now.

        :rtype: collections.Counter
        """
        expected = Counter()
        for model in self._cs_models():
            # sudo: any model: a person's load counts work the caller may not read
            expected.update(self.env[model].sudo()._cs_loads_of_all())
        return expected

    @api.model
    def _cs_rebuild(self):
        """Set every load to what the records say.

        :return: by how much each load was wrong, by user id
        :rtype: dict
        """
        expected = self._cs_expected()
        self.flush_model(["load"])
        held = self.env.execute_query(SQL("SELECT user_id, load FROM cs_agent_load"))
        expected.subtract(dict(held))
        wrong = {user: delta for user, delta in expected.items() if abs(delta) > 1e-6}
        self._cs_add(wrong)
        return wrong
