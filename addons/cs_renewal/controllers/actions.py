# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import math

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal import ContractPortal

TEXT = 2000
MOST = 1_000_000


class ContractActions(ContractPortal):
    """What a customer may do with its contract: renew, ask for more, a call, leave.

    Only a logged-in contact who decides for the customer; the link of a mail shows,
    but does not act.
    """

    def _cs_acting(self, contract_id):
        """The contract, if the visitor may act on it.

        :raise MissingError: for everybody else
        """
        contract = self._cs_contract(contract_id, None)
        if not request.env.user.partner_id._cs_may_decide():
            raise AccessError(request.env._("Ask who decides on contracts."))
        return contract

    def _cs_number(self, text):
        """A number of seats from what was typed, within reason.

        :raise UserError: when it is none
        """
        try:
            number = float(text or 0)
        except ValueError:
            number = math.nan
        if math.isnan(number):
            raise UserError(request.env._("This is no number."))
        return min(max(number, 0), MOST)

    def _cs_done(self, contract_id, word):
        return request.redirect(f"/my/contracts/{contract_id}?message={word}")

    def _cs_act(self, contract_id, act, word):
        try:
            with request.env.cr.savepoint():
                result = act(self._cs_acting(contract_id))
        except (AccessError, MissingError):
            return request.redirect("/my")
        except UserError:
            return self._cs_done(contract_id, "refused")
        return result or self._cs_done(contract_id, word)

    @http.route(
        "/my/contracts/<int:contract_id>/renew",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_renew(self, contract_id, **_kw):
        """Go to the renewal quotation to accept it, made now if nobody is at it."""

        def act(contract):
            order = contract._cs_ask_renewal(request.env.user.partner_id)
            return order and request.redirect(order.get_portal_url())

        return self._cs_act(contract_id, act, "preparing")

    @http.route(
        "/my/contracts/<int:contract_id>/more",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_more(
        self, contract_id, line_id="", quantity="", text="", **_kw
    ):
        """Ask for more seats, or for another module."""

        def act(contract):
            line = contract.line_ids.filtered(lambda row: str(row.id) == line_id)
            count = self._cs_number(quantity)
            contract._cs_ask_more(
                request.env.user.partner_id, line, count, text.strip()[:TEXT]
            )

        return self._cs_act(contract_id, act, "asked")

    @http.route(
        "/my/contracts/<int:contract_id>/call",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_call(self, contract_id, text="", **_kw):
        """Ask to be called."""
        return self._cs_act(
            contract_id,
            lambda c: c._cs_ask_call(request.env.user.partner_id, text.strip()[:TEXT]),
            "asked",
        )

    @http.route(
        "/my/contracts/<int:contract_id>/notice",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_contract_notice(self, contract_id, reason="", **_kw):
        """Give notice, with the reason."""
        return self._cs_act(
            contract_id,
            lambda c: c._cs_ask_notice(
                request.env.user.partner_id, reason.strip()[:TEXT]
            ),
            "noticed",
        )
