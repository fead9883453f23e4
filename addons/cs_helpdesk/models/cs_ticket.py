# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import cache

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..tools.clock import now

OPEN_STATES = ("new", "open", "waiting")
DONE_STATES = ("solved", "closed")
PRIORITIES = [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Urgent")]
SOURCES = [
    ("email", "Email"),
    ("portal", "Portal"),
    ("web", "Website"),
    ("chat", "Chat"),
    ("phone", "Phone"),
    ("api", "API"),
    ("counter", "Counter"),
    ("alarm", "Alarm"),
]


class CsTicket(models.Model):
    """A question of a customer, from asking to rating."""

    _name = "cs.ticket"
    _description = "Ticket"
    _inherit = [
        "cs.ticket.talk",
        "cs.ticket.transform",
        "cs.sla.mixin",
        "cs.load.mixin",
        "portal.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
        "rating.mixin",
        "mail.tracking.duration.mixin",
    ]
    _order = "priority desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _mail_post_access = "read"
    _mail_thread_customer = True
    _primary_email = "email_from"
    _track_duration_field = "stage_id"

    active = fields.Boolean(default=True)
    number = fields.Char(readonly=True, copy=False, index="trigram")
    name = fields.Char("Subject", required=True, tracking=True, index="trigram")
    description = fields.Html()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # === Whose it is === #
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer's Company",
        store=True,
        index="btree_not_null",
    )
    email_from = fields.Char(
        string="Email",
        compute="_compute_email_from",
        store=True,
        readonly=False,
        index="trigram",
    )
    phone = fields.Char(compute="_compute_phone", store=True, readonly=False)

    # === Who works on it === #
    team_id = fields.Many2one(
        "cs.team",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        default=lambda self: self.env["cs.team"]._cs_default(),
    )
    stage_id = fields.Many2one(
        "cs.ticket.stage",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        copy=False,
        default=lambda self: self._cs_first_stage(self.env["cs.team"]),
        group_expand="_read_group_stage_id",
        domain="['|', ('team_ids', '=', False), ('team_ids', '=', team_id)]",
    )
    state = fields.Selection(related="stage_id.state", store=True, index=True)
    date_last_stage_update = fields.Datetime(
        "Last Stage Update", readonly=True, copy=False, default=fields.Datetime.now
    )
    priority = fields.Selection(
        PRIORITIES,
        default="1",
        required=True,
        tracking=True,
    )
    type_id = fields.Many2one("cs.ticket.type", index="btree_not_null", tracking=True)
    category_id = fields.Many2one(
        "cs.ticket.category", index="btree_not_null", tracking=True
    )
    tag_ids = fields.Many2many("cs.ticket.tag", string="Tags", groups="base.group_user")
    skill_ids = fields.Many2many(
        "cs.skill",
        string="Skills Needed",
        groups="base.group_user",
        help="Who takes this ticket should have all of these.",
    )
    color = fields.Integer(export_string_translation=False)
    properties = fields.Properties(
        definition="team_id.ticket_properties", copy=True, groups="base.group_user"
    )

    # === What it is about === #
    item_id = fields.Many2one(
        "cs.item",
        string="Product in Use",
        check_company=True,
        index="btree_not_null",
        domain="[('commercial_partner_id', '=?', commercial_partner_id)]",
        groups="base.group_user",
    )
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        index="btree_not_null",
        compute="_compute_product_id",
        store=True,
        readonly=False,
    )
    source = fields.Selection(
        SOURCES,
        default="phone",
        required=True,
        help="How the customer asked.",
    )
    parent_id = fields.Many2one(
        "cs.ticket",
        string="Follows From",
        check_company=True,
        index="btree_not_null",
        copy=False,
        domain="[('id', '!=', id), ('company_id', '=', company_id)]",
        groups="base.group_user",
    )
    child_ids = fields.One2many(
        "cs.ticket", "parent_id", string="Follow-ups", groups="base.group_user"
    )
    merged_into_id = fields.Many2one(
        "cs.ticket",
        string="Merged into",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        groups="base.group_user",
    )

    # === When === #
    solved_at = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    closed_at = fields.Datetime(readonly=True, copy=False)
    first_response_at = fields.Datetime(readonly=True, copy=False)
    acknowledged_at = fields.Datetime(
        readonly=True, copy=False, groups="base.group_user"
    )
    reopened_at = fields.Datetime(
        "Last Reopened On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    rating_asked_at = fields.Datetime(
        readonly=True, copy=False, groups="base.group_user"
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number)", "This ticket number is taken already."
    )
    _default_order_idx = models.Index("(priority DESC, id DESC) WHERE active IS TRUE")
    _open_partner_idx = models.Index(
        "(commercial_partner_id, state) WHERE active IS TRUE"
    )
    _user_state_idx = models.Index("(user_id, state) WHERE user_id IS NOT NULL")

    # Computed from stages and activities, which customers may not read.
    rotting_days = fields.Integer(groups="base.group_user")
    is_rotting = fields.Boolean(groups="base.group_user")
    duration_tracking = fields.Json(groups="base.group_user")
    activity_type_icon = fields.Char(groups="base.group_user")
    activity_exception_decoration = fields.Selection(groups="base.group_user")
    activity_exception_icon = fields.Char(groups="base.group_user")

    # === Computes === #

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = " ".join(filter(None, [ticket.number, ticket.name]))

    @api.depends("partner_id")
    def _compute_email_from(self):
        for ticket in self:
            ticket.email_from = ticket.partner_id.email or ticket.email_from

    @api.depends("partner_id")
    def _compute_phone(self):
        for ticket in self:
            ticket.phone = ticket.partner_id.phone or ticket.phone

    @api.depends("item_id")
    def _compute_product_id(self):
        for ticket in self:
            ticket.product_id = ticket.item_id.product_id or ticket.product_id

    def _compute_access_url(self):
        super()._compute_access_url()
        for ticket in self:
            ticket.access_url = f"/my/tickets/{ticket.id}"

    @api.model
    def _read_group_stage_id(self, stages, domain):
        """Show the empty stages too: those of the team, if one is looked at."""
        team = self.env.context.get("default_team_id")
        wanted = Domain("id", "in", stages.ids) | Domain("team_ids", "=", False)
        if team:
            wanted |= Domain("team_ids", "in", [team])
        return stages.search(wanted)

    def _get_rotting_depends_fields(self):
        return [*super()._get_rotting_depends_fields(), "state"]

    def _get_rotting_domain(self):
        return super()._get_rotting_domain() & Domain("state", "in", OPEN_STATES)

    # === Writing === #

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_values(*vals_list)
        # Asked once for all tickets of a team, not for each.
        first_stage = cache(self._cs_first_stage)
        default_team = cache(self.env["cs.team"]._cs_default)
        vals_list = [
            self._cs_prepare(vals, default_team, first_stage) for vals in vals_list
        ]
        self._cs_number(vals_list)
        tickets = super().create(vals_list)
        # sudo: cs.ticket: the moments of its life are the code's alone
        tickets.sudo()._cs_stamp(now(self.env))
        tickets._cs_subscribe_customer()
        # Born from a talk in which the customer has been answered already.
        tickets.filtered("first_response_at")._sla_answered(now(self.env))
        return tickets

    def write(self, vals):
        self._cs_check_values(vals)
        vals = dict(vals)
        if "stage_id" in vals:
            vals["date_last_stage_update"] = now(self.env)
        if vals.get("team_id") and "stage_id" not in vals:
            return self._cs_write_team(vals)
        states = {ticket: ticket.state for ticket in self}
        result = super().write(vals)
        moved = self.filtered(lambda ticket: ticket.state != states[ticket])
        moved._cs_check_still_merged()
        # sudo: cs.ticket: as in create
        moved.sudo()._cs_stamp(now(self.env))
        moved._cs_after_move(states)
        if "partner_id" in vals:
            self._cs_subscribe_customer()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            {**vals, "name": self.env._("%s (copy)", ticket.name)}
            for ticket, vals in zip(self, vals_list, strict=True)
        ]

    @api.model
    def _cs_prepare(self, vals, default_team, first_stage):
        """Values of a new ticket with what its team decides: company and stage.

        :param default_team: function of a company's id, ``cs.team._cs_default``
        :param first_stage: function of a team, ``_cs_first_stage``
        """
        vals = dict(vals)
        if "team_id" not in vals:
            company = vals.get("company_id") or self.env.company.id
            vals["team_id"] = default_team(company).id
        team = self.env["cs.team"].browse(vals["team_id"])
        if team and not vals.get("company_id"):
            vals["company_id"] = team.company_id.id
        if not vals.get("stage_id"):
            vals["stage_id"] = first_stage(team).id
        if not vals.get("name") and vals.get("description"):
            vals["name"] = html2plaintext(vals["description"]).strip()[:80]
        return vals

    @api.model
    def _cs_number(self, vals_list):
        """Number new tickets, each company in its own row, one query a company."""
        by_company = {}
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            by_company.setdefault(company, []).append(vals)
        for company_id, batch in by_company.items():
            company = self.env["res.company"].browse(company_id)
            numbers = company._cs_next_ticket_numbers(len(batch))
            for vals, number in zip(batch, numbers, strict=True):
                vals["number"] = number

    def _cs_write_team(self, vals):
        """Give tickets to another team; a stage it does not use becomes its first."""
        team = self.env["cs.team"].browse(vals["team_id"])
        keep = self.filtered(
            lambda ticket: (
                not ticket.stage_id.team_ids or team in ticket.stage_id.team_ids
            )
        )
        if keep:
            super(CsTicket, keep).write(vals)
        if others := self - keep:
            others.write({**vals, "stage_id": self._cs_first_stage(team).id})
        return True
