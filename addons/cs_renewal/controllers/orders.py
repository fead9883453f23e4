# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class RenewalPortal(CustomerPortal):
    """The renewal quotation, as its contract, is for those with the role for it."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        """A link that was passed on shows a mere user of the product nothing more.

        :raise AccessError: for a contact who does not see contracts
        """
        document = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        user = request.env.user
        if (
            model_name == "sale.order"
            and document._cs_named_contracts()
            and user._is_portal()
            and not user.partner_id._cs_may_see_contracts()
        ):
            raise AccessError(request.env._("Ask who decides on contracts."))
        return document
