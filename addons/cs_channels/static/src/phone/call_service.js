import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Shows an agent who is calling while the phone rings. */
export const callService = {
    dependencies: ["bus_service", "notification", "action"],
    start(env, { bus_service: bus, notification, action }) {
        const open = new Map();
        bus.subscribe("cs.call/ring", (call) => {
            open.get(call.id)?.();
            const who = [call.name, call.company].filter(Boolean).join(" · ");
            const close = notification.add(`${who} (${call.number})`, {
                title: call.incoming ? _t("Incoming call") : _t("Outgoing call"),
                type: "info",
                sticky: true,
                onClose: () => open.delete(call.id),
                buttons: [
                    {
                        name: _t("Show customer"),
                        primary: true,
                        onClick: () => {
                            close();
                            action.doAction({
                                type: "ir.actions.act_window",
                                res_model: "cs.call",
                                res_id: call.id,
                                views: [[false, "form"]],
                            });
                        },
                    },
                ],
            });
            open.set(call.id, close);
        });
    },
};

registry.category("services").add("cs_channels.call", callService);
