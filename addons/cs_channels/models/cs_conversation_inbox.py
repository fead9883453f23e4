# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAX_ROWS = 80
OPEN = ("bot", "queued", "open", "snoozed")
# Who was only welcomed, and never wrote, is nobody's work.
WORKED = Domain.OR(
    Domain(name, "!=", False)
    for name in ("asked_at", "had_bot", "first_response_at", "user_id")
)
FOLDERS = ("mine", "unassigned", "team", "waiting", "snoozed", "closed")


class CsConversationInbox(models.AbstractModel):
    """What the inbox screen asks the server for; only what the caller may read."""

    _name = "cs.conversation.inbox"
    _description = "Inbox of Conversations"

    @api.readonly
    @api.model
    def inbox_list(self, folder, search="", limit=40, offset=0, filters=None):
        """The rows of a folder, the latest first (those waiting: the longest first).

        :param str folder: mine, unassigned, team, waiting, snoozed or closed
        :param str search: in the customer's name and the last words
        :param dict filters: see :meth:`_inbox_filter`
        :return: list of dicts, see :meth:`_inbox_rows`
        """
        order = "last_message_at desc, id desc"
        if folder in ("unassigned", "waiting"):
            order = "waiting_since, id"
        domain = self._inbox_domain(folder) & self._inbox_filter(filters)
        if search:
            domain &= Domain.OR(
                Domain(name, "ilike", search)
                for name in ("identity_id.name", "partner_id", "preview")
            )
        limit = max(1, min(int(limit), MAX_ROWS))
        found = self.search(domain, order=order, limit=limit, offset=int(offset))
        return found._inbox_rows()

    @api.readonly
    @api.model
    def inbox_counts(self, filters=None):
        """How many conversations are in each folder (closed ones are not counted).

        :param dict filters: as of :meth:`inbox_list`
        """
        counts = dict.fromkeys(FOLDERS[:-1], 0)
        chosen = self._inbox_filter(filters)
        counts["waiting"] = self.search_count(self._inbox_domain("waiting") & chosen)
        groups = self._read_group(
            Domain("state", "in", OPEN) & chosen, ["state", "user_id"], ["__count"]
        )
        for state, user, count in groups:
            if state == "snoozed":
                folder = "snoozed"
            elif user == self.env.user:
                folder = "mine"
            else:
                folder = "team" if user else "unassigned"
            counts[folder] += count
        return counts

    @api.readonly
    @api.model
    def inbox_filters(self):
        """What the list can be narrowed to.

        :return: dict of ``channels`` (of the caller's teams) and ``tiers``
        """
        self.check_access("read")
        channels = self.env["cs.channel"].search(
            [("team_id", "in", self._readable_teams().ids)]
        )
        return {
            "channels": [
                {"id": channel.id, "name": channel.name, "provider": channel.provider}
                for channel in channels
            ],
            "tiers": self.env["cs.tier"].search_read([], ["name"], limit=MAX_ROWS),
        }

    @api.readonly
    def inbox_rows(self):
        """The rows of these conversations, without those the caller may not read."""
        return self.exists()._filtered_access("read")._inbox_rows()

    @api.readonly
    def inbox_details(self):
        """What the conversation pane needs beside the words.

        :return: dict: the row, the quota, the tickets, and who could take it over
        """
        self.ensure_one()
        self.check_access("read")
        identity = self.identity_id
        return {
            **self._inbox_rows()[0],
            "identity_id": identity.id,
            "bound": bool(identity.partner_id),
            "following": identity.following,
            "quota": identity._quota_info(),
            "tickets": self.ticket_ids._filtered_access("read").read(
                ["display_name", "state"], load=None
            ),
            "may_take_over": self._may_take_over(),
            "actions": self._inbox_actions(),
            "outcomes": self._inbox_outcomes(),
            "tags": self._inbox_tags(),
            "tag_ids": self.tag_ids.ids,
            **self._inbox_neighbours(),
            "teams": self._inbox_targets(),
        }

    @api.model
    def _inbox_outcomes(self):
        """How a conversation may end, to choose from."""
        outcomes = self.env["cs.conversation.outcome"]
        return outcomes.search_read([("active", "=", True)], ["name"])

    @api.model
    def _inbox_tags(self):
        """What a conversation may be about, to choose from when it ends."""
        return self.env["cs.ticket.tag"].search_read([], ["name"], limit=MAX_ROWS)

    def _inbox_neighbours(self):
        """The customer's conversations before and after this one, if one may read them.

        :return: dict of ``previous`` and ``next``: ``id`` and ``at``, or False
        """
        before, after = self.previous_id, self.next_ids.sorted("id")[-1:]
        readable = (before | after)._filtered_access("read")
        return {
            name: talk in readable
            and {"id": talk.id, "at": fields.Datetime.to_string(talk.opened_at)}
            for name, talk in (("previous", before), ("next", after))
        }

    def _inbox_actions(self):
        """What an agent can do with this customer beside writing.

        :return: dict: ``template`` (the channel knows approved messages), ``call``
            (a number and a telephone system are there), ``callback`` (the missed call
            that waits to be returned, or False)
        """
        able = self.channel_id._gateway()._capabilities()
        phones = self.env["cs.channel"].search_count(
            [("provider", "=", "phone"), ("company_id", "=", self.company_id.id)],
            limit=1,
        )
        missed = self.env["cs.call"].search(
            [
                ("identity_id.conversation_ids", "in", self.ids),
                ("callback_at", "!=", False),
                ("called_back_at", "=", False),
            ],
            limit=1,
        )
        on_phone = self.provider == "phone"
        return {
            "template": "template" in able.get("rich", ()),
            "call": bool(phones and (on_phone or self.partner_id.phone)),
            "callback": fields.Datetime.to_string(missed.callback_at) or False,
        }

    def action_call(self):
        """Ring the customer: the missed call's number, else that of the contact.

        :raise UserError: when there is no number, no extension, or no phone channel
        """
        self.ensure_one()
        self.check_access("read")
        if self.provider == "phone":
            return self.env["cs.call"]._dial(
                self.channel_id, self.identity_id.external_id
            )
        return self.env["cs.call"].dial(self.partner_id)

    def _inbox_targets(self):
        """The teams of the company with their people, to hand a conversation to."""
        teams = self.env["cs.team"].search([("company_id", "=", self.company_id.id)])
        return [
            {
                "id": team.id,
                "name": team.name,
                "members": self._inbox_members(team),
            }
            for team in teams
        ]

    @api.model
    def _inbox_members(self, team):
        """The people of a team, and whether they have not gone home."""
        # sudo: res.users: whether a colleague is there
        return [
            {"id": user.id, "name": user.name, "there": user.cs_status != "off"}
            for user in team.member_ids.user_id.sudo()
        ]

    @api.model
    def _inbox_filter(self, filters):
        """What narrows a folder.

        :param dict filters: ``channel_id``, ``tier_id``, and ``pressing``: only those
            whose promise is at risk or broken
        """
        filters, domain = filters or {}, Domain.TRUE
        if channel_id := filters.get("channel_id"):
            domain &= Domain("channel_id", "=", int(channel_id))
        if tier_id := filters.get("tier_id"):
            domain &= Domain("commercial_partner_id.cs_tier_id", "=", int(tier_id))
        if filters.get("pressing"):
            domain &= Domain("sla_state", "in", ("at_risk", "breached"))
        return domain

    @api.model
    def _inbox_domain(self, folder):
        mine = Domain("user_id", "=", self.env.uid)
        domains = {
            "mine": mine & Domain("state", "in", ("open", "bot")),
            "unassigned": Domain("state", "in", ("queued", "bot"))
            & Domain("user_id", "=", False),
            "team": ~mine
            & Domain("user_id", "!=", False)
            & Domain("state", "=", "open"),
            "waiting": Domain("state", "in", ("queued", "open"))
            & Domain("waiting_since", "!=", False),
            "snoozed": Domain("state", "=", "snoozed"),
            "closed": Domain("state", "=", "closed") & WORKED,
        }
        if folder not in domains:
            raise UserError(self.env._("There is no such folder."))
        return domains[folder]

    def _inbox_rows(self):
        """:return: list of dicts in the order of ``self``"""
        states = dict(self._fields["state"]._description_selection(self.env))
        rows = []
        for conversation in self:
            partner = conversation.partner_id
            customer = partner.commercial_partner_id
            rows.append(
                {
                    "id": conversation.id,
                    "name": partner.name or conversation.identity_id.name,
                    "company": customer.name if customer != partner else False,
                    "tier": customer.cs_tier_id.name,
                    "partner_id": partner.id,
                    "channel": conversation.channel_id.name,
                    # sudo: cs.channel.group: its name, of a conversation one may read
                    "group": conversation.identity_id.sudo().group_id.name,
                    "provider": conversation.provider,
                    "state": conversation.state,
                    "state_name": states[conversation.state],
                    "user_id": conversation.user_id.id,
                    "user": conversation.user_id.name,
                    "team_id": conversation.team_id.id,
                    "team": conversation.team_id.name,
                    "preview": conversation.preview or "",
                    "discuss_channel_id": conversation.discuss_channel_id.id,
                    "ticket_count": conversation.ticket_count,
                    "promise": conversation.sla_state,
                    **conversation._inbox_moments(),
                }
            )
        return rows

    def _inbox_moments(self):
        names = ("last_message_at", "waiting_since", "snoozed_until", "opened_at")
        return {name: fields.Datetime.to_string(self[name]) or False for name in names}
