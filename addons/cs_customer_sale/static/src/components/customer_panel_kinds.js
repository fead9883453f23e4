import { _t } from "@web/core/l10n/translation";
import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";

/** Names and icons of this addon's entries on the timeline of the customer panel. */
Object.assign(CustomerPanel.kinds, {
    quotation: { name: _t("Quotation"), icon: "fa-file-o" },
    order: { name: _t("Order"), icon: "fa-shopping-cart" },
    invoice: { name: _t("Invoice"), icon: "fa-money" },
    refund: { name: _t("Credit note"), icon: "fa-undo" },
});
