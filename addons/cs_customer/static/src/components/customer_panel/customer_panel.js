/* global luxon */
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const { DateTime } = luxon;

const PAGE = 15;

/**
 * Everything service and sales know of one customer, beside what one works on.
 *
 * The server decides what the reader may see; rows without a record do not open.
 */
export class CustomerPanel extends Component {
    static template = "cs_customer.CustomerPanel";
    static props = {
        partnerId: { type: [Number, Boolean] },
        compact: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.turn = 0; // a load that was overtaken changes nothing
        this.state = useState({
            customer: null,
            sections: [],
            entries: [],
            complete: false,
            failed: false,
            closed: {},
        });
        onWillStart(() => this.load(this.props.partnerId));
        onWillUpdateProps((next) => {
            if (next.partnerId !== this.props.partnerId) {
                return this.load(next.partnerId);
            }
        });
    }

    async load(partnerId) {
        const turn = ++this.turn;
        Object.assign(this.state, { customer: null, sections: [], entries: [] });
        Object.assign(this.state, { complete: false, failed: false });
        if (!partnerId) {
            return;
        }
        try {
            const panel = await this.orm.silent.call(
                "res.partner",
                "cs_customer_panel",
                [[partnerId]]
            );
            if (turn === this.turn) {
                Object.assign(this.state, panel);
                await this.loadMore(partnerId);
            }
        } catch {
            this.state.failed ||= turn === this.turn;
        }
    }

    async loadMore(partnerId = this.props.partnerId) {
        const turn = this.turn;
        const before = this.state.entries.at(-1)?.cursor || null;
        const entries = await this.orm.silent.call(
            "res.partner",
            "cs_timeline",
            [[partnerId]],
            { limit: PAGE, before }
        );
        if (turn === this.turn) {
            this.state.entries.push(...entries);
            this.state.complete = entries.length < PAGE;
        }
    }

    get sections() {
        return this.state.sections.filter(
            (section) => section.rows.length || section.empty
        );
    }

    get emptyText() {
        return this.state.failed
            ? _t("The customer cannot be shown to you.")
            : _t("No customer yet. Choose one to see contracts, orders and tickets.");
    }

    kindName(kind) {
        return this.constructor.kinds[kind]?.name || kind;
    }

    kindIcon(kind) {
        return this.constructor.kinds[kind]?.icon || "fa-circle-o";
    }

    at(entry) {
        return deserializeDateTime(entry.at).toLocaleString(DateTime.DATETIME_MED);
    }

    toggle(key) {
        this.state.closed[key] = !this.state.closed[key];
    }

    open(row) {
        if (row.model && row.res_id) {
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: row.model,
                res_id: row.res_id,
                views: [[false, "form"]],
            });
        }
    }

    openAll(section) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: section.action.name,
            res_model: section.action.model,
            domain: section.action.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

/** Names and icons of timeline entries; other addons add theirs. */
CustomerPanel.kinds = {
    message: { name: _t("Message"), icon: "fa-envelope-o" },
    opportunity: { name: _t("Opportunity"), icon: "fa-star-o" },
    opportunity_won: { name: _t("Opportunity won"), icon: "fa-trophy" },
    opportunity_lost: { name: _t("Opportunity lost"), icon: "fa-times-circle-o" },
};
