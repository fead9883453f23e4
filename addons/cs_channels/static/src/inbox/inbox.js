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
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useBus, useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { useDebounced } from "@web/core/utils/timing";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CustomerPanel } from "@cs_customer/components/customer_panel/customer_panel";
import { ContactHints } from "./contact_hints";
import { Conversation } from "./conversation";
import { ConversationAnswers } from "./conversation_answers";
import { ConversationList } from "./conversation_list";
import { ConversationNotes } from "./conversation_notes";
import { clock, providerIcon } from "./format";
import { InboxRows } from "./inbox_rows";
import { InboxTabs, MOST_OPEN } from "./inbox_tabs";
import { useShortcuts } from "./shortcuts";
import { ShortcutsDialog } from "./shortcuts_dialog";

const STORED = "cs_channels.inbox";

/** The agents' desk: conversations, the words of one, and who the customer is. */
export class Inbox extends Component {
    static template = "cs_channels.Inbox";
    static components = {
        ContactHints,
        Conversation,
        ConversationAnswers,
        ConversationList,
        ConversationNotes,
        CustomerPanel,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.store = useService("mail.store");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.bell = useService("cs_channels.bell");
        this.root = useRef("root");
        this.icon = providerIcon;
        const stored = JSON.parse(browser.sessionStorage.getItem(STORED) || "{}");
        const asked = this.props.action.params?.conversation_id;
        this.list = useState(new InboxRows(this.orm, stored));
        this.tabs = useState(new InboxTabs(this.orm, stored.open));
        this.state = useState({
            wrapUntil: false,
            selectedId: asked || stored.selectedId || false,
            details: null,
            pane: asked ? "talk" : "list", // what a narrow screen shows
            side: "customer",
            sideOpen: true,
            acted: 0,
            noting: 0,
            minute: 0, // makes "3 min" go on
        });
        this.detailsTurn = 0; // a load that was overtaken shows nothing
        this.byKey = false;
        this.refresh = useDebounced((ids) => this.reload(ids), 150);
        this.changedIds = new Set();
        this.listen();
        this.useKeys();
        useEffect(
            () => {
                const tab = this.root.el.querySelector(".o_cs_inbox_tab.active");
                tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
            },
            () => [this.state.details?.id, this.tabs.open.length]
        );
        onWillStart(() => this.start());
    }

    useKeys() {
        useShortcuts("list", {
            next: () => this.step(1),
            previous: () => this.step(-1),
            take: () => this.takeNext(),
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
                const tab = this.tabs.open[index];
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
            this.list.loadCounts(),
            this.list.load(),
            this.list.loadChoices(),
            this.tabs.load(),
            this.loadDetails(),
            this.loadWrapUp(),
        ]);
        const { rows, folder, counts } = this.list;
        if (!rows.length && folder === "mine" && counts.unassigned) {
            await this.list.openFolder("unassigned");
        }
    }

    async reload() {
        const touched = this.changedIds.has(this.state.selectedId);
        this.changedIds.clear();
        const loads = [this.list.loadCounts(), this.list.load(this.list.rows.length)];
        if (touched) {
            loads.push(this.loadDetails());
        }
        await Promise.all([...loads, this.tabs.load()]);
    }

    async loadWrapUp() {
        this.state.wrapUntil = await this.orm.silent.call(
            "res.users",
            "cs_my_wrap_up",
            []
        );
    }

    async loadDetails() {
        const id = this.state.selectedId;
        const turn = ++this.detailsTurn;
        let details = null;
        try {
            details =
                id &&
                (await this.orm.silent.call("cs.conversation", "inbox_details", [
                    [id],
                ]));
        } catch {
            // It went to another team: nothing to show here any more.
            this.leave(id);
        }
        if (turn === this.detailsTurn) {
            this.state.details = details || null;
            this.bell.viewing = Boolean(details) && id;
            if (details) {
                this.tabs.keep(details);
            }
            this.remember();
        }
    }

    /** Close a tab: the conversation itself stays as it is. */
    leave(conversationId) {
        this.tabs.leave(conversationId);
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

    // === Keys === //

    async step(by) {
        const row = this.list.beside(this.state.selectedId, by);
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

    /** Take who should be answered next, and say why it is this one. */
    async takeNext() {
        const found = await this.orm.call("cs.conversation", "next_conversation", []);
        if (!found) {
            const text = _t("Nobody waits whom you could take now.");
            this.notification.add(text, { type: "info" });
            return;
        }
        const { id, name: title, reason } = found;
        this.notification.add(reason, { title, type: "success" });
        Object.assign(this.state, { selectedId: id, pane: "talk" });
        await this.onActed("claim");
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
            this.list.folder = "mine";
        }
        if (["close", "transfer", "snooze"].includes(action)) {
            this.leave(this.state.selectedId);
        }
        this.remember();
        await Promise.all([
            this.list.loadCounts(),
            this.list.load(),
            this.loadDetails(),
            this.loadWrapUp(),
        ]);
        // What was done may show on the customer: the panel is read anew.
        this.state.acted++;
    }

    remember() {
        const { folder, filters } = this.list;
        const { selectedId } = this.state;
        const open = this.tabs.stored;
        const stored = JSON.stringify({ folder, selectedId, filters, open });
        browser.sessionStorage.setItem(STORED, stored);
    }

    get mayQuote() {
        const { user_id, state } = this.state.details;
        return user_id === user.userId && state !== "closed";
    }
}

registry.category("actions").add("cs_channels.inbox", Inbox);
