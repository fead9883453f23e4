# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CsTeam(models.Model):
    """People who answer one kind of question, with a mail address and a calendar."""

    _name = "cs.team"
    _description = "Service Team"
    _inherit = ["mail.alias.mixin", "mail.thread", "rating.parent.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True
    _rating_satisfaction_days = 90

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer(export_string_translation=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Leader",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Told when a promise breaks and nobody has the ticket.",
        tracking=True,
    )
    member_ids = fields.One2many("cs.team.member", "team_id", string="Members")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Promises run in these hours. Empty: the company's working hours.",
    )
    assign_mode = fields.Selection(
        [("manual", "By hand"), ("balanced", "To the member with the least work")],
        string="Assignment",
        required=True,
        default="manual",
    )
    rating_active = fields.Boolean(
        "Ask for a Rating",
        default=True,
        help="Ask the customer by mail when a ticket is solved.",
    )
    ticket_properties = fields.PropertiesDefinition("Fields of Tickets")
    close_days = fields.Integer(
        "Close for Good After",
        default=7,
        help="Days after solving in which an answer reopens the ticket. Later answers "
        "make a follow-up. 0: solved tickets are never closed by themselves.",
    )
    silence_days = fields.Integer(
        "Close When Silent For",
        help="Working days a ticket may wait for the customer before it is closed by "
        "itself; the last message counts. 0: never.",
    )
    warn_days = fields.Integer(
        "Warn Before",
        default=2,
        help="Working days between the warning to the customer and the closing.",
    )
    alias_id = fields.Many2one(help="Mails to this address become tickets of the team.")

    _days_positive = models.Constraint(
        "CHECK (close_days >= 0 AND silence_days >= 0 AND warn_days >= 0)",
        "Days cannot be negative.",
    )
    _warn_first = models.Constraint(
        "CHECK (silence_days = 0 OR warn_days < silence_days)",
        "Warn less days before than the ticket may be silent.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "calendar_id" in vals:
            for team in self:
                self.env["cs.sla.replan"]._request(
                    "team_id", team.ids, team.name, team.company_id
                )
        if {"close_days", "silence_days", "warn_days"} & vals.keys():
            self._cs_days_changed()
        return result

    def _cs_days_changed(self):
        """Have the days counted anew for what may still close by itself.

        A dependency would load every ticket the team ever had. Solved ones may be many,
        and need no working hours: one statement counts them.
        """
        # sudo: cs.ticket: also what the manager may not read
        Ticket = self.env["cs.ticket"].sudo()
        waiting = Ticket.search(
            [("team_id", "in", self.ids), ("state", "=", "waiting")]
        )
        self.env.add_to_compute(Ticket._fields["next_step_at"], waiting)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_ticket
                   SET next_step_at = CASE WHEN team.close_days > 0 THEN
                       solved_at + make_interval(days => team.close_days) END
                  FROM cs_team team
                 WHERE team.id = cs_ticket.team_id AND team.id = ANY(%s)
                   AND state = 'solved' AND cs_ticket.active
                """,
                self.ids,
            )
        )
        Ticket.invalidate_model(["next_step_at"])

    @api.constrains("company_id")
    def _check_company_id(self):
        """A team that has worked stays in its company, as its tickets do."""
        # sudo: cs.ticket: also those the caller may not read
        Ticket = self.env["cs.ticket"].sudo().with_context(active_test=False)
        for team in self:
            domain = [
                ("team_id", "=", team.id),
                ("company_id", "!=", team.company_id.id),
            ]
            if Ticket.search_count(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "%s has tickets in its company. Make a new team for the other "
                        "company.",
                        team.name,
                    )
                )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("cs.ticket")
        if self.id:
            values["alias_defaults"] = defaults = literal_eval(
                self.alias_defaults or "{}"
            )
            defaults["team_id"] = self.id
        return values

    @api.model
    def _cs_default(self, company_id=None):
        """The team a new ticket falls to: mine in the company, else its first.

        :param int company_id: the active company when left out
        """
        domain = [("company_id", "=", company_id or self.env.company.id)]
        teams = self.search(domain)
        mine = teams.filtered(lambda team: self.env.user in team.member_ids.user_id)
        return (mine or teams)[:1]
