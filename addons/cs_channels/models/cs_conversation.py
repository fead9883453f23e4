# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import plaintext2html

# What a caller may write: the chatter. All else comes about by the methods below.
EDITABLE = {"activity_ids", "message_follower_ids", "message_ids"}
STREAM_TYPES = ("cs", "livechat")


class CsConversation(models.Model):
    """A talk with a customer on one channel, from his first word to closing it.

    The words are in a ``discuss.channel``; here is the work: whose it is, in which
    state, what was promised and noted. The chatter here is internal: the customer
    never sees it.
    """

    _name = "cs.conversation"
    _description = "Conversation"
    _inherit = [
        "cs.conversation.inbox",
        "cs.conversation.stream",
        "cs.load.mixin",
        "cs.opportunity.mixin",
        "rating.mixin",
        "cs.internal.chatter",
        "mail.activity.mixin",
    ]
    _order = "last_message_at desc, id desc"
    _rec_names_search = ["identity_id.name", "partner_id.name"]
    _load_states = ("open",)

    # === Who === #
    identity_id = fields.Many2one(
        "cs.channel.identity", required=True, index=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, ondelete="restrict"
    )
    provider = fields.Selection(related="channel_id.provider")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", tracking=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer's Company",
        store=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    team_id = fields.Many2one("cs.team", required=True, index=True, tracking=True)

    # A column of its own, for the timeline: many may see that who may not read along.
    customer_name = fields.Char(
        related="identity_id.name", store=True, export_string_translation=False
    )

    # === Where it stands === #
    state = fields.Selection(
        [
            ("bot", "With the bot"),
            ("queued", "Waiting for an agent"),
            ("open", "Open"),
            ("snoozed", "Snoozed"),
            ("closed", "Closed"),
        ],
        required=True,
        default="queued",
        tracking=True,
    )
    discuss_channel_id = fields.Many2one(
        "discuss.channel",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    previous_id = fields.Many2one(
        "cs.conversation",
        string="Continues",
        readonly=True,
        index="btree_not_null",
        help="The conversation this customer had before.",
    )
    next_ids = fields.One2many("cs.conversation", "previous_id", string="Continued By")
    ticket_ids = fields.One2many("cs.ticket", "conversation_id", string="Tickets")
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    event_ids = fields.One2many("cs.channel.event", "conversation_id")
    delivery_ids = fields.One2many("cs.channel.delivery", "conversation_id")

    # === When === #
    opened_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    first_response_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    snoozed_until = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    last_message_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    waiting_since = fields.Datetime(
        readonly=True,
        help="When the customer wrote what nobody has answered yet.",
    )
    preview = fields.Char(readonly=True, help="The last words, as the list shows them.")

    _one_open = models.UniqueIndex(
        "(identity_id) WHERE state != 'closed'",
        "This customer has an open conversation on the channel.",
    )
    _stream_unique = models.UniqueIndex("(discuss_channel_id)")
    _team_idx = models.Index("(team_id, state, last_message_at DESC)")
    _state_idx = models.Index("(state, last_message_at DESC, id DESC)")
    _user_idx = models.Index(
        "(user_id, state, last_message_at DESC) WHERE user_id IS NOT NULL"
    )
    _waiting_idx = models.Index("(waiting_since, id) WHERE waiting_since IS NOT NULL")
    _customer_idx = models.Index("(commercial_partner_id, last_message_at DESC)")

    @api.depends("partner_id.name", "identity_id.name", "channel_id.name")
    def _compute_display_name(self):
        for conversation in self:
            name = conversation.partner_id.name or conversation.identity_id.name
            conversation.display_name = f"{name} · {conversation.channel_id.name}"

    @api.depends("ticket_ids")
    def _compute_ticket_count(self):
        groups = self.env["cs.ticket"]._read_group(
            [("conversation_id", "in", self.ids)], ["conversation_id"], ["__count"]
        )
        counts = {conversation.id: count for conversation, count in groups}
        for conversation in self:
            conversation.ticket_count = counts.get(conversation.id, 0)

    @api.constrains("company_id", "channel_id", "identity_id", "team_id")
    def _check_one_company(self):
        # sudo: a check of what has just been written
        for conversation in self.sudo():
            identity, channel = conversation.identity_id, conversation.channel_id
            companies = identity.company_id | channel.company_id
            companies |= conversation.team_id.company_id
            if (identity.channel_id, companies) != (channel, conversation.company_id):
                raise ValidationError(
                    self.env._("This belongs to another channel or company.")
                )

    @api.model
    def _cs_engine_fields(self):
        return set(self._fields) - EDITABLE

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_values(*vals_list)
        conversations = super().create(vals_list)
        missing = conversations.filtered(lambda c: not c.discuss_channel_id)
        # sudo: discuss.channel: the stream comes with the conversation
        streams = self.env["discuss.channel"].sudo()._cs_create_stream(missing)
        for conversation, stream in zip(missing, streams, strict=True):
            conversation.discuss_channel_id = stream
        missing.filtered("user_id")._sync_members()
        conversations._publish()
        return conversations

    def write(self, vals):
        self._cs_check_values(vals)
        teams = self.team_id
        result = super().write(vals)
        if {"user_id", "state"} & vals.keys():
            self._sync_members()
        if "team_id" in vals:
            # sudo: discuss.channel: its rules follow the conversation's team
            self.sudo().discuss_channel_id.write({"cs_team_id": vals["team_id"]})
        if {
            "user_id",
            "state",
            "team_id",
            "last_message_at",
            "partner_id",
        } & vals.keys():
            self._publish(teams)
        return result

    # === Inside === #

    def _stream(self):
        """The stream, for the caller to post in; access was checked on us."""
        # sudo: discuss.channel: an agent who has just claimed becomes member later
        stream = self.discuss_channel_id.sudo()
        if stream.channel_type not in STREAM_TYPES:
            raise AccessError(self.env._("This is no talk with a customer."))
        return stream

    def _reopen_to_answer(self):
        """Reopen what the caller had closed, as the customer's next word would.

        :raise UserError: when it is too late for that
        """
        # sudo: cs.conversation: there may be a newer one, of another team
        own = self.sudo()
        if not own._may_reopen() or own._open_of(own.identity_id):
            raise UserError(self.env._("This conversation is closed."))
        own._reopen()

    @api.model
    def _record(self, model, value):
        """Accept a record, an id or nothing, as remote callers give ids."""
        if isinstance(value, models.BaseModel):
            return value
        return self.env[model].browse(value or [])

    def _attachment_values(self, attachments):
        """What ``message_post`` needs for attachments of any accepted form."""
        if not attachments:
            return {}
        if isinstance(attachments, (list, tuple)) and isinstance(
            attachments[0], (list, tuple)
        ):
            return {"attachments": [tuple(item) for item in attachments]}
        files = self._record("ir.attachment", attachments).with_env(self.env)
        files.check_access("read")
        return {"attachment_ids": files.ids}

    def _may_take_over(self):
        return self.env.su or self.env.user.has_group("cs_helpdesk.group_manager")

    def _check_not_taken(self):
        """Whether the caller may have it.

        :raise UserError: when a colleague has it whom he may not relieve
        """
        owner = self.user_id
        if owner and owner != self.env.user and not self._may_take_over():
            raise UserError(
                self.env._(
                    "%(user)s already has %(record)s.",
                    user=owner.name,
                    record=self.display_name,
                )
            )

    def _check_transfer(self, team, user):
        if self.state == "closed":
            raise UserError(self.env._("This conversation is closed."))
        if user == self.env.user:
            self._check_not_taken()
        if team.company_id != self.company_id:
            raise UserError(self.env._("This team belongs to another company."))
        if user and user not in team.member_ids.user_id:
            raise UserError(
                self.env._(
                    "%(user)s is not in %(team)s.", user=user.name, team=team.name
                )
            )
        # sudo: res.users: whether a colleague is there
        if user and user != self.env.user and user.sudo().cs_status == "off":
            raise UserError(
                self.env._(
                    "%s is not there today. Choose somebody else, or leave it to "
                    "whoever is free.",
                    user.name,
                )
            )

    def _leave_team(self, team):
        """Who followed as member of the old team does not see it in the new one."""
        if team:
            for conversation in self.filtered(lambda c: c.team_id != team):
                gone = conversation.team_id.member_ids.user_id - team.member_ids.user_id
                conversation.message_unsubscribe(gone.partner_id.ids)

    def _note_transfer(self, team, user, reason, note):
        names = [record.display_name for record in (team, user) if record]
        body = Markup("<p>%s</p>") % self.env._(
            "Handed to %(target)s", target=", ".join(names)
        )
        for words in filter(None, (reason, note)):
            body += Markup("<blockquote>%s</blockquote>") % plaintext2html(words)
        self.message_post(body=body, subtype_xmlid="mail.mt_note")

    def _sync_members(self):
        """The owner of an open conversation is a member of its stream, nobody else.

        Every member listens to every stream he is in, for ever; who has closed 20,000
        conversations would wait a second for each page.
        """
        for conversation in self:
            held = conversation.state in ("open", "snoozed")
            # sudo: discuss.channel: members follow the owner of the conversation
            stream = conversation.sudo().discuss_channel_id
            agent = conversation.sudo().user_id
            held = held and agent and agent.has_group("cs_helpdesk.group_agent")
            owner = agent.partner_id if held else self.env["res.partner"]
            for partner in conversation.sudo()._cs_members().partner_id - owner:
                stream._action_unfollow(partner, post_leave_message=False)
            if owner and owner not in stream.channel_member_ids.partner_id:
                conversation._cs_join(owner)

    def _cs_members(self):
        """Hook: the members of the stream who are in it for their work."""
        return self.discuss_channel_id.channel_member_ids

    def _cs_join(self, partner):
        """Hook: make a colleague member of the stream."""
        # sudo: discuss.channel: members follow the owner of the conversation
        stream = self.sudo().discuss_channel_id
        stream._add_members(partners=partner, post_joined_message=False)

    @api.model
    def _readable_teams(self):
        """The teams whose conversations the user may see."""
        teams = self.env["cs.team"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        if self.env.user.has_group("cs_helpdesk.group_manager"):
            return teams
        return teams.filtered(lambda team: self.env.user in team.member_ids.user_id)

    def _publish(self, teams=None):
        """Tell the inboxes of the teams that something changed; ids only."""
        bus = self.env["bus.bus"]
        for team in self.team_id | (teams or self.env["cs.team"]):
            ids = self.filtered(lambda c, team=team: c.team_id == team or teams).ids
            bus._sendone((team, "cs_inbox"), "cs.conversation/changed", {"ids": ids})
