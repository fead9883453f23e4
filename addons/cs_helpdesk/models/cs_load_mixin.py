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
        nobody = (self.env["res.users"], self.env["cs.team"])
        records._cs_rerouted(dict.fromkeys(records, nobody))
        return records

    def write(self, vals):
        if not self._cs_load_fields() & vals.keys():
            return super().write(vals)
        before = self._cs_loads()
        was = {record: (record.user_id, record.team_id) for record in self}
        result = super().write(vals)
        changed = self.filtered(lambda rec: rec.user_id != was[rec][0])
        freed = self._cs_book(before, changed.user_id)
        self._cs_rerouted(was, vals.get("assign_facts"))
        self.env["cs.agent.load"]._cs_offer(freed)
        return result

    def unlink(self):
        before = self._cs_loads()
        result = super().unlink()
        freed = self.browse()._cs_book(before, self.env["res.users"])
        self.env["cs.agent.load"]._cs_offer(freed)
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
        :return: the users who hold less now
        """
        deltas = self._cs_loads()
        deltas.subtract(before)
        # sudo: cs.agent.load: nobody may write it but through an assignment
        loads = self.env["cs.agent.load"].sudo()._cs_add(deltas)
        gaining = newly.filtered(lambda user: deltas[user.id] > 0)
        gaining._cs_check_capacity(loads)
        self._cs_check_team_cap(gaining)
        freed = [user for user, delta in deltas.items() if delta < 0]
        return self.env["res.users"].browse(freed)

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
        held = capped._cs_held()
        for member in capped:
            if held[member] > member.capacity:
                raise UserError(
                    self.env._(
                        "%(user)s may hold %(capacity)s at most in %(team)s.",
                        user=member.user_id.name,
                        capacity=member.capacity,
                        team=member.team_id.name,
                    )
                )
