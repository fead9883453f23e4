import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";
import { Conversation } from "./conversation";
import { ConversationAnswers } from "./conversation_answers";
import { ConversationNotes } from "./conversation_notes";
import { FOLDERS, PROVIDER_ICONS, ago } from "./format";

const PAGE = 40;
const MODEL = "cs.conversation";
const STORED = "cs_channels.inbox";

/** The agents' desk: conversations, the words of one, and who the customer is. */
export class Inbox extends Component {
    static template = "cs_channels.Inbox";
    static components = {
        Conversation,
        ConversationAnswers,
        ConversationNotes,
        CustomerPanel,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.store = useService("mail.store");
        this.folders = FOLDERS;
        const stored = JSON.parse(browser.sessionStorage.getItem(STORED) || "{}");
        const asked = this.props.action.params?.conversation_id;
        this.state = useState({
            folder: stored.folder || "mine",
            search: "",
            rows: [],
            complete: false,
            loaded: false,
            counts: {},
            selectedId: asked || stored.selectedId || false,
            details: null,
            pane: asked ? "talk" : "list", // what a narrow screen shows
            side: "customer",
            sideOpen: true,
            acted: 0,
            minute: 0, // makes "3 min" go on
        });
        // Not KeepLast: whoever waits for a load that was overtaken must go on too.
        this.rowsTurn = 0;
        this.detailsTurn = 0;
        this.onSearch = useDebounced(() => this.loadRows(), 250);
        this.refresh = useDebounced((ids) => this.reload(ids), 150);
        this.changedIds = new Set();
        this.listen();
        onWillStart(() => this.start());
    }

    listen() {
        this.bus.addChannel("cs_channels.inbox");
        const onChanged = ({ ids }) => {
            ids.forEach((id) => this.changedIds.add(id));
            this.refresh();
        };
        this.bus.subscribe("cs.conversation/changed", onChanged);
        // What was sent while the line was down is not sent again: read anew.
        useBus(this.bus, "BUS:RECONNECT", () => this.reload());
        const timer = browser.setInterval(() => this.state.minute++, 60000);
        onWillUnmount(() => {
            browser.clearInterval(timer);
            this.bus.unsubscribe("cs.conversation/changed", onChanged);
            this.bus.deleteChannel("cs_channels.inbox");
        });
    }

    async start() {
        await Promise.all([this.loadCounts(), this.loadRows(), this.loadDetails()]);
        if (
            !this.state.rows.length &&
            this.state.folder === "mine" &&
            this.state.counts.unassigned
        ) {
            this.state.folder = "unassigned";
            await this.loadRows();
        }
    }

    async reload() {
        const touched = this.changedIds.has(this.state.selectedId);
        this.changedIds.clear();
        const loads = [this.loadCounts(), this.loadRows(this.state.rows.length)];
        if (touched) {
            loads.push(this.loadDetails());
        }
        await Promise.all(loads);
    }

    async loadCounts() {
        this.state.counts = await this.orm.silent.call(MODEL, "inbox_counts", []);
    }

    async loadRows(limit = PAGE) {
        limit = Math.max(limit, PAGE);
        const turn = ++this.rowsTurn;
        const rows = await this.orm.silent.call(
            MODEL,
            "inbox_list",
            [this.state.folder],
            {
                search: this.state.search,
                limit,
            }
        );
        if (turn === this.rowsTurn) {
            Object.assign(this.state, {
                rows,
                complete: rows.length < limit,
                loaded: true,
            });
        }
    }

    async loadMore() {
        const more = await this.orm.call(MODEL, "inbox_list", [this.state.folder], {
            search: this.state.search,
            limit: PAGE,
            offset: this.state.rows.length,
        });
        this.state.rows.push(...more);
        this.state.complete = more.length < PAGE;
    }

    async loadDetails() {
        const id = this.state.selectedId;
        const turn = ++this.detailsTurn;
        let details = null;
        try {
            details =
                id && (await this.orm.silent.call(MODEL, "inbox_details", [[id]]));
        } catch {
            // It went to another team: nothing to show here any more.
            Object.assign(this.state, { selectedId: false, pane: "list" });
        }
        if (turn === this.detailsTurn) {
            this.state.details = details || null;
            this.remember();
        }
    }

    async openFolder(folder) {
        Object.assign(this.state, { folder, loaded: false, rows: [] });
        this.remember();
        await this.loadRows();
    }

    async select(id) {
        Object.assign(this.state, { selectedId: id, pane: "talk" });
        await this.loadDetails();
    }

    /** After an action of the agent: show where the conversation is now. */
    async onActed(action) {
        if (action === "claim") {
            this.state.folder = "mine";
        }
        if (["close", "transfer", "snooze"].includes(action)) {
            Object.assign(this.state, {
                selectedId: false,
                details: null,
                pane: "list",
            });
        }
        this.remember();
        await Promise.all([this.loadCounts(), this.loadRows(), this.loadDetails()]);
        // What was done may show on the customer: the panel is read anew.
        this.state.acted++;
    }

    remember() {
        const { folder, selectedId } = this.state;
        browser.sessionStorage.setItem(STORED, JSON.stringify({ folder, selectedId }));
    }

    onRowKeydown(ev, index) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        const row = step && this.state.rows[index + step];
        if (row) {
            ev.preventDefault();
            ev.currentTarget.parentElement.children[index + step].focus();
            this.select(row.id);
        }
    }

    get mayQuote() {
        const { user_id, state } = this.state.details;
        return user_id === user.userId && state !== "closed";
    }

    icon(row) {
        return PROVIDER_ICONS[row.provider] || "fa-comment-o";
    }

    ago(value) {
        return this.state.minute >= 0 && ago(value);
    }

    avatar(row) {
        return row.partner_id && `/web/image/res.partner/${row.partner_id}/avatar_128`;
    }

    get emptyText() {
        if (this.state.search) {
            return _t("Nothing found.");
        }
        return {
            mine: _t("You have no open conversation. Take one from those who wait."),
            unassigned: _t("Nobody waits. New customers appear here by themselves."),
            team: _t("Your colleagues have no open conversation."),
            snoozed: _t("Nothing is put away."),
            closed: _t("Nothing is closed yet."),
        }[this.state.folder];
    }
}

registry.category("actions").add("cs_channels.inbox", Inbox);
