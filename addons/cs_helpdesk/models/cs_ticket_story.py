# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from ..tools.clock import Moment


class CsTicketStory(models.AbstractModel):
    """Plays tickets of the past, as the demo data tells them."""

    _name = "cs.ticket.story"
    _description = "Ticket Story"

    @api.model
    def _play(self, xml_id, days, hour, values, steps):
        """Play one ticket from asking to its end, each step at its own time.

        Promises, load, stages and dates come about as they do in life.

        :param str xml_id: the external id the ticket gets
        :param int days: asked so many days ago
        :param float hour: at this hour of the day, UTC
        :param dict values: values of the ticket
        :param list steps: (hours after asking, what, by whom, text), where what is
            "agent", "customer", "note", "stage" or "rate" and text the message, the
            stage's state or the rating
        """
        start = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        start += timedelta(days=-days, hours=hour)
        quiet = {
            "mail_create_nosubscribe": True,
            "mail_notify_force_send": False,
            "cs_no_rating_mail": True,
            "tracking_disable": True,
        }
        story = self.env["cs.ticket"].with_context(**quiet)
        ticket = self._at(story, start).create(values)
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": xml_id, "record": ticket, "noupdate": True}]
        )
        for hours, what, by_id, text in steps:
            at = start + timedelta(hours=hours)
            if at > fields.Datetime.now():
                break
            getattr(self._at(self, at), f"_step_{what}")(
                self._at(ticket, at), by_id, text
            )
        self.env.flush_all()
        self._set_dates(ticket, start)

    @api.model
    def _at(self, records, moment):
        """The records at a moment of the story."""
        return records.with_context(cs_now=Moment(*moment.timetuple()[:6]))

    def _step_agent(self, ticket, user_id, text):
        ticket = ticket.with_user(user_id)
        if not ticket.user_id:
            ticket.claim()
        self._post(ticket, text)

    def _step_customer(self, ticket, partner_id, text):
        self._post(ticket, text, author_id=partner_id, message_type="email")

    def _step_note(self, ticket, user_id, text):
        self._post(ticket.with_user(user_id), text, subtype_xmlid="mail.mt_note")

    def _step_stage(self, ticket, user_id, state):
        ticket.with_user(user_id)._cs_move(state)

    def _step_rate(self, ticket, partner_id, text):
        rate, _space, feedback = text.partition(" ")
        partner = self.env["res.partner"].browse(partner_id)
        token = ticket._rating_get_access_token(partner)
        ticket.rating_apply(int(rate), token=token, feedback=feedback)

    def _post(self, ticket, text, **values):
        """Say something, at the moment of the story."""
        message = ticket.message_post(
            body=plaintext2html(text),
            **{
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **values,
            },
        )
        # sudo: mail.message: the date of a message of the past
        message.sudo().date = self.env.context["cs_now"]

    def _set_dates(self, ticket, start):
        """Date the ticket, its promises and what was mailed by itself."""
        # sudo: mail.message: the dates of messages of the past
        messages = ticket.sudo().message_ids
        automatic = messages.filtered(lambda m: m.message_type == "auto_comment")
        automatic.date = ticket.acknowledged_at
        for table, column in (("cs_ticket", "id"), ("cs_sla_line", "ticket_id")):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE %s = %s",
                    SQL.identifier(table),
                    start,
                    SQL.identifier(column),
                    ticket.id,
                )
            )
        ticket.invalidate_recordset()
        for name in ("response_hours", "resolve_hours"):
            self.env.add_to_compute(ticket._fields[name], ticket)
