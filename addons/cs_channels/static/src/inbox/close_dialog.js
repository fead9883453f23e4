import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Asks how a conversation ended and what it was about. */
export class CloseDialog extends Component {
    static template = "cs_channels.CloseDialog";
    static components = { Dialog };
    static props = {
        outcomes: Array,
        tags: Array,
        tagIds: Array,
        onConfirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ outcomeId: false, chosen: new Set() });
    }

    /** @returns {boolean} whether the conversation has it already: it stays */
    has(tag) {
        return this.props.tagIds.includes(tag.id);
    }

    toggle(tag) {
        const { chosen } = this.state;
        return chosen.has(tag.id) ? chosen.delete(tag.id) : chosen.add(tag.id);
    }

    onOutcome(ev) {
        this.state.outcomeId = Number(ev.target.value) || false;
    }

    confirm() {
        const { outcomeId, chosen } = this.state;
        this.props.onConfirm({
            ...(outcomeId && { outcome: outcomeId }),
            ...(chosen.size && { tags: [...chosen] }),
        });
        this.props.close();
    }
}
