import { Message } from "@mail/core/common/message";
import { Message as MessageModel } from "@mail/core/common/message_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { HeldDialog } from "./held_dialog";

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
// In the words of who looks: the server's news come in nobody's language.
const LABELS = {
    queued: _t("Waiting"),
    sending: _t("Being sent"),
    sent: _t("Sent"),
    delivered: _t("Delivered"),
    read: _t("Read"),
    held: _t("Held back"),
    unknown: _t("Outcome unknown"),
    failed: _t("Failed"),
};
const ON_ITS_WAY = ["queued", "sending"];
const GONE_OUT = ["sent", "delivered", "read"];

patch(MessageModel.prototype, {
    setup() {
        super.setup();
        /** @type {{ids: number[], state: string, reason: string}|false} */
        this.cs_delivery = undefined;
    },
    /** What has gone out never waits again: the answer to posting it may come late. */
    update(data) {
        const late =
            ON_ITS_WAY.includes(data?.cs_delivery?.state) &&
            GONE_OUT.includes(this.cs_delivery?.state);
        super.update(late ? { ...data, cs_delivery: this.cs_delivery } : data);
    },
    /** What went to a customer cannot be taken back. */
    get editable() {
        return this.thread?.channel_type !== "cs" && super.editable;
    },
});

patch(Message.prototype, {
    /** By which channel these words came or went; what went by mail says so itself. */
    get csVia() {
        const { message_type, thread, cs_delivery } = this.message;
        const other = cs_delivery && cs_delivery.state === "sent" && cs_delivery.reason;
        return message_type === "comment" && !other && thread?.csVia;
    },
    get csDeliveryIcon() {
        return ICONS[this.message.cs_delivery.state];
    },
    get csDeliveryTitle() {
        const { state, reason } = this.message.cs_delivery;
        return reason ? `${LABELS[state]}: ${reason}` : LABELS[state].toString();
    },
    get csIsStuck() {
        return ["held", "unknown", "failed"].includes(this.message.cs_delivery.state);
    },
    csWaysOut() {
        const { dialog } = this.store.env.services;
        dialog.add(HeldDialog, {
            ids: this.message.cs_delivery.ids,
            onChanged: (info) => (this.message.cs_delivery = info),
        });
    },
});
