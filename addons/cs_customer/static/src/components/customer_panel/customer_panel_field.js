import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { CustomerPanel } from "./customer_panel";

/** The customer panel as the widget of a many2one to the customer. */
export class CustomerPanelField extends Component {
    static template = "cs_customer.CustomerPanelField";
    static components = { CustomerPanel };
    static props = { ...standardFieldProps };

    get partnerId() {
        return this.props.record.data[this.props.name]?.id || false;
    }
}

export const customerPanelField = {
    component: CustomerPanelField,
    displayName: _t("Customer panel"),
    supportedTypes: ["many2one"],
};

registry.category("fields").add("cs_customer_panel", customerPanelField);
