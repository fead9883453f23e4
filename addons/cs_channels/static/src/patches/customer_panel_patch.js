import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";
import { _t } from "@web/core/l10n/translation";

CustomerPanel.kinds.conversation = { name: _t("Conversation"), icon: "fa-comments-o" };
