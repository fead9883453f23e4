# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.roster import Person, Roster, Seat

ROUTE_FIELDS = {"return_minutes", "overflow_minutes", "overflow_team_id", "calendar_id"}


class CsTeam(models.Model):
    """What a team does with work that nobody takes, or that lies untouched."""

    _inherit = "cs.team"

    affinity_days = fields.Integer(
        "Same Person for",
        default=14,
        help="A customer who was helped within so many days comes back to the same "
        "person, if he is there and has a free place. 0: never.",
    )
    return_minutes = fields.Integer(
        "Untouched: Back After",
        help="A ticket whose person has written nothing and moved nothing for so many "
        "working minutes goes back to the team, and not to the same person at once. "
        "0: never.",
    )
    overflow_minutes = fields.Integer(
        "Not Taken: Overflow After",
        help="A ticket that nobody has taken for so many working minutes goes to the "
        "other team. 0: never.",
    )
    overflow_team_id = fields.Many2one(
        "cs.team",
        string="Overflow to",
        check_company=True,
        index="btree_not_null",
        domain="[('id', '!=', id), ('company_id', '=', company_id)]",
        help="The team that helps out when nobody here takes a ticket in time.",
    )
    escalation_team_id = fields.Many2one(
        "cs.team",
        string="Next Level",
        check_company=True,
        index="btree_not_null",
        domain="[('id', '!=', id), ('company_id', '=', company_id)]",
        help="Where tickets go that this team escalates.",
    )

    _minutes_positive = models.Constraint(
        "CHECK (return_minutes >= 0 AND overflow_minutes >= 0 AND affinity_days >= 0)",
        "Minutes and days cannot be negative.",
    )

    @api.constrains("overflow_team_id", "escalation_team_id")
    def _check_no_circle(self):
        for name in ("overflow_team_id", "escalation_team_id"):
            if self._has_cycle(name):
                raise ValidationError(
                    self.env._("Tickets would go round in circles between these teams.")
                )

    def write(self, vals):
        result = super().write(vals)
        if ROUTE_FIELDS & vals.keys():
            tickets = self.env["cs.ticket"].search(
                Domain("team_id", "in", self.ids)
                & Domain("state", "in", self.env["cs.ticket"]._load_queue_states)
            )
            tickets._cs_plan_route()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open_tickets(self):
        # sudo: cs.ticket: also those the caller does not see
        count = (
            self.env["cs.ticket"]
            .sudo()
            .with_context(active_test=False)
            .search_count(
                Domain("team_id", "in", self.ids)
                & Domain("state", "in", ("new", "open", "waiting"))
            )
        )
        if count:
            raise UserError(
                self.env._(
                    "This team still has %(count)s open tickets. Give them to another "
                    "team first, or archive the team.",
                    count=count,
                )
            )

    def _cs_roster(self, at):
        """The people of these teams who take work now, with their free places.

        :param datetime at: naive UTC; away then are the absent
        :rtype: odoo.addons.cs_helpdesk.tools.roster.Roster
        """
        # sudo: cs.team.member, res.users: places are counted whoever asks
        members = self.sudo().member_ids.filtered(
            lambda member: member.user_id.active and not member.user_id.share
        )
        users = members.user_id
        rows = users._cs_load_rows()
        away = users._cs_absent(at)
        people = {
            user: Person(
                user.id, rows[user].load if user in rows else 0, user.cs_capacity
            )
            for user in users - away
            if user not in rows or rows[user].status == "online"
        }
        held = members._cs_held()
        seats = {}
        for member in members.filtered(lambda member: member.user_id in people):
            seat = Seat(people[member.user_id], member.capacity, held.get(member, 0))
            seat.skills = frozenset(member.skill_ids.ids)
            seat.languages = frozenset(member.skill_ids._cs_languages())
            seats.setdefault(member.team_id.id, []).append(seat)
        return Roster(seats)
