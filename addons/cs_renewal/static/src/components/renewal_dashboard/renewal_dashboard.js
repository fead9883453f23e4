import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Recurring revenue, the quarter's renewals, money at risk, what grew from service.
 */
export class RenewalDashboard extends Component {
    static template = "cs_renewal.RenewalDashboard";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        onWillStart(async () => {
            this.state.data = await this.orm.call("cs.renewal.dashboard", "get_data");
        });
    }

    percent(value) {
        return value === null || value === undefined
            ? "–"
            : `${Math.round(value * 100)} %`;
    }

    open(xmlid) {
        this.action.doAction(xmlid);
    }

    openRisk(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Risk"),
            res_model: "cs.risk",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cs_renewal_dashboard", RenewalDashboard);
