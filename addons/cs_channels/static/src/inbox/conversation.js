import {
    Component,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";
import { Composer } from "@mail/core/common/composer";
import { Thread } from "@mail/core/common/thread";
import { _t } from "@web/core/l10n/translation";
import { serializeDateTime } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { useService } from "@web/core/utils/hooks";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { CloseDialog } from "./close_dialog";
import { SnoozeDialog } from "./snooze_dialog";
import { TransferDialog } from "./transfer_dialog";
import { clock, providerIcon, quotaInfo, snoozeChoices } from "./format";
import { useShortcuts } from "./shortcuts";

const MODEL = "cs.conversation";

/** The words of one conversation and what an agent can do with it. */
export class Conversation extends Component {
    static template = "cs_channels.Conversation";
    static components = { Composer, Dropdown, DropdownItem, Thread };
    static props = {
        details: Object,
        onActed: Function,
        onBack: Function,
        onChoose: Function,
        onCustomer: Function,
        onSelect: Function,
        onToggleSide: Function,
        quiet: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ thread: null, jump: 0, busy: false });
        this.snoozeMenu = useDropdownState();
        useShortcuts("talk", {
            claim: () => this.canTake && !this.isClosed && this.claim(),
            write: () => this.mayWrite && this.state.thread.composer.autofocus++,
            transfer: () => !this.isClosed && this.transfer(),
            snooze: () => this.mayWrite && this.snoozeMenu.open(),
            close: () => this.mayWrite && this.close(),
        });
        onWillStart(() => this.openThread(this.props.details));
        onWillUpdateProps((next) => this.openThread(next.details));
        onWillUnmount(() => this.leaveThread());
    }

    async openThread(details) {
        if (this.state.thread?.id === details.discuss_channel_id) {
            return;
        }
        this.leaveThread();
        const thread = await this.store.Thread.getOrFetch({
            model: "discuss.channel",
            id: details.discuss_channel_id,
        });
        if (thread) {
            thread.csReadAlong = true;
            thread.csVia = { name: details.channel, icon: providerIcon(details) };
            if (this.props.quiet) {
                thread.composer.autofocus = 0; // whoever comes by a key goes on by keys
            }
            this.catchUp(thread);
        }
        this.state.thread = thread || null;
    }

    /** Read what was said while we did not listen: a thread is loaded only once. */
    async catchUp(thread) {
        if (!thread.isLoaded) {
            return;
        }
        const after = thread.newestPersistentMessage?.id;
        const fetched = await thread.fetchMessages({ after });
        const known = new Set(thread.messages.map(({ id }) => id));
        thread.messages.push(...fetched.filter(({ id }) => !known.has(id)));
    }

    leaveThread() {
        if (this.state.thread) {
            this.state.thread.csReadAlong = false;
        }
    }

    get details() {
        return this.props.details;
    }

    get isMine() {
        return this.details.user_id === user.userId;
    }

    get isClosed() {
        return this.details.state === "closed";
    }

    get mayWrite() {
        return this.isMine && !this.isClosed;
    }

    get canTake() {
        return !this.isMine && (!this.details.user_id || this.details.may_take_over);
    }

    get icon() {
        return providerIcon(this.details);
    }

    get stateText() {
        const { state, state_name, snoozed_until } = this.details;
        return state === "snoozed"
            ? _t("Snoozed until %s", clock(snoozed_until))
            : state_name;
    }

    get previousText() {
        return _t("Earlier conversation of %s", clock(this.details.previous.at));
    }

    get nextText() {
        return _t("It goes on in the conversation of %s", clock(this.details.next.at));
    }

    get quota() {
        return quotaInfo(this.details.quota);
    }

    get placeholder() {
        const { group, name } = this.details;
        return group ? _t("Write to the group %s", group) : _t("Write to %s", name);
    }

    get snoozeChoices() {
        return snoozeChoices();
    }

    get blockedText() {
        if (this.isClosed) {
            return _t(
                "This conversation is closed. It opens again when the customer writes."
            );
        }
        if (this.details.user_id) {
            return _t("%s answers this customer.", this.details.user);
        }
        return _t("Nobody answers this customer yet.");
    }

    async act(name, method = name, args = [], kwargs = {}) {
        this.state.busy = true;
        try {
            await this.orm.call(MODEL, method, [[this.details.id], ...args], kwargs);
            await this.props.onActed(name);
        } finally {
            this.state.busy = false;
        }
    }

    claim() {
        return this.act("claim");
    }

    close(outcomeId = false) {
        return this.closeAs(outcomeId ? { outcome: outcomeId } : {});
    }

    closeAs(values) {
        return this.act("close", "close", [], values);
    }

    askHowItEnded() {
        const { outcomes, tags, tag_ids } = this.details;
        this.dialog.add(CloseDialog, {
            outcomes,
            tags,
            tagIds: tag_ids,
            onConfirm: (values) => this.closeAs(values),
        });
    }

    snooze(choice) {
        return this.act("snooze", "snooze", [serializeDateTime(choice.until)]);
    }

    askUntil() {
        this.dialog.add(SnoozeDialog, { onConfirm: (choice) => this.snooze(choice) });
    }

    transfer() {
        this.dialog.add(TransferDialog, {
            teams: this.details.teams,
            teamId: this.details.team_id,
            userId: this.details.user_id,
            onConfirm: (values) => this.act("transfer", "transfer", [], values),
        });
    }

    /** A wizard on this conversation. */
    ask(action, kind, onClose) {
        return this.action.doAction(`cs_channels.${action}`, {
            additionalContext: {
                active_model: MODEL,
                active_id: this.details.id,
                active_ids: [this.details.id],
                default_kind: kind,
            },
            onClose,
        });
    }

    /** A ticket, a lead or an opportunity, of what was said. */
    make(kind = "ticket") {
        return this.ask("cs_conversation_make_action", kind, () =>
            this.props.onActed("made")
        );
    }

    /** A card, a choice or a template. */
    compose(kind = "link") {
        return this.ask("cs_channel_compose_action", kind, async () => {
            await this.catchUp(this.state.thread);
            await this.props.onActed("card");
        });
    }

    /** The customer's other channels, and what they allow. */
    get ways() {
        return this.details.ways.map((way) => ({
            ...way,
            icon: providerIcon(way),
            allowed: quotaInfo(way.quota)?.text || _t("at any time"),
            open: way.quota.unlimited || way.quota.left !== 0,
        }));
    }

    get mayGoOn() {
        return this.isMine || this.isClosed || !this.details.user_id;
    }

    async goOnBy(way) {
        if (!way.open) {
            return;
        }
        const args = [[this.details.id], way.id];
        const [conversationId] = await this.orm.call(MODEL, "go_on_by", args);
        await this.props.onSelect(conversationId);
    }

    async call() {
        const ids = [this.details.id];
        const action = await this.orm.call(MODEL, "action_call", [ids]);
        await this.action.doAction(action);
    }

    get callbackText() {
        return _t("Call back by %s", clock(this.details.actions.callback));
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
