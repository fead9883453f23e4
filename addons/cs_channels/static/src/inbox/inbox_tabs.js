import { markRaw } from "@odoo/owl";

export const MOST_OPEN = 10;

/** The conversations an agent goes back and forth between. */
export class InboxTabs {
    /**
     * @param {object} orm the service
     * @param {object[]} [open] those that were open before
     */
    constructor(orm, open = []) {
        this.orm = markRaw(orm);
        this.open = open;
    }

    /** What the tabs show: who has written since, who went to another team. */
    async load() {
        const ids = this.open.map(({ id }) => id);
        if (ids.length) {
            const rows = await this.orm.silent.call("cs.conversation", "inbox_rows", [
                ids,
            ]);
            const order = new Map(ids.map((id, index) => [id, index]));
            rows.sort((one, other) => order.get(one.id) - order.get(other.id));
            this.open = rows;
        }
    }

    /** Add a tab; the oldest one goes when there are ten. */
    keep(details) {
        const known = this.open.findIndex(({ id }) => id === details.id);
        if (known >= 0) {
            this.open[known] = details;
            return;
        }
        this.open.push(details);
        if (this.open.length > MOST_OPEN) {
            this.open.shift();
        }
    }

    /** Close a tab: the conversation itself stays as it is. */
    leave(conversationId) {
        this.open = this.open.filter(({ id }) => id !== conversationId);
    }

    /** What is remembered of the tabs while the page is read anew. */
    get stored() {
        return this.open.map(({ id, name, provider }) => ({ id, name, provider }));
    }
}
