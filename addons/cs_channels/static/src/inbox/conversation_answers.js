import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const MODEL = "cs.conversation";

/** What may answer the customer: articles and tickets that were solved before. */
export class ConversationAnswers extends Component {
    static template = "cs_channels.ConversationAnswers";
    static props = {
        conversationId: Number,
        channelId: Number,
        mayQuote: Boolean,
        onQuoted: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.state = useState({ articles: [], tickets: [] });
        onWillStart(async () => {
            const ids = [this.props.conversationId];
            const found = await this.orm.silent.call(MODEL, "suggest_answers", [ids]);
            Object.assign(this.state, found);
        });
    }

    get found() {
        return [
            ...this.state.articles.map((article) => ({
                ...article,
                key: `article-${article.id}`,
                model: "cs.article",
                icon: "fa-book",
                quotable: article.audience !== "internal",
            })),
            ...this.state.tickets.map((ticket) => ({
                ...ticket,
                key: `ticket-${ticket.id}`,
                model: "cs.ticket",
                icon: "fa-ticket",
                title: `${ticket.number} ${ticket.title}`,
                quotable: true,
            })),
        ];
    }

    /** Put an answer behind what the agent has written already; he reads, then sends. */
    async quote(answer) {
        const { conversationId, channelId } = this.props;
        const text = await this.orm.call(MODEL, "quote_answer", [
            [conversationId],
            answer.model,
            answer.id,
        ]);
        const thread = this.store.Thread.get({
            model: "discuss.channel",
            id: channelId,
        });
        const composer = thread.composer;
        composer.insertText(text, composer.composerText.length);
        this.props.onQuoted();
    }
}
