import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Tells an agent, wherever he works, that a conversation is his now or that his
 * customer wrote. The inbox says which one he is reading: that one stays silent.
 */
export const bellService = {
    dependencies: ["bus_service", "notification", "action"],
    start(env, { bus_service: bus, notification, action }) {
        const shown = new Map();
        const bell = { viewing: false, show: undefined };
        function open(id) {
            return bell.show
                ? bell.show(id)
                : action.doAction({
                      type: "ir.actions.client",
                      tag: "cs_channels.inbox",
                      params: { conversation_id: id },
                  });
        }
        bus.subscribe("cs.conversation/mine", (talk) => {
            const reads = bell.viewing === talk.id && !document.hidden;
            if (reads && talk.what === "wrote") {
                return;
            }
            shown.get(talk.id)?.();
            const close = notification.add(talk.preview || talk.channel, {
                title:
                    talk.what === "given"
                        ? _t("%s is yours now", talk.name)
                        : `${talk.name} · ${talk.channel}`,
                type: "info",
                onClose: () => shown.delete(talk.id),
                buttons: [
                    {
                        name: _t("Read it"),
                        onClick: () => {
                            close();
                            open(talk.id);
                        },
                    },
                ],
            });
            shown.set(talk.id, close);
        });
        return bell;
    },
};

registry.category("services").add("cs_channels.bell", bellService);
