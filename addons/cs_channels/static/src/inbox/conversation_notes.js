import { Component, useEffect, useRef } from "@odoo/owl";
import { Chatter } from "@mail/chatter/web_portal/chatter";

/** Notes and history of a conversation: for colleagues, never for the customer. */
export class ConversationNotes extends Component {
    static template = "cs_channels.ConversationNotes";
    static components = { Chatter };
    static props = { conversationId: Number, noting: { type: Number, optional: true } };
    static defaultProps = { noting: 0 };

    setup() {
        this.root = useRef("root");
        useEffect(
            (asked) => {
                if (asked) {
                    this.root.el.querySelector(".o-mail-Chatter-logNote")?.click();
                }
            },
            () => [this.props.noting]
        );
    }
}
