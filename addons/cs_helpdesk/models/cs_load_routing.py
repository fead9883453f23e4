# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.i18n import format_list

from ..tools.clock import now
from ..tools.roster import Need


class CsLoadMixin(models.AbstractModel):
    """How work finds its person, and why him: kept in words on the work itself."""

    _inherit = "cs.load.mixin"

    # Unassigned work in these states is handed out by balanced teams.
    _load_queue_states = ()

    assigned_at = fields.Datetime(
        "Assigned On", readonly=True, copy=False, groups="base.group_user"
    )
    assign_facts = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        export_string_translation=False,
    )
    assign_reason = fields.Char(
        "Assigned Because",
        compute="_compute_assign_reason",
        groups="base.group_user",
        help="Why this person has it.",
    )

    @api.depends("assign_facts", "user_id")
    @api.depends_context("lang")
    def _compute_assign_reason(self):
        for record in self:
            facts = record.assign_facts
            text = False
            if record.user_id and facts:
                text = self._cs_reason_text(facts, record.user_id.id)
            record.assign_reason = text

    # === Handing out === #

    def _cs_assign(self):
        """Hand unassigned work of balanced teams to the people who are there.

        What finds nobody who can do it and has a free place stays unassigned. One pass
        for the whole batch: places that are filled by it count at once.
        """
        # sudo: any model: work is handed out whoever brought it in
        waiting = self.sudo().filtered(
            lambda rec: (
                not rec.user_id
                and ("active" not in rec or rec.active)
                and rec.team_id.assign_mode == "balanced"
                and rec.state in self._load_queue_states
            )
        )
        if not waiting:
            return
        roster = waiting.team_id._cs_roster(now(self.env))
        needs = waiting._cs_needs()
        chosen = {}
        for record in waiting:
            found = roster.pick(
                record.team_id.id, needs.get(record, Need()), self._load_weight
            )
            if found:
                chosen.setdefault(found, []).append(record.id)
        for (user_id, rule), ids in chosen.items():
            self.sudo().browse(ids)._cs_give(user_id, {"rule": rule})

    def _cs_needs(self):
        """Hook: what each of these pieces of work asks of its person.

        :return: ``tools.roster.Need`` by record; what is missing asks for nothing
        :rtype: dict
        """
        return {}

    def _cs_give(self, user_id, facts):
        """Assign, and keep why.

        :param int user_id: 0 takes it from whoever has it
        :param dict facts: the ``rule`` that decided, see :meth:`_cs_reason_text`
        """
        # sudo: any model: only the code explains an assignment
        self.sudo().write({"user_id": user_id or False, "assign_facts": facts})

    @api.model
    def _cs_drain(self, users):
        """Hand out what waits to these people, the most pressing first.

        :param users: who may have a free place; the others of their teams get a share
            only of what one of these could do
        """
        if not self._load_queue_states:
            return
        members = self.env["cs.team.member"].search(
            Domain("user_id", "in", users.ids)
            & Domain("team_id.active", "=", True)
            & Domain("team_id.assign_mode", "=", "balanced")
        )
        waiting = self._cs_pool_domain(members.team_id)
        if not members or not self.search_count(waiting, limit=1):
            return
        there = members.team_id._cs_roster(now(self.env)).users()
        free = members.user_id.filtered(lambda user: user.id in there)
        if not free:
            return
        waiting = self._cs_pool(members.team_id, free, limit=self._cs_places(free))
        waiting.try_lock_for_update(allow_referencing=True)._cs_assign()

    @api.model
    def _cs_places(self, users, most=50):
        """How many pieces of work people could take at most."""
        if any(not user.cs_capacity for user in users):
            return most
        return min(most, sum(users.mapped("cs_capacity")))

    @api.model
    def _cs_pool(self, teams, users=None, limit=50):
        """Unassigned work of teams, the most pressing first.

        Promises (of ``cs.sla.mixin``) that are broken or at risk, then the weight of
        the customer's tier, then the order of the kind of work.

        :param users: only what one of them could do; anything when left out
        """
        self._cs_flush_pool()
        query = self._search(self._cs_pool_domain(teams), limit=limit)
        if users is not None:
            query.add_where(self._cs_fits(users))
        customer = query.left_join(
            self._table, "commercial_partner_id", "res_partner", "id", "customer"
        )
        tier = query.left_join(customer, "cs_tier_id", "cs_tier", "id", "tier")
        query.order = SQL(
            "%s DESC, COALESCE(%s, 0) DESC, %s, %s",
            self._sla_pressing(),
            SQL.identifier(tier, "weight"),
            self._cs_pool_order(),
            SQL.identifier(self._table, "id"),
        )
        return self.browse(query.get_result_ids())

    @api.model
    def _cs_pool_order(self):
        """Hook: the order, as SQL, among equally pressing work; the oldest first."""
        return SQL.identifier(self._table, "create_date")

    @api.model
    def _cs_flush_pool(self):
        """Write what :meth:`_cs_pool` reads past the ORM."""
        for model in (self._name, "cs.sla.line", "cs.team.member", "res.partner"):
            self.env[model].flush_model()

    @api.model
    def _cs_fits(self, users):
        """Whether one of these people, as SQL, has the skills and may have it now."""
        needed = self._fields["skill_ids"]
        return SQL(
            """(%(team)s IS NULL OR EXISTS (
                SELECT FROM cs_team_member member JOIN cs_team team
                         ON team.id = member.team_id
                 WHERE member.team_id = %(team)s AND member.user_id IN %(users)s
                   AND %(allowed)s
                   AND NOT EXISTS (
                       SELECT FROM %(needed)s WHERE %(record)s = %(id)s AND NOT EXISTS (
                           SELECT FROM cs_skill_cs_team_member_rel has
                            WHERE has.cs_team_member_id = member.id
                              AND has.cs_skill_id = %(skill)s))))""",
            team=SQL.identifier(self._table, "team_id"),
            users=tuple(users.ids) or (0,),
            allowed=self._cs_allowed(),
            needed=SQL.identifier(needed.relation),
            record=SQL.identifier(needed.relation, needed.column1),
            skill=SQL.identifier(needed.relation, needed.column2),
            id=SQL.identifier(self._table, "id"),
        )

    @api.model
    def _cs_allowed(self):
        """Hook: whether a ``member`` of the ``team`` may have it now, as SQL."""
        return SQL("TRUE")

    @api.model
    def _cs_pool_domain(self, teams):
        return (
            Domain("team_id", "in", teams.ids)
            & Domain("user_id", "=", False)
            & Domain("state", "in", self._load_queue_states)
        )

    @api.model
    def _cs_left_by(self, users):
        """Hook: these people are gone; what they held goes on without them."""

    # === What follows === #

    def _cs_rerouted(self, was, facts=None):
        """After creation or a change: explain who has it, and hand out what waits.

        :param dict was: the user and team of each record before
        :param dict facts: why, when the code decided; else somebody did by hand
        """
        changed = self.filtered(lambda rec: rec.user_id != was[rec][0])
        held = changed.filtered("user_id")
        by = self.env.user
        facts = facts or {"rule": "hand", "by": by.id, "name": by.name}
        # sudo: any model: as in _cs_give
        held.sudo().write({"assign_facts": facts, "assigned_at": now(self.env)})
        (changed - held).sudo().write({"assign_facts": False, "assigned_at": False})
        moved = self.filtered(lambda rec: rec.team_id != was[rec][1])
        (moved | changed)._cs_after_route(was, facts)
        (moved | changed)._cs_assign()

    def _cs_after_route(self, was, facts):
        """Hook: these have another person or team than before; see _cs_rerouted."""

    # === Words === #

    @api.model
    def _cs_reason_text(self, facts, user_id=0):
        """Why somebody got a piece of work, in the language of the reader.

        :param dict facts: the ``rule`` that decided, and what belongs to it
        :param int user_id: who got it
        """
        rule = facts.get("rule")
        if rule == "hand":
            return self._cs_hand_text(facts, user_id)
        if rule == "next":
            return self.env._(
                "The next one: %(why)s.", why=self._cs_why_text(facts.get("why", []))
            )
        texts = {
            "affinity": self.env._("Helped this customer last."),
            "language": self.env._(
                "Speaks the customer's language, and holds the least of those who do."
            ),
            "skills": self.env._(
                "Has the skills needed, and holds the least of those who do."
            ),
            "escalated": self.env._("Escalated to this person."),
            "least": self.env._("Holds the least work in the team."),
        }
        return texts.get(rule, "")

    @api.model
    def _cs_hand_text(self, facts, user_id):
        if facts.get("by") in (None, SUPERUSER_ID):
            return self.env._("Assigned by a rule.")
        if facts["by"] == user_id:
            return self.env._("Taken by %(user)s.", user=facts.get("name"))
        return self.env._("Assigned by %(user)s.", user=facts.get("name"))

    @api.model
    def _cs_why_text(self, why):
        """What put it before the others, as facts in a row."""
        texts = {
            "risk": lambda _value: self.env._("its promise is broken or at risk"),
            "tier": lambda value: self.env._("%(tier)s customer", tier=value),
            "urgent": lambda _value: self.env._("urgent"),
            "high": lambda _value: self.env._("high priority"),
            "oldest": lambda _value: self.env._("waits the longest"),
        }
        words = [texts[key](value) for key, value in why if key in texts]
        return format_list(self.env, words, "unit")
