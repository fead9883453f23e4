# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE = 20


class ContractPortal(CustomerPortal):
    """The customer's own contracts: terms and own prices, never our figures.

    Portal users have no access to the model at all; what they see is chosen here.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            contracts = request.env["cs.contract"].sudo()  # sudo: see `_cs_domain`
            values["contract_count"] = contracts.search_count(
                self._cs_domain(), limit=1
            )
        return values

    def _cs_domain(self):
        """What the logged-in contact may see: the contracts of the own company."""
        partner = request.env.user.partner_id
        if not partner._cs_may_see_contracts():
            return [("id", "=", False)]
        return [
            ("commercial_partner_id", "=", partner.commercial_partner_id.id),
            ("state", "!=", "draft"),
        ]

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_contracts(self, page=1, sortby="date", **_kw):
        """The list of the customer's contracts."""
        orders = {
            "date": {"label": request.env._("Newest"), "order": "date_start desc, id"},
            "end": {"label": request.env._("End"), "order": "date_end, id"},
            "name": {"label": request.env._("Number"), "order": "name, id"},
        }
        sortby = sortby if sortby in orders else "date"
        contracts = request.env["cs.contract"].sudo()  # sudo: see `_cs_domain`
        domain = self._cs_domain()
        pages = pager(
            url="/my/contracts",
            url_args={"sortby": sortby},
            total=contracts.search_count(domain),
            page=page,
            step=PAGE,
        )
        values = self._prepare_portal_layout_values()
        values.update(
            contracts=contracts.search(
                domain,
                order=orders[sortby]["order"],
                limit=PAGE,
                offset=pages["offset"],
            ),
            page_name="contract",
            pager=pages,
            default_url="/my/contracts",
            searchbar_sortings=orders,
            sortby=sortby,
        )
        return request.render("cs_renewal.portal_my_contracts", values)

    @http.route(
        "/my/contracts/<int:contract_id>", type="http", auth="public", website=True
    )
    def portal_contract(self, contract_id, access_token=None, **_kw):
        """One contract, for a contact of the customer or by a link we sent."""
        try:
            contract = self._cs_contract(contract_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        today = contract.company_id._cs_today()
        values = {
            "contract": contract,
            "page_name": "contract",
            "today": today,
            "lines": contract.line_ids.filtered(
                lambda line: not line.date_end or line.date_end >= today
            ),
            "documents": contract.document_ids,
            "bills": self._cs_bills(contract),
            "may_decide": self._cs_may_act(contract),
            "renewal": self._cs_may_act(contract) and self._cs_open_quotation(contract),
            "notice_days": contract.notice_deadline
            and (contract.notice_deadline - today).days,
        }
        values = self._get_page_view_values(
            contract, access_token, values, "my_contracts_history", False
        )
        return request.render("cs_renewal.portal_contract_page", values)

    def _cs_is_own(self, contract):
        """Whether the visitor is logged in as one who sees it, link or no link."""
        domain = [("id", "=", contract.id), *self._cs_domain()]
        return not request.env.user._is_public() and bool(
            contract.search_count(domain, limit=1)
        )

    def _cs_may_act(self, contract):
        """Whether the visitor may act: logged in, and one who decides."""
        decides = request.env.user.partner_id._cs_may_decide()
        return decides and self._cs_is_own(contract)

    def _cs_bills(self, contract):
        """What was and will be charged around today, for those who may see it."""
        if not self._cs_is_own(contract):
            return contract.billing_ids.browse()
        day = fields.Date.subtract(contract.company_id._cs_today(), days=35)
        return contract.billing_ids.filtered(lambda row: row.date_end >= day)[:6]

    @http.route(
        "/my/contracts/<int:contract_id>/document/<int:document_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_contract_document(self, contract_id, document_id, **_kw):
        """One of the contract's documents, for those who may see the contract."""
        try:
            contract = self._cs_contract(contract_id, None)
        except (AccessError, MissingError):
            return request.redirect("/my")
        document = contract.document_ids.filtered(lambda d: d.id == document_id)
        if not document:
            return request.redirect(f"/my/contracts/{contract_id}")
        stream = request.env["ir.binary"]._get_stream_from(document)
        return stream.get_response(as_attachment=True)

    def _cs_contract(self, contract_id, access_token):
        """The contract, if the visitor may see it.

        :raise MissingError: for a stranger too: who may not see does not learn what is
        """
        # sudo: chosen by the domain of the user or by the secret of the link
        contracts = request.env["cs.contract"].sudo()
        if access_token:
            contract = contracts.browse(contract_id).exists()
            if contract.access_token and consteq(contract.access_token, access_token):
                return contract
        elif not request.env.user._is_public():
            domain = [("id", "=", contract_id), *self._cs_domain()]
            if contract := contracts.search(domain):
                return contract
        raise MissingError(request.env._("This contract does not exist."))

    def _cs_open_quotation(self, contract):
        orders = contract._cs_renewal_orders()
        return orders.filtered(lambda o: o.state == "sent" and not o.is_expired)[:1]
