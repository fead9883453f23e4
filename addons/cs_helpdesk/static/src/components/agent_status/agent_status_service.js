import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { user } from "@web/core/user";

export const STATUSES = {
    online: { name: _t("Online"), color: "success", hint: _t("Gets work by itself") },
    busy: { name: _t("Busy"), color: "danger", hint: _t("Gets no new work") },
    break: { name: _t("On a break"), color: "warning" },
    off: { name: _t("Off duty"), color: "muted", hint: _t("Gets no new work") },
};

export const REASONS = {
    lunch: _t("Lunch"),
    rest: _t("Short break"),
    meeting: _t("Meeting"),
    training: _t("Training"),
    other: _t("Something else"),
};

/** What a status says in one line: "On a break: Lunch". */
export function statusText(status, reason) {
    const name = `${(STATUSES[status] || STATUSES.online).name}`;
    return reason
        ? _t("%(status)s: %(reason)s", { status: name, reason: `${REASONS[reason]}` })
        : name;
}

/** Whether the user takes work, the same in every window of his. */
export const agentStatusService = {
    dependencies: ["bus_service", "orm"],
    start(env, { bus_service: bus, orm }) {
        const state = reactive({ isAgent: false, status: "online", reason: false });
        const take = (found) =>
            Object.assign(state, { isAgent: Boolean(found) }, found || {});
        take(session.cs_status);
        async function reload() {
            take(await orm.silent.call("res.users", "cs_my_status", []));
        }
        if (state.isAgent) {
            bus.subscribe(
                "cs.agent/status",
                ({ id }) => id === user.userId && reload()
            );
        }
        return {
            state,
            async set(status, reason = false) {
                await orm.call("res.users", "cs_set_status", [
                    [user.userId],
                    status,
                    reason,
                ]);
                await reload();
            },
        };
    },
};

registry.category("services").add("cs_agent_status", agentStatusService);
