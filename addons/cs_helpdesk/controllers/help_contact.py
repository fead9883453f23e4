# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import secrets

from odoo import http
from odoo.http import request
from odoo.tools import email_normalize, formataddr, plaintext2html

from .help import HOUR, help_render
from .portal import TicketPortal

MAX_NAME = 100
MAX_SUBJECT = 200
MAX_TEXT = 20_000
MAX_FILES = 3
MAX_FILE_BYTES = 5 * 1024 * 1024
BY_ADDRESS, BY_EMAIL = 10, 5
FIELDS = ("name", "email", "subject", "description")


class HelpContact(TicketPortal):
    """Where somebody without a login asks."""

    @http.route("/help/item/<string:token>", type="http", auth="public", website=True)
    def help_item(self, token, **kwargs):
        """What the QR code on a product opens: the form with the product filled in."""
        return request.redirect_query("/help/contact", {"item": token})

    @http.route("/help/contact", type="http", auth="public", website=True)
    def help_contact(self, **form):
        """The form of a guest, and what it sends; whoever has a login uses his own."""
        form = {key: str(value).replace("\0", "") for key, value in form.items()}
        item = self._contact_item(form.get("item"))
        if not request.env.user._is_public():
            own = item & self._ticket_items()
            return request.redirect_query("/my/tickets/new", {"item_id": own.id or ""})
        values = {field: str(form.get(field, "")).strip() for field in FIELDS}
        errors = {}
        if request.httprequest.method == "POST":
            # the field "website" is hidden: only a machine fills it in
            if form.get("website") or not self._contact_is_new(form.get("form_key")):
                return request.redirect("/help/contact/thanks")
            errors = self._contact_errors(values)
            if not errors:
                ticket = self._contact_create(values, item)
                request.session["cs_help_ticket"] = ticket.number
                return request.redirect("/help/contact/thanks")
        return help_render(
            "help_contact",
            {
                **values,
                "errors": errors,
                # sudo: cs.item: its product, for whoever holds the code on it
                "item": item,
                "item_unknown": form.get("item") and not item,
                "token": form.get("item", ""),
                "form_key": secrets.token_urlsafe(12),
                "max_files": MAX_FILES,
                "max_mb": MAX_FILE_BYTES // (1024 * 1024),
                "max_text": MAX_TEXT,
            },
        )

    @http.route("/help/contact/thanks", type="http", auth="public", website=True)
    def help_thanks(self, **kwargs):
        """The same words for everybody, whoever is known here or not."""
        number = request.session.get("cs_help_ticket")
        return help_render("help_thanks", {"number": number})

    # === What was sent === #

    def _contact_item(self, token):
        """The product a code stands for, with sudo; empty for any other code."""
        # sudo: cs.item: the code is on the product, whoever holds it may ask about it
        Item = request.env["cs.item"].sudo()
        return Item.search([("token", "=", token)]) if token else Item

    def _contact_is_new(self, key):
        """Whether this form is sent for the first time: one form makes one ticket."""
        key = str(key or "").strip()
        return bool(key) and self._contact_hit("form", key, 1, 24 * HOUR)

    def _contact_hit(self, what, who, limit, seconds=HOUR):
        return request.env["cs.throttle"]._cs_hit(what, who, limit, seconds)

    def _contact_errors(self, values):
        """What is wrong with a sent form, by field."""
        env = request.env
        errors = self._ticket_errors(values["subject"], MAX_FILES, MAX_FILE_BYTES)
        if "name" in errors:
            errors["subject"] = errors.pop("name")
        if not values["name"] or len(values["name"]) > MAX_NAME:
            errors["name"] = env._("Please tell us your name.")
        if not email_normalize(values["email"]):
            errors["email"] = env._("Please give an email address we can answer to.")
        if len(values["description"]) > MAX_TEXT:
            errors["description"] = env._("Please shorten your text or attach it.")
        if not errors and not self._contact_granted(values):
            errors["form"] = env._(
                "Many questions came from here lately. Please try again in an hour."
            )
        return errors

    def _contact_granted(self, values):
        """Whether neither the network address nor the email asked too often."""
        address = request.httprequest.remote_addr
        email = email_normalize(values["email"])
        return self._contact_hit("contact", address, BY_ADDRESS) and self._contact_hit(
            "contact", email, BY_EMAIL
        )

    def _contact_create(self, values, item):
        """Make the ticket of a guest.

        An address that is known is that contact's; the guest does not learn it, and
        sees no more of the ticket than its number.
        """
        company = item.company_id or request.env.company
        # sudo: cs.ticket: a guest may ask, with these fields only
        Ticket = request.env["cs.ticket"].sudo().with_company(company)
        email = email_normalize(values["email"])
        partner = Ticket._partner_find_from_emails_single(
            [formataddr((values["name"], email))],
            additional_values={email: {"lang": request.env.lang}},
        )
        owner = item.commercial_partner_id == partner.commercial_partner_id
        ticket = Ticket.create(
            {
                "name": values["subject"][:MAX_SUBJECT],
                "description": plaintext2html(values["description"]),
                "partner_id": partner.id,
                "email_from": email,
                "company_id": company.id,
                # whose product it is stays with us: a guest may be anybody
                "item_id": owner and item.id,
                "product_id": item.product_id.id,
                "source": "web",
            }
        )
        if item and not owner:
            ticket.message_post(
                body=request.env._(
                    "Asked by the QR code of %(item)s, a product of %(customer)s.",
                    item=item.display_name,
                    customer=item.partner_id.display_name,
                ),
                subtype_xmlid="mail.mt_note",
            )
        self._ticket_attach(ticket)
        ticket._cs_acknowledge()
        return ticket
