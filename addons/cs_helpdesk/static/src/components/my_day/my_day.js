/* global luxon */
import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AgentStatusMenu } from "../agent_status/agent_status_menu";

const { DateTime } = luxon;

export const GROUPS = [
    { key: "now", name: _t("Promises broken or at risk") },
    { key: "answer", name: _t("Customers who wait for your answer") },
    { key: "today", name: _t("Due today") },
    { key: "new", name: _t("New for you") },
];

export const ICONS = {
    broken: "fa-exclamation-circle text-danger",
    at_risk: "fa-hourglass-half text-warning",
    reply: "fa-reply text-primary",
    due: "fa-clock-o text-info",
    activity: "fa-check-square-o text-info",
    woken: "fa-bell-o text-info",
    new: "fa-inbox text-success",
};

/** The items of the server under their headings, in their order; no empty heading. */
export function byGroup(items) {
    return GROUPS.map((group) => ({
        ...group,
        items: items.filter((item) => item.group === group.key),
    })).filter((group) => group.items.length);
}

/** What an agent owes today, in the order in which to do it. */
export class MyDay extends Component {
    static template = "cs_helpdesk.MyDay";
    static components = { AgentStatusMenu };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.root = useRef("root");
        this.icons = ICONS;
        this.state = useState({ day: null, minute: 0, busy: false });
        this.turn = 0;
        this.refresh = useDebounced(() => this.load(), 200);
        this.listen();
        onWillStart(() => this.load());
    }

    listen() {
        const onChanged = () => this.refresh();
        const messages = ["cs.my_day/changed", "mail.activity/updated"];
        this.bus.addChannel("cs_helpdesk.my_day");
        messages.forEach((name) => this.bus.subscribe(name, onChanged));
        // What was sent while the line was down is not sent again: read anew.
        useBus(this.bus, "BUS:RECONNECT", onChanged);
        // Promises come closer by themselves.
        const timer = browser.setInterval(() => this.load(), 60000);
        onWillUnmount(() => {
            browser.clearInterval(timer);
            messages.forEach((name) => this.bus.unsubscribe(name, onChanged));
            this.bus.deleteChannel("cs_helpdesk.my_day");
        });
    }

    async load() {
        const turn = ++this.turn;
        const day = await this.orm.silent.call("cs.desk", "my_day", []);
        if (turn === this.turn) {
            this.state.day = day;
            this.state.minute++;
        }
    }

    get groups() {
        return byGroup(this.state.day.items);
    }

    get heldText() {
        const { load, capacity } = this.state.day;
        return capacity
            ? _t("%(load)s of %(capacity)s places filled", { load, capacity })
            : _t("You hold %s", load);
    }

    get today() {
        return DateTime.now().toLocaleString({
            weekday: "long",
            month: "long",
            day: "numeric",
        });
    }

    /** "in 2 hours", "3 hours ago"; a date without a time is told only when past. */
    when(item) {
        if (item.at && this.state.minute) {
            return deserializeDateTime(item.at).toRelative();
        }
        const date = item.date && deserializeDate(item.date);
        return date && date < DateTime.now().startOf("day")
            ? date.toRelative({ unit: "days" })
            : "";
    }

    exact(item) {
        return item.at
            ? deserializeDateTime(item.at).toLocaleString(DateTime.DATETIME_MED)
            : "";
    }

    isLate(item) {
        return item.kind === "broken" || Boolean(item.date && this.when(item));
    }

    open(item) {
        const form = {
            type: "ir.actions.act_window",
            res_model: item.model,
            res_id: item.res_id,
            views: [[false, "form"]],
        };
        return this.action.doAction(item.action || form);
    }

    openMine() {
        return this.action.doAction("cs_helpdesk.cs_ticket_action_my");
    }

    async next() {
        this.state.busy = true;
        try {
            const found = await this.orm.call("cs.ticket", "next_ticket", []);
            if (found) {
                this.notification.add(found.reason, {
                    title: found.name,
                    type: "success",
                });
                await this.open({ model: "cs.ticket", res_id: found.id });
            } else {
                this.notification.add(_t("Nothing waits that you could take now."), {
                    type: "info",
                });
                await this.load();
            }
        } finally {
            this.state.busy = false;
        }
    }

    onKeydown(ev) {
        const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[ev.key];
        if (!step) {
            return;
        }
        const rows = [...this.root.el.querySelectorAll(".o_cs_day_row")];
        const row = rows[rows.indexOf(ev.target.closest(".o_cs_day_row")) + step];
        if (row) {
            ev.preventDefault();
            row.focus();
        }
    }
}

registry.category("actions").add("cs_helpdesk.my_day", MyDay);
