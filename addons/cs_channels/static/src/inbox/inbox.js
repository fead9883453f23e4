import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useBus, useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { useDebounced } from "@web/core/utils/timing";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";
import { AgentStatusMenu } from "@cs_helpdesk/components/agent_status/agent_status_menu";
import { ContactHints } from "./contact_hints";
import { Conversation } from "./conversation";
import { ConversationAnswers } from "./conversation_answers";
import { ConversationNotes } from "./conversation_notes";
import { FOLDERS, PROVIDER_ICONS, ago, clock } from "./format";
import { useShortcuts } from "./shortcuts";
import { ShortcutsDialog } from "./shortcuts_dialog";

const PAGE = 40;
const MOST_OPEN = 10;
const MODEL = "cs.conversation";
const STORED = "cs_channels.inbox";

/** The agents' desk: conversations, the words of one, and who the customer is. */
export class Inbox extends Component {
    static template = "cs_channels.Inbox";
    static components = {
        AgentStatusMenu,
        ContactHints,
        Conversation,
        ConversationAnswers,
        ConversationNotes,
        CustomerPanel,
        Dropdown,
        DropdownItem,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.store = useService("mail.store");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.bell = useService("cs_channels.bell");
        this.root = useRef("root");
        this.folders = FOLDERS;
        const stored = JSON.parse(browser.sessionStorage.getItem(STORED) || "{}");
        const asked = this.props.action.params?.conversation_id;
        this.state = useState({
            folder: stored.folder || "mine",
            search: "",
            filters: stored.filters || {},
            choices: { channels: [], tiers: [] },
            open: stored.open || [], // conversations one goes back and forth between
            wrapUntil: false,
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
            noting: 0,
            minute: 0, // makes "3 min" go on
        });
        // Not KeepLast: whoever waits for a load that was overtaken must go on too.
        this.rowsTurn = 0;
        this.detailsTurn = 0;
        this.byKey = false;
        this.onSearch = useDebounced(() => this.loadRows(), 250);
        this.refresh = useDebounced((ids) => this.reload(ids), 150);
        this.changedIds = new Set();
        this.listen();
        this.useKeys();
        useEffect(
            () => {
                const tab = this.root.el.querySelector(".o_cs_inbox_tab.active");
                tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
            },
            () => [this.state.details?.id, this.state.open.length]
        );
        onWillStart(() => this.start());
    }

    useKeys() {
        useShortcuts("list", {
            next: () => this.step(1),
            previous: () => this.step(-1),
            search: () =>
                this.root.el.querySelector(".o_cs_inbox_search input").focus(),
            begin: () => this.begin(),
            note: () => this.writeNote(),
            answers: () => this.showSide("answers"),
            customer: () => this.showSide("customer"),
            help: () => this.showKeys(),
        });
        for (let index = 0; index < MOST_OPEN; index++) {
            useHotkey(String((index + 1) % 10), () => {
                const tab = this.state.open[index];
                return tab && this.select(tab.id, true);
            });
        }
        useHotkey("escape", () => document.activeElement.blur(), {
            isAvailable: (target) => this.root.el?.contains(target),
        });
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
        const timer = browser.setInterval(() => {
            this.state.minute++;
            if (this.state.wrapUntil) {
                this.loadWrapUp();
            }
        }, 60000);
        this.bell.show = (id) => this.select(id);
        onWillUnmount(() => {
            this.bell.show = undefined;
            this.bell.viewing = false;
            browser.clearInterval(timer);
            this.bus.unsubscribe("cs.conversation/changed", onChanged);
            this.bus.deleteChannel("cs_channels.inbox");
        });
    }

    async start() {
        await Promise.all([
            this.loadCounts(),
            this.loadRows(),
            this.loadDetails(),
            this.loadChoices(),
            this.loadWrapUp(),
            this.loadOpen(),
        ]);
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
        await Promise.all([...loads, this.loadOpen()]);
    }

    async loadCounts() {
        this.state.counts = await this.orm.silent.call(MODEL, "inbox_counts", [], {
            filters: this.state.filters,
        });
    }

    async loadChoices() {
        this.state.choices = await this.orm.silent.call(MODEL, "inbox_filters", []);
    }

    async loadWrapUp() {
        this.state.wrapUntil = await this.orm.silent.call(
            "res.users",
            "cs_my_wrap_up",
            []
        );
    }

