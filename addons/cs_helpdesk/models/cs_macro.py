# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .cs_ticket import PRIORITIES

# Fields of a macro that are written to the ticket under the same name.
SET_FIELDS = ("stage_id", "team_id", "priority", "type_id", "category_id")


class CsMacro(models.Model):
    """A reply and changes that belong together, applied to tickets in one step."""

    _name = "cs.macro"
    _description = "Macro"
    _inherit = ["mail.render.mixin"]
    _order = "sequence, name, id"
    # Who may write placeholders is checked when a macro is written, not when used.
    _unrestricted_rendering = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        help="Empty: every company.",
    )
    team_ids = fields.Many2many(
        "cs.team",
        string="Teams",
        help="Who may use it. Empty: every team.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Only For",
        index="btree_not_null",
        default=lambda self: self._default_user_id(),
        help="A macro of one person, whom nobody else sees use it. Empty: shared.",
    )

    # === What it says === #
    body = fields.Html(
        "Reply",
        translate=True,
        render_engine="qweb",
        render_options={"post_process": True},
        sanitize="email_outgoing",
    )
    is_note = fields.Boolean(
        "As Internal Note", help="The customer does not see the text."
    )
    lang = fields.Char(default="{{ object.partner_id.lang }}")

    # === What it changes === #
    stage_id = fields.Many2one("cs.ticket.stage", "Move to Stage", ondelete="restrict")
    team_id = fields.Many2one("cs.team", "Give to Team")
    assign = fields.Selection(
        [("me", "Me"), ("nobody", "Nobody")],
        string="Assign to",
        help="Me: whoever applies it.",
    )
    priority = fields.Selection(PRIORITIES, "Set Priority")
    type_id = fields.Many2one("cs.ticket.type", "Set Type")
    category_id = fields.Many2one("cs.ticket.category", "Set Category")
    add_tag_ids = fields.Many2many(
        "cs.ticket.tag", "cs_macro_add_tag_rel", string="Add Tags"
    )
    remove_tag_ids = fields.Many2many(
        "cs.ticket.tag", "cs_macro_remove_tag_rel", string="Remove Tags"
    )

    def _default_user_id(self):
        """Agents write macros for themselves, managers for all."""
        manager = self.env.user.has_group("cs_helpdesk.group_manager")
        return self.env["res.users"] if manager else self.env.user

    @api.depends("team_ids")
    def _compute_company_id(self):
        """The company of its teams, if they are of one."""
        for macro in self:
            companies = macro.team_ids.company_id
            if companies:
                macro.company_id = companies if len(companies) == 1 else False

    def _compute_render_model(self):
        self.render_model = "cs.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        macros = super().create(vals_list)
        macros._check_owner()
        return macros

    def write(self, vals):
        result = super().write(vals)
        self._check_owner()
        return result

    def _check_owner(self):
        """Agents share nothing by themselves.

        :raises AccessError: for a macro that is not the caller's own
        """
        manager = self.env.user.has_group("cs_helpdesk.group_manager")
        if not (self.env.su or manager) and self.user_id != self.env.user:
            raise AccessError(self.env._("Service managers write macros for others."))

    # === Applying === #

    def apply(self, tickets, body=None):
        """Reply to tickets and change them.

        :param tickets: records or ids of ``cs.ticket``
        :param body: the reply, when a person edited it; rendered for each ticket if
            left out
        :return: the tickets
        :raises UserError: for tickets this macro is not meant for
        """
        self.ensure_one()
        self.check_access("read")
        tickets = self.env["cs.ticket"]._cs_records(tickets)
        tickets._cs_check_staff()
        tickets.check_access("write")
        self._check_scope(tickets)
        self._say(tickets, self._texts(tickets) if body is None else body)
        values = self._changes()
        if values:
            tickets.write(values)
        return tickets

    def _check_scope(self, tickets):
        wrong = tickets.filtered(
            lambda ticket: (
                (self.team_ids and ticket.team_id not in self.team_ids)
                or not self._has_stage(self.team_id or ticket.team_id)
                or (self.company_id and ticket.company_id != self.company_id)
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "“%(macro)s” is not for tickets of %(team)s, such as %(ticket)s.",
                    macro=self.name,
                    team=wrong[0].team_id.name or wrong[0].company_id.name,
                    ticket=wrong[0].number,
                )
            )

    def _has_stage(self, team):
        """Whether a team uses the stage this macro moves to."""
        return not self.stage_id.team_ids or team in self.stage_id.team_ids

    def _texts(self, tickets):
        """The reply to each ticket, in its customer's language, by ticket id."""
        if is_html_empty(self.body):
            return dict.fromkeys(tickets.ids)
        return self._render_field("body", tickets.ids, compute_lang=True)

    def _say(self, tickets, texts):
        subtype = "mail.mt_note" if self.is_note else "mail.mt_comment"
        for ticket in tickets.with_context(mail_notify_force_send=False):
            text = texts[ticket.id] if isinstance(texts, dict) else texts
            if not is_html_empty(text):
                ticket.message_post(
                    body=text, message_type="comment", subtype_xmlid=subtype
                )

    def _changes(self):
        """What is written to every ticket."""
        values = {name: self[name] for name in SET_FIELDS if self[name]}
        values = self._convert_to_write(values)
        if self.assign:
            values["user_id"] = self.env.uid if self.assign == "me" else False
        tags = [Command.link(tag.id) for tag in self.add_tag_ids]
        tags += [Command.unlink(tag.id) for tag in self.remove_tag_ids]
        if tags:
            values["tag_ids"] = tags
        return values

    def _summary(self):
        """What this macro changes, in words: a list of label and value."""
        names = (*SET_FIELDS, "assign", "add_tag_ids", "remove_tag_ids")
        return [
            (self._fields[name]._description_string(self.env), self._shown(name))
            for name in names
            if self[name]
        ]

    def _shown(self, name):
        """The value of a field as people read it."""
        field = self._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env))[self[name]]
        return ", ".join(self[name].mapped("display_name"))
