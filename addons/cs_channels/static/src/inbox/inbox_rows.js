import { markRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const PAGE = 40;
const MODEL = "cs.conversation";

/** The list of the inbox: which folder, narrowed by what, and what stands in it. */
export class InboxRows {
    /**
     * @param {object} orm the service
     * @param {{folder?: string, filters?: object}} stored what was chosen before
     */
    constructor(orm, { folder = "mine", filters = {} }) {
        this.orm = markRaw(orm);
        this.folder = folder;
        this.filters = filters;
        this.search = "";
        this.choices = { channels: [], tiers: [] };
        this.counts = {};
        this.rows = [];
        this.complete = false;
        this.loaded = false;
        // Not KeepLast: whoever waits for a load that was overtaken must go on too.
        this.turn = 0;
    }

    async loadCounts() {
        const { filters } = this;
        this.counts = await this.orm.silent.call(MODEL, "inbox_counts", [], {
            filters,
        });
    }

    async loadChoices() {
        this.choices = await this.orm.silent.call(MODEL, "inbox_filters", []);
    }

    /** @param {number} [limit] as many as are shown already, a page at least */
    async load(limit = PAGE) {
        limit = Math.max(limit, PAGE);
        const turn = ++this.turn;
        const rows = await this.fetch(this.orm.silent, { limit });
        if (turn === this.turn) {
            Object.assign(this, { rows, complete: rows.length < limit, loaded: true });
        }
    }

    async loadMore() {
        const more = await this.fetch(this.orm, {
            limit: PAGE,
            offset: this.rows.length,
        });
        this.rows.push(...more);
        this.complete = more.length < PAGE;
    }

    fetch(orm, range) {
        const { folder, search, filters } = this;
        return orm.call(MODEL, "inbox_list", [folder], { search, filters, ...range });
    }

    async openFolder(folder) {
        Object.assign(this, { folder, loaded: false, rows: [] });
        await this.load();
    }

    /** Narrow by one thing more; what is chosen already is taken away again. */
    async filter(key, value) {
        const filters = { ...this.filters };
        if (!value || filters[key] === value) {
            delete filters[key];
        } else {
            filters[key] = value;
        }
        Object.assign(this, { filters, rows: [], loaded: false });
        await Promise.all([this.loadCounts(), this.load()]);
    }

    /** What the list is narrowed by, in words. */
    get filterNames() {
        const { filters, choices } = this;
        const named = (list, key) => list.find(({ id }) => id === filters[key])?.name;
        return [
            { key: "channel_id", name: named(choices.channels, "channel_id") },
            { key: "tier_id", name: named(choices.tiers, "tier_id") },
            { key: "pressing", name: filters.pressing && _t("Promise at risk") },
        ].filter(({ name }) => name);
    }

    /** @returns {object|undefined} the row so many below, or above, another one */
    beside(rowId, by) {
        const index = this.rows.findIndex(({ id }) => id === rowId);
        return this.rows[index < 0 ? 0 : index + by];
    }

    get emptyText() {
        if (this.search || this.filterNames.length) {
            return _t("Nothing found.");
        }
        return {
            mine: _t("You have no open conversation. Take one from those who wait."),
            unassigned: _t("Nobody waits. New customers appear here by themselves."),
            team: _t("Your colleagues have no open conversation."),
            waiting: _t("No customer waits for an answer."),
            snoozed: _t("Nothing is put away."),
            closed: _t("Nothing is closed yet."),
        }[this.folder];
    }
}
