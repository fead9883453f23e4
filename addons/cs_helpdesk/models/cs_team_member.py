# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CsTeamMember(models.Model):
    """A person in a team: what he can do there, and how much of it."""

    _name = "cs.team.member"
    _description = "Member of a Service Team"
    _rec_name = "user_id"
    _order = "team_id, id"

    team_id = fields.Many2one("cs.team", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    capacity = fields.Integer(
        string="Cap in This Team",
        help="How much open work of this team the person holds at most; 0 means only "
        "the person's own capacity counts.",
    )
    skill_ids = fields.Many2many("cs.skill", string="Skills")
    person_capacity = fields.Integer(
        string="Capacity",
        compute="_compute_person_capacity",
        inverse="_inverse_person_capacity",
        compute_sudo=True,
        help="How much open work the person holds at most over all teams; 0 means "
        "without limit.",
    )
    load = fields.Float(
        string="Holds Now", compute="_compute_load", compute_sudo=True, digits=(6, 1)
    )

    _member_unique = models.UniqueIndex(
        "(team_id, user_id)", "This person is in the team already."
    )

    def _compute_person_capacity(self):
        for member in self:
            member.person_capacity = member.user_id.cs_capacity

    def _inverse_person_capacity(self):
        """Let the service manager, who cannot write users, set it here."""
        if not self.env.user.has_group("cs_helpdesk.group_manager"):
            raise AccessError(self.env._("Only a service manager sets capacities."))
        for member in self:
            # sudo: res.users: checked above, and only this one field
            member.user_id.sudo().cs_capacity = member.person_capacity

    def _compute_load(self):
        loads = self.env["cs.agent.load"].search([("user_id", "in", self.user_id.ids)])
        by_user = {row.user_id: row.load for row in loads}
        for member in self:
            member.load = by_user.get(member.user_id, 0.0)

    def _cs_held(self):
        """How much work the members with a cap hold in their team.

        :return: count by member; a member without a cap is not counted
        :rtype: dict
        """
        capped = self.filtered("capacity")
        if not capped:
            return {}
        held = {}
        for model in self.env["cs.agent.load"]._cs_models():
            # sudo: any model: a cap counts work the caller may not read
            records = self.env[model].sudo()
            domain = records._cs_load_domain()
            domain &= Domain("team_id", "in", capped.team_id.ids)
            domain &= Domain("user_id", "in", capped.user_id.ids)
            groups = records._read_group(domain, ["team_id", "user_id"], ["__count"])
            for team, user, count in groups:
                held[team.id, user.id] = held.get((team.id, user.id), 0) + count
        return {
            member: held.get((member.team_id.id, member.user_id.id), 0)
            for member in capped
        }
