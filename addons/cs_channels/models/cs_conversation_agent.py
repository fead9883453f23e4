# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..tools import text


class CsConversation(models.Model):
    """What an agent does with a conversation."""

    _inherit = "cs.conversation"

    def reply(self, body, attachments=None):
        """Answer the customer.

        Nothing is sent here: parts wait in ``cs.channel.delivery`` until the
        transaction is over. Whoever answers a waiting conversation takes it.

        :param body: plain text (str), or HTML (Markup)
        :param attachments: ``ir.attachment`` records or ids, or (name, bytes) tuples
        :return: the ``mail.message``
        :raise UserError: when somebody else has the conversation, or nothing is said
        """
        self.ensure_one()
        self.check_access("write")
        if not isinstance(body, Markup):
            body = plaintext2html(body) if body else ""
        if not text.to_plain(body) and not attachments:
            raise UserError(self.env._("Write something first."))
        if not self.channel_id.active:
            raise UserError(
                self.env._("This channel is switched off: answer by another one.")
            )
        engine = self.env.su and self.env.user == self.env.ref("base.user_root")
        if self.state == "closed" and (engine or self.user_id == self.env.user):
            self._reopen_to_answer()
        if not engine and self.user_id != self.env.user:
            self.claim()
        return self._stream().message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **self._attachment_values(attachments),
        )

    def claim(self):
        """Take a conversation: it becomes mine and I may answer.

        A service manager may take over what somebody else has.

        :raise UserError: when somebody else has it, or I have no free place
        """
        self.check_access("write")
        for conversation in self:
            if conversation.state == "closed":
                raise UserError(self.env._("This conversation is closed."))
            conversation._check_not_taken()
        # sudo: cs.conversation: its fields change by these methods only
        self.sudo().write(
            {"user_id": self.env.uid, "state": "open", "snoozed_until": False}
        )
        return True

    def transfer(self, team=None, user=None, reason="", note=""):
        """Hand a conversation to another team or person.

        :param team: a ``cs.team`` or its id; the team stays when left out
        :param user: a ``res.users`` or its id; without one it waits in the team's queue
        :param str reason: why, in a few words, kept in the chatter
        :param str note: what whoever gets it should know, kept beside it
        :raise UserError: when nothing changes, it is closed, or the person is not there
        """
        self.check_access("write")
        team = self._record("cs.team", team)
        user = self._record("res.users", user)
        if not team and not user:
            raise UserError(self.env._("Choose a team or a person."))
        for conversation in self:
            conversation._check_transfer(team or conversation.team_id, user)
        values = {
            "user_id": user.id,
            "state": "open" if user else "queued",
            "snoozed_until": False,
        }
        if team:
            values["team_id"] = team.id
        # Noted first: afterwards it may be out of the sender's sight.
        for conversation in self:
            conversation._note_transfer(team, user, reason, note)
        # sudo: cs.conversation: it may leave the sender's team by this very write
        self.sudo()._leave_team(team)
        self.sudo().write(values)
        return True

    def snooze(self, until):
        """Put a conversation away until a moment; the customer's next word ends it.

        :param until: naive UTC datetime (or its text), in the future
        """
        self.check_access("write")
        until = fields.Datetime.to_datetime(until)
        if not until or until <= fields.Datetime.now():
            raise UserError(self.env._("Choose a moment in the future."))
        if self.filtered(lambda c: c.state == "closed"):
            raise UserError(self.env._("This conversation is closed."))
        # sudo: cs.conversation: as in claim
        self.sudo().write({"state": "snoozed", "snoozed_until": until})
        return True

    def close(self, outcome=None, tags=None):
        """End a conversation; the customer's next word reopens it for some time.

        :param outcome: a ``cs.conversation.outcome`` or its id: how it ended
        :param tags: ``cs.ticket.tag`` records or ids, added to those it has
        """
        self.check_access("write")
        values = {
            "state": "closed",
            "closed_at": fields.Datetime.now(),
            "snoozed_until": False,
            "waiting_since": False,
        }
        if outcome := self._record("cs.conversation.outcome", outcome):
            values["outcome_id"] = outcome.id
        if tags := self._record("cs.ticket.tag", tags):
            values["tag_ids"] = [Command.link(tag.id) for tag in tags]
        open_ones = self.filtered(lambda c: c.state != "closed")
        open_ones._begin_wrap_up()
        # sudo: cs.conversation, cs.channel.delivery: as in claim
        open_ones.sudo().write(values)
        self.env["cs.channel.delivery"].sudo()._give_up_held(open_ones)
        return True

    def _begin_wrap_up(self):
        """Whoever closes what he had gets time to finish, before the next one."""
        mine = self.filtered(lambda talk: talk.user_id == self.env.user)
        minutes = max(mine.team_id.mapped("wrap_up_minutes"), default=0)
        if minutes:
            self.env.user._cs_begin_wrap_up(minutes)

    def create_ticket(self, values=None):
        """Make a ticket of a conversation; its answers come back on this channel.

        :param dict values: of the ``cs.ticket``, over what the conversation gives
        :return: the ticket
        """
        self.ensure_one()
        self.check_access("write")
        messages = self._handed_messages()
        ticket = self.env["cs.ticket"].create(
            {
                "name": self._first_words() or self.display_name,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "team_id": self.team_id.id,
                "source": "chat",
                "description": self._transcript(messages),
                **(values or {}),
            }
        )
        # sudo: cs.ticket: a ticket is bound to a conversation by the code only
        ticket.sudo().write(
            {
                "conversation_id": self.id,
                "first_response_at": self.first_response_at,
            }
        )
        if self.first_response_at:
            # sudo: cs.sla.line: the customer was answered before there was a ticket
            ticket.sudo()._sla_answered(fields.Datetime.now())
        self.message_post(
            body=self.env._("Ticket %(ticket)s created.", ticket=ticket.display_name)
        )
        self._hand_files(ticket, messages)
        return ticket

    @api.model
    def start(self, identity, body, template=None):
        """Write to a customer first, where his channel allows it.

        :param identity: a ``cs.channel.identity`` or its id
        :param body: as for :meth:`reply`
        :param template: a ``cs.channel.template`` or its id, sent instead of words
        :return: the conversation; the message is held when the channel forbids it now
        """
        identity = self._record("cs.channel.identity", identity)
        identity.check_access("read")
        self.check_access("create")
        # sudo: cs.conversation: whether the caller may have it, reply checks
        own = self.sudo()
        conversation = own._open_of(identity) or own._create_begun(identity)
        conversation = conversation.with_env(self.env)
        if template := self._record("cs.channel.template", template):
            template.send(conversation)
        else:
            conversation.reply(body)
        return conversation

    @api.model
    def _create_begun(self, identity):
        """A conversation that an agent begins is his: it never waits for one."""
        values = self._create_values(identity, self._last_of(identity))
        if self.env.user != self.env.ref("base.user_root"):
            own = {"state": "open", "user_id": self.env.uid, "asked_at": False}
            values |= own  # nobody asked for us: no wait to count
        return self.create(values)

    def action_open_inbox(self):
        """Show a conversation in the inbox, with its words."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cs_channels.inbox",
            "name": self.env._("Inbox"),
            "params": {"conversation_id": self.id},
        }

    def action_open_tickets(self):
        """Show the tickets of a conversation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets"),
            "res_model": "cs.ticket",
            "views": [(False, "list"), (False, "form")],
            "domain": [("conversation_id", "=", self.id)],
        }

    @api.model
    def _cron_wake_snoozed(self):
        """Bring back what was snoozed until now."""
        due = self.search(
            [("state", "=", "snoozed"), ("snoozed_until", "<=", fields.Datetime.now())]
        )
        for conversation in due.try_lock_for_update(allow_referencing=True):
            conversation._reopen()
