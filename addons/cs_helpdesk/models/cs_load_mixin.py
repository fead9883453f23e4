# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CsLoadMixin(models.AbstractModel):
    """Work that one person holds at a time: it is claimed, counted and released.

    A model that inherits it has ``state``, ``team_id`` and ``company_id``. Only work in
    ``_load_states`` fills a place; what waits for the customer does not.
    """

    _name = "cs.load.mixin"
    _description = "Work Held by a Person"

    _load_states = ("new", "open")
    _load_weight = 1.0

    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
        copy=False,
    )

    @api.model
    def _cs_engine_fields(self):
        """Names of the fields that no caller writes, only the code with sudo.

        A field that is read-only on the screens is read-only for remote calls too.
        """
        return {name for name, field in self._fields.items() if field.readonly}

    @api.model
    def _cs_check_values(self, *vals_list):
        """Refuse values that only the code may write.

        :raises AccessError: naming the fields
        """
        if self.env.su:
            return
        refused = self._cs_engine_fields() & set().union(*vals_list)
        if refused:
            raise AccessError(
                self.env._(
                    "These fields cannot be edited: %s", ", ".join(sorted(refused))
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._cs_book(Counter(), records.user_id)
        records._cs_assign()
        return records

    def write(self, vals):
        if not self._cs_load_fields() & vals.keys():
            return super().write(vals)
        before, holders = self._cs_loads(), {rec: rec.user_id for rec in self}
        result = super().write(vals)
        changed = self.filtered(lambda rec: rec.user_id != holders[rec])
        self._cs_book(before, changed.user_id)
        return result

    def unlink(self):
        before = self._cs_loads()
        result = super().unlink()
        self.browse()._cs_book(before, self.env["res.users"])
        return result

    def claim(self):
        """Take unassigned work: it becomes mine.

        :raises UserError: if somebody else has it, or I have no free place
        """
        self.check_access("write")
        taken = self.filtered(lambda rec: rec.user_id and rec.user_id != self.env.user)
        if taken:
            raise UserError(
                self.env._(
                    "%(user)s already has %(record)s.",
                    user=taken[0].user_id.name,
                    record=taken[0].display_name,
                )
            )
        self.filtered(lambda rec: not rec.user_id).write({"user_id": self.env.uid})
        return True

    def _cs_assign(self):
        """Hand unassigned work of balanced teams to who holds the least.

        What finds nobody with a free place stays unassigned.
        """
        # sudo: any model: work is handed out whoever brought it in
        waiting = self.sudo().filtered(
            lambda rec: (
                not rec.user_id
                and rec.team_id.assign_mode == "balanced"
                and rec.state in self._load_states
            )
        )
        for team, records in waiting.grouped("team_id").items():
            chosen = team._cs_pick(len(records), self._load_weight)
            for user, share in chosen.items():
                records[:share].write({"user_id": user.id})
                records = records[share:]

    @api.model
    def _cs_load_fields(self):
        """Names of the fields whose change may move load."""
        return {"user_id", "stage_id", "state", "active", "team_id"}

    def _cs_load_domain(self):
        """What counts as held work, as a domain."""
        return Domain("state", "in", self._load_states) & Domain("user_id", "!=", False)

    def _cs_loads(self):
        """The load these records are to the people who hold them, by user id."""
        held = self.filtered_domain(self._cs_load_domain())
        if "active" in self._fields:
            held = held.filtered("active")
        return Counter(
            {
                user.id: len(records) * self._load_weight
                for user, records in held.grouped("user_id").items()
            }
        )

    @api.model
    def _cs_loads_of_all(self):
        """The load of everybody, counted from the records, by user id."""
        groups = self._read_group(self._cs_load_domain(), ["user_id"], ["__count"])
        return Counter({user.id: count * self._load_weight for user, count in groups})

    def _cs_book(self, before, newly):
        """Book the difference to the load before, and check the newly assigned.

        Only an assignment is refused: work that comes back by itself (the customer
        answered) must reach its agent however full he is.

        :param collections.Counter before: load by user id before the change
        :param newly: users who got work by this change
        """
        deltas = self._cs_loads()
        deltas.subtract(before)
        # sudo: cs.agent.load: nobody may write it but through an assignment
        loads = self.env["cs.agent.load"].sudo()._cs_add(deltas)
        gaining = newly.filtered(lambda user: deltas[user.id] > 0)
        gaining._cs_check_capacity(loads)
        self._cs_check_team_cap(gaining)

    def _cs_check_team_cap(self, users):
        """Refuse what exceeds the cap a member has in the team of the work.

        :raises UserError: naming the member and the team
        """
        teams = self.filtered(lambda rec: rec.user_id in users).team_id
        if not teams:
            return
        # sudo: cs.team.member: the cap binds whoever assigns
        capped = (
            self.env["cs.team.member"]
            .sudo()
            .search(
                Domain("team_id", "in", teams.ids)
                & Domain("user_id", "in", users.ids)
                & Domain("capacity", ">", 0)
            )
        )
        if not capped:
            return
        # sudo: any model: the cap counts work the caller may not read
        counts = self.sudo()._read_group(
            self._cs_load_domain() & Domain("team_id", "in", capped.team_id.ids),
            ["team_id", "user_id"],
            ["__count"],
        )
        held = {(team, user): count for team, user, count in counts}
        for member in capped:
            if held.get((member.team_id, member.user_id), 0) > member.capacity:
                raise UserError(
                    self.env._(
                        "%(user)s may hold %(capacity)s at most in %(team)s.",
                        user=member.user_id.name,
                        capacity=member.capacity,
                        team=member.team_id.name,
                    )
                )
