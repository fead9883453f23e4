import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MODEL = "cs.channel.delivery";

/** What can be done with an answer that did not reach the customer. */
export class HeldDialog extends Component {
    static template = "cs_channels.HeldDialog";
    static components = { Dialog };
    static props = { ids: Array, onChanged: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ ways: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.ways = await this.orm.call(MODEL, "ways_out", [this.props.ids]);
        this.props.onChanged(this.state.ways.info);
    }

    get choices() {
        const { state, retry, template, mail, qr } = this.state.ways;
        const unknown = state === "unknown";
        return [
            template && {
                key: "template",
                icon: "fa-list-alt",
                name: _t("Send a template"),
                hint: _t("Approved by the provider, arrives at any time."),
            },
            mail && {
                key: "mail",
                icon: "fa-envelope-o",
                name: _t("Send by mail"),
                hint: _t("To %s. The answer comes to the team's mail.", mail),
            },
            qr && {
                key: "qr",
                icon: "fa-qrcode",
                name: _t("Show a code"),
                hint: _t("When the customer scans it, the channel is open again."),
            },
            retry && {
                key: "retry",
                icon: "fa-refresh",
                name: _t("Send again"),
                hint: unknown
                    ? _t("It may have arrived: ask the customer first.")
                    : _t("Tries once more, now."),
            },
            {
                key: "drop",
                icon: "fa-trash-o",
                name: _t("Drop it"),
                hint: _t("The customer does not get it."),
            },
        ].filter(Boolean);
    }

    async choose(key) {
        const { ids, close } = this.props;
        if (key === "template") {
            close();
            return this.action.doAction("cs_channels.cs_channel_compose_action", {
                additionalContext: {
                    active_model: "cs.conversation",
                    active_id: this.state.ways.conversation_id,
                    active_ids: [this.state.ways.conversation_id],
                    default_kind: "template",
                },
            });
        }
        const method = {
            mail: "action_mail",
            qr: "action_show_code",
            retry: "action_retry",
            drop: "action_drop",
        }[key];
        const result = await this.orm.call(MODEL, method, [ids]);
        await this.load();
        close();
        if (key === "qr") {
            await this.action.doAction(result);
        }
    }
}
