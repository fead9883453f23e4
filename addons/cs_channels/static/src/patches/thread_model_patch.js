import { Thread } from "@mail/core/common/thread_model";
import { fields } from "@mail/core/common/record";
import { patch } from "@web/core/utils/patch";

patch(Thread.prototype, {
    setup() {
        super.setup();
        /** An agent reads a conversation he is not a member of. */
        this.csReadAlong = fields.Attr(false);
        /** @type {{name: string, icon: string}|undefined} the channel it comes by */
        this.csVia = fields.Attr(undefined);
    },
    get shouldSubscribeToBusChannel() {
        return (
            super.shouldSubscribeToBusChannel ||
            (this.csReadAlong && !this.self_member_id)
        );
    },
    /** Customers' conversations are in the inbox, not in bubbles over everything. */
    get inChathubOnNewMessage() {
        return this.channel_type !== "cs" && super.inChathubOnNewMessage;
    },
});
