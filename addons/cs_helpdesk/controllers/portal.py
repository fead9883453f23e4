# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

MAX_FILES = 10
MAX_TEXT = 20_000
MAX_FILE_BYTES = 25 * 1024 * 1024
RATES = (1, 3, 5)


class TicketPortal(CustomerPortal):
    """Where customers ask, follow, answer, close and rate."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ticket_count" in counters:
            Ticket = request.env["cs.ticket"]
            values["ticket_count"] = (
                Ticket.search_count(Ticket._cs_portal_domain(request.env.user))
                if Ticket.has_access("read")
                else 0
            )
        return values

    # === The list === #

    def _ticket_filters(self):
        env = request.env
        return {
            "all": {"label": env._("All"), "domain": Domain.TRUE},
            "open": {
                "label": env._("Open"),
                "domain": Domain("state", "in", ["new", "open", "waiting"]),
            },
            "waiting": {
                "label": env._("Waiting for you"),
                "domain": Domain("state", "=", "waiting"),
            },
            "solved": {
                "label": env._("Solved"),
                "domain": Domain("state", "in", ["solved", "closed"]),
            },
        }

    def _ticket_sortings(self):
        env = request.env
        return {
            "date": {"label": env._("Newest"), "order": "create_date desc, id desc"},
            "update": {
                "label": env._("Last change"),
                "order": "write_date desc, id desc",
            },
            "name": {"label": env._("Subject"), "order": "name, id"},
        }

    def _ticket_search_domain(self, search):
        """Number, subject or text of a ticket contains what was typed."""
        return Domain.OR(
            Domain(field, "ilike", search)
            for field in ("number", "name", "description")
        )

    @http.route(
        ["/my/tickets", "/my/tickets/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_tickets(
        self, page=1, sortby="date", filterby="all", search=None, **kwargs
    ):
        """The list of the customer's tickets."""
        search = (search or "").replace("\0", "")
        filters, sortings = self._ticket_filters(), self._ticket_sortings()
        filterby = filterby if filterby in filters else "all"
        sortby = sortby if sortby in sortings else "date"
        Ticket = request.env["cs.ticket"]
        if not Ticket.has_access("read"):
            return request.redirect("/my")
        domain = Ticket._cs_portal_domain(request.env.user)
        domain &= filters[filterby]["domain"]
        if search:
            domain &= self._ticket_search_domain(search)
        paging = pager(
            url="/my/tickets",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=Ticket.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        tickets = Ticket.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=paging["offset"],
        )
        return request.render(
            "cs_helpdesk.portal_my_tickets",
            {
                **self._prepare_portal_layout_values(),
                # sudo: cs.ticket: names of stages and contacts, for tickets found above
                "tickets": tickets.sudo(),
                "page_name": "ticket",
                "pager": paging,
                "default_url": "/my/tickets",
                "searchbar_sortings": sortings,
                "sortby": sortby,
                "searchbar_filters": filters,
                "filterby": filterby,
                "searchbar_inputs": {
                    "all": {"input": "all", "label": request.env._("Search tickets")}
                },
                "search_in": "all",
                "search": search,
            },
        )

    # === One ticket === #

    @http.route("/my/tickets/<int:ticket_id>", type="http", auth="public", website=True)
    def portal_my_ticket(self, ticket_id, access_token=None, **kwargs):
        """One ticket, for its customer or whoever has its link."""
        try:
            ticket = self._document_check_access("cs.ticket", ticket_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        ticket._portal_ensure_token()
        values = self._get_page_view_values(
            ticket,
            access_token,
            {
                "page_name": "ticket",
                "ticket": ticket,
                "answer_by": ticket._cs_answer_by(),
                "can_rate": ticket._cs_can_rate(),
                "files": self._ticket_files(ticket),
            },
            "my_tickets_history",
            False,
            **kwargs,
        )
        return request.render("cs_helpdesk.portal_my_ticket", values)

    def _ticket_files(self, ticket):
        """The files the customer sent with the question.

        Those of the talk are shown there; what agents attach or note stays inside.
        """
        files = ticket.env["ir.attachment"].search(
            Domain("res_model", "=", "cs.ticket")
            & Domain("res_id", "=", ticket.id)
            & Domain("create_uid.share", "=", True)
        )
        files -= ticket.message_ids.attachment_ids
        files.generate_access_token()
        return files

    @http.route(
        "/my/tickets/<int:ticket_id>/<any(close,reopen,rate):what>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_my_ticket_do(self, ticket_id, what, access_token=None, **kwargs):
        """Close, reopen or rate a ticket; a form with its CSRF token, never a link."""
        try:
            ticket = self._document_check_access("cs.ticket", ticket_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        getattr(self, f"_ticket_{what}")(ticket, **kwargs)
        token = access_token and f"?access_token={ticket.access_token}"
        return request.redirect(f"/my/tickets/{ticket.id}{token or ''}")

    def _ticket_close(self, ticket, **kwargs):
        if ticket.state in ("new", "open", "waiting"):
            # the page asks for the rating, a mail need not
            ticket.with_context(cs_no_rating_mail=True).action_solve()
            ticket.message_post(body=request.env._("Closed by the customer."))

    def _ticket_reopen(self, ticket, **kwargs):
        if ticket.state == "solved" and not ticket.merged_into_id:
            ticket.action_reopen()
            ticket.message_post(body=request.env._("Reopened by the customer."))

    def _ticket_rate(self, ticket, rate="", feedback="", **kwargs):
        if rate not in map(str, RATES) or not ticket._cs_can_rate():
            return
        user = request.env.user
        partner = ticket.partner_id if user._is_public() else user.partner_id
        token = ticket._rating_get_access_token(partner)
        ticket.rating_apply(int(rate), token=token, feedback=feedback[:2000])

    # === A new one === #

    @http.route("/my/tickets/new", type="http", auth="user", website=True)
    def portal_new_ticket(self, name="", description="", **kwargs):
        """The form to ask a question, and what it sends."""
        errors = {}
        name, description = name.replace("\0", ""), description.replace("\0", "")
        if request.httprequest.method == "POST":
            errors = self._ticket_errors(name)
            if len(description) > MAX_TEXT:
                errors["description"] = request.env._(
                    "Please shorten your text or attach it."
                )
            if not errors:
                ticket = self._ticket_create(name.strip(), description, **kwargs)
                return request.redirect(f"/my/tickets/{ticket.id}")
        return request.render(
            "cs_helpdesk.portal_new_ticket",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "ticket_new",
                "name": name,
                "description": description,
                "errors": errors,
                "items": self._ticket_items(),
                "item_id": kwargs.get("item_id"),
                "max_files": MAX_FILES,
                "max_mb": MAX_FILE_BYTES // (1024 * 1024),
            },
        )

    def _ticket_errors(self, name, max_files=MAX_FILES, max_bytes=MAX_FILE_BYTES):
        """What is wrong with a sent form, by field."""
        errors, env = {}, request.env
        if not name.strip():
            errors["name"] = env._("Please say in a few words what it is about.")
        files = [file for file in request.httprequest.files.getlist("files") if file]
        if len(files) > max_files:
            errors["files"] = env._("Please send %s files at most.", max_files)
        for file in files:
            size = file.seek(0, 2)
            file.seek(0)
            if size > max_bytes:
                errors["files"] = env._("%s is too large.", file.filename)
        return errors

    def _ticket_items(self):
        """The products the customer uses, to choose from."""
        customer = request.env.user.partner_id.commercial_partner_id
        # sudo: cs.item: only the customer's own
        Item = request.env["cs.item"].sudo()
        return Item.search([("commercial_partner_id", "=", customer.id)])

    def _ticket_create(self, name, description, item_id="", **kwargs):
        items = self._ticket_items()
        item = items.filtered(lambda item: str(item.id) == item_id)
        # sudo: cs.ticket: a customer may ask, with these fields only
        ticket = (
            request.env["cs.ticket"]
            .sudo()
            .create(
                {
                    "name": name[:200],
                    "description": plaintext2html(description),
                    "partner_id": request.env.user.partner_id.id,
                    "company_id": (item.company_id or request.env.company).id,
                    "item_id": item.id,
                    "source": "portal",
                }
            )
        )
        self._ticket_attach(ticket)
        ticket._cs_acknowledge()
        return ticket

    def _ticket_attach(self, ticket):
        """Attach the files that came with the form."""
        files = request.httprequest.files.getlist("files")
        ticket.env["ir.attachment"].create(
            [
                {
                    "name": file.filename,
                    "raw": file.read(),
                    "res_model": "cs.ticket",
                    "res_id": ticket.id,
                }
                for file in files
                if file
            ]
        )
