import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";

/**
 * Why the health is what it is: one row a measure, each opens the records behind it.
 */
export class HealthContributions extends Component {
    static template = "cs_renewal.HealthContributions";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get parts() {
        const parts = this.props.record.data[this.props.name] || [];
        const total = parts.reduce((sum, part) => sum + part.weight, 0);
        return parts.map((part) => ({
            ...part,
            share: total ? Math.round((100 * part.weight) / total) : 0,
            colour:
                part.points >= 70 ? "success" : part.points > 40 ? "warning" : "danger",
        }));
    }

    open(part) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: part.name,
            res_model: part.model,
            domain: part.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { active_test: false },
        });
    }
}

registry.category("fields").add("cs_health_contributions", {
    component: HealthContributions,
    displayName: _t("Health contributions"),
    supportedTypes: ["json"],
});