    /** What the tabs show: who has written since, who went to another team. */
    async loadOpen() {
        const ids = this.state.open.map(({ id }) => id);
        if (ids.length) {
            const rows = await this.orm.silent.call(MODEL, "inbox_rows", [ids]);
            const order = new Map(ids.map((id, index) => [id, index]));
            rows.sort((one, other) => order.get(one.id) - order.get(other.id));
            this.state.open = rows;
        }
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
                filters: this.state.filters,
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
            filters: this.state.filters,
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
            this.leave(id);
        }
        if (turn === this.detailsTurn) {
            this.state.details = details || null;
            this.bell.viewing = Boolean(details) && id;
            if (details) {
                this.keepOpen(details);
            }
            this.remember();
        }
    }

    /** Add a tab; the oldest one goes when there are ten. */
    keepOpen(details) {
        const { open } = this.state;
        const known = open.findIndex(({ id }) => id === details.id);
        if (known >= 0) {
            open[known] = details;
            return;
        }
        open.push(details);
        if (open.length > MOST_OPEN) {
            open.shift();
        }
    }

    /** Close a tab: the conversation itself stays as it is. */
    leave(conversationId) {
        this.state.open = this.state.open.filter(({ id }) => id !== conversationId);
        if (this.state.selectedId === conversationId) {
            Object.assign(this.state, {
                selectedId: false,
                details: null,
                pane: "list",
            });
            this.bell.viewing = false;
        }
        this.remember();
    }

    async openFolder(folder) {
        Object.assign(this.state, { folder, loaded: false, rows: [] });
        this.remember();
        await this.loadRows();
    }

    // === Narrowing the list === //

    get filterNames() {
        const { filters, choices } = this.state;
        const named = (list, key) => list.find(({ id }) => id === filters[key])?.name;
        return [
            { key: "channel_id", name: named(choices.channels, "channel_id") },
            { key: "tier_id", name: named(choices.tiers, "tier_id") },
            { key: "pressing", name: filters.pressing && _t("Promise at risk") },
        ].filter(({ name }) => name);
    }

    async filter(key, value) {
        const filters = { ...this.state.filters };
        if (!value || filters[key] === value) {
            delete filters[key];
        } else {
            filters[key] = value;
        }
        Object.assign(this.state, { filters, rows: [], loaded: false });
        this.remember();
        await Promise.all([this.loadCounts(), this.loadRows()]);
    }

    // === Keys === //

    async step(by) {
        const { rows, selectedId } = this.state;
        const index = rows.findIndex(({ id }) => id === selectedId);
        const row = rows[index < 0 ? 0 : index + by];
        if (row) {
            const element = this.root.el.querySelector(
                `.o_cs_inbox_row[data-id="${row.id}"]`
            );
            element?.scrollIntoView({ block: "nearest" });
            await this.select(row.id, true);
        }
    }

    showSide(side) {
        if (this.state.details) {
            Object.assign(this.state, { side, sideOpen: true, pane: "customer" });
        }
    }

    writeNote() {
        this.showSide("notes");
        this.state.noting++;
    }

    showKeys() {
        this.dialog.add(ShortcutsDialog, {});
    }

    // === Doing === //

    begin() {
        return this.action.doAction("cs_channels.cs_conversation_begin_action");
    }

    async endWrapUp() {
        await this.orm.call("res.users", "cs_end_wrap_up", []);
        this.state.wrapUntil = false;
    }

    /** Say which contact an unknown customer is. */
    chooseContact() {
        this.dialog.add(SelectCreateDialog, {
            resModel: "res.partner",
            title: _t("Who is this customer?"),
            multiSelect: false,
            onSelected: async ([partnerId]) => {
                const ids = [this.state.details.identity_id];
                await this.orm.call("cs.channel.identity", "bind", [ids, partnerId]);
                await this.onActed("bind");
            },
        });
    }

    get wrapText() {
        return _t("Wrap-up until %s", clock(this.state.wrapUntil));
    }

    /** @param {boolean} [byKey] the text is not focused: keys go on */
    async select(id, byKey = false) {
        this.byKey = byKey;
        Object.assign(this.state, { selectedId: id, pane: "talk" });
        await this.loadDetails();
    }

    /** After an action of the agent: show where the conversation is now. */
    async onActed(action) {
        if (action === "claim") {
            this.state.folder = "mine";
        }
        if (["close", "transfer", "snooze"].includes(action)) {
            this.leave(this.state.selectedId);
        }
        this.remember();
        await Promise.all([
            this.loadCounts(),
            this.loadRows(),
            this.loadDetails(),
            this.loadWrapUp(),
        ]);
        // What was done may show on the customer: the panel is read anew.
        this.state.acted++;
    }

    remember() {
        const { folder, selectedId, filters } = this.state;
        const open = this.state.open.map(({ id, name, provider }) => ({
            id,
            name,
            provider,
        }));
        const stored = JSON.stringify({ folder, selectedId, filters, open });
        browser.sessionStorage.setItem(STORED, stored);
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

    clock(value) {
        return clock(value);
    }

    avatar(row) {
        return row.partner_id && `/web/image/res.partner/${row.partner_id}/avatar_128`;
    }

    get emptyText() {
        if (this.state.search || this.filterNames.length) {
            return _t("Nothing found.");
        }
        return {
            mine: _t("You have no open conversation. Take one from those who wait."),
            unassigned: _t("Nobody waits. New customers appear here by themselves."),
            team: _t("Your colleagues have no open conversation."),
            waiting: _t("No customer waits for an answer."),
            snoozed: _t("Nothing is put away."),
            closed: _t("Nothing is closed yet."),
        }[this.state.folder];
    }
}

registry.category("actions").add("cs_channels.inbox", Inbox);
