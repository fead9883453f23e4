import { Message } from "@mail/core/common/message";
import { Message as MessageModel } from "@mail/core/common/message_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const ICONS = {
    queued: "fa-clock-o",
    sending: "fa-clock-o",
    sent: "fa-check",
    delivered: "fa-check-circle-o",
    read: "fa-check-circle",
    held: "fa-pause-circle text-warning",
    unknown: "fa-question-circle text-warning",
    failed: "fa-exclamation-circle text-danger",
};

patch(MessageModel.prototype, {
    setup() {
        super.setup();
        /** @type {{ids: number[], state: string, label: string, reason: string}|false} */
        this.cs_delivery = undefined;
    },
    /** What went to a customer cannot be taken back. */
    get editable() {
        return this.thread?.channel_type !== "cs" && super.editable;
    },
});

patch(Message.prototype, {
    get csDeliveryIcon() {
        return ICONS[this.message.cs_delivery.state];
    },
    get csDeliveryTitle() {
        const { label, reason } = this.message.cs_delivery;
        return reason ? `${label}: ${reason}` : label;
    },
    get csCanResend() {
        return ["held", "unknown", "failed"].includes(this.message.cs_delivery.state);
    },
    get csResendText() {
        return this.message.cs_delivery.state === "unknown"
            ? _t("Send again (it may have arrived)")
            : _t("Send again");
    },
    async csResend() {
        const orm = this.store.env.services.orm;
        const ids = this.message.cs_delivery.ids;
        await orm.call("cs.channel.delivery", "action_retry", [ids]);
    },
});
