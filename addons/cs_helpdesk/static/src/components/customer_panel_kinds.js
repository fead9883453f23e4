import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";
import { _t } from "@web/core/l10n/translation";

Object.assign(CustomerPanel.kinds, {
    ticket: { name: _t("Ticket"), icon: "fa-ticket" },
    ticket_solved: { name: _t("Ticket solved"), icon: "fa-check" },
    promise_broken: { name: _t("Promise broken"), icon: "fa-exclamation-triangle" },
});
