import { Component } from "@odoo/owl";
import { Chatter } from "@mail/chatter/web_portal/chatter";

/** Notes and history of a conversation: for colleagues, never for the customer. */
export class ConversationNotes extends Component {
    static template = "cs_channels.ConversationNotes";
    static components = { Chatter };
    static props = { conversationId: Number };
}
