# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from xmlrpc.client import Binary

from odoo import api, models

from odoo.addons.cs_customer.tools.inner import Inner, inner

from ..tools.mail_headers import is_auto_reply, is_automatic


class MailThread(models.AbstractModel):
    """Mails for our models are stored before they are processed."""

    _inherit = "mail.thread"

    # Whether mails that become records of this model go through ``cs.mail.inbound``.
    _cs_stores_mail = False

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Store a mail for one of our models first, then process it from there.

        Core loses a mail whose processing raises; a stored one can be retried.
        """
        options = {
            "model": model,
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        # Everything below acts for the mail gateway: a login that is not an
        # administrator's stays within its own rights, as in core.
        trusted = self.env.su or self.env.user.has_group("base.group_system")
        if trusted and not inner(self.env, "cs_mail_stored"):
            raw = message.data if isinstance(message, Binary) else message
            raw = raw.encode() if isinstance(raw, str) else bytes(raw)
            # sudo: cs.mail.inbound: whoever brings mail in may not read what is there
            Inbound = self.env["cs.mail.inbound"].sudo()
            if Inbound._cs_is_ours(raw, options):
                return Inbound._cs_receive(raw, options)
        return super().message_process(message=message, **options)

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Let no absence note begin something new, and one mail begin one ticket.

        A mail without references that names a ticket in its subject goes there.
        """
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        routes = self._cs_single_ticket(routes or [], message_dict)
        if is_auto_reply(message):
            routes = [
                route
                for route in routes
                if route[1] or not self.env[route[0]]._cs_stores_mail
            ]
        return routes

    @api.model
    def _cs_single_ticket(self, routes, message_dict):
        """Keep one route of those to tickets, however many addresses a mail had."""
        ours = [route for route in routes if route[0] == "cs.ticket"]
        if not ours:
            return routes
        # What answers a ticket goes before what would begin one.
        model, thread_id, *rest = max(ours, key=lambda route: bool(route[1]))
        if not thread_id:
            # sudo: cs.ticket: the gateway sorts mails of every team
            Ticket = self.env["cs.ticket"].sudo()
            values = rest[0] or {}
            team = self.env["cs.team"].sudo().browse(values.get("team_id"))
            thread_id = Ticket._cs_by_number(
                message_dict.get("subject"),
                message_dict.get("email_from"),
                team.company_id,
            ).id
        others = [route for route in routes if route[0] != "cs.ticket"]
        return [*others, (model, thread_id, *rest)]

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Remember while it is posted that a machine wrote a mail.

        A stored mail is not lost when it fails, so its sender is not told that it was.
        """
        if is_automatic(message):
            self = self.with_context(cs_automatic_mail=Inner())
        if inner(self.env, "cs_mail_stored"):
            routes = [(*route[:4], None) for route in routes or []]
        return super()._message_route_process(message, message_dict, routes)
