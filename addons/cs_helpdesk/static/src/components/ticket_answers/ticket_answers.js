import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

const MODEL = "cs.ticket";

/**
 * What may answer a ticket: articles and tickets solved before. Asks the server when
 * its tab is opened, and again when the subject was saved anew.
 */
export class TicketAnswers extends Component {
    static template = "cs_helpdesk.TicketAnswers";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ loading: true, articles: [], tickets: [] });
        useRecordObserver(async (record) => {
            if (record.resId) {
                await this.load(record.resId, record.data.name);
            }
        });
    }

    async load(resId) {
        this.state.loading = true;
        const found = await this.orm.silent.call(MODEL, "suggest_answers", [[resId]]);
        if (this.props.record.resId === resId) {
            Object.assign(this.state, found, { loading: false });
        }
    }

    date(value) {
        return formatDate(deserializeDateTime(value));
    }

    open(resModel, resId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    /** Run a method of the ticket that returns an action, and look at what it did. */
    async run(method, ...args) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call(MODEL, method, [[record.resId], ...args]);
        await this.action.doAction(action, {
            onClose: () => record.model.root === record && record.load(),
        });
    }
}

export const ticketAnswers = {
    component: TicketAnswers,
    fieldDependencies: [{ name: "name", type: "char" }],
};

registry.category("view_widgets").add("cs_ticket_answers", ticketAnswers);
