import { _t } from "@web/core/l10n/translation";
import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";

/** Names and icons of this addon's entries on the timeline of the customer panel. */
Object.assign(CustomerPanel.kinds, {
    contract_start: { name: _t("Contract begins"), icon: "fa-file-text-o" },
    contract_notice: { name: _t("Notice given"), icon: "fa-bell-o" },
});
