import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    STATUSES,
    statusText,
} from "@cs_helpdesk/components/agent_status/agent_status_service";
import { strain } from "@cs_helpdesk/components/wall/wall";
import { ago, providerIcon } from "../inbox/format";
import { TransferDialog } from "../inbox/transfer_dialog";

const MODEL = "cs.conversation";
const GATHER = 1000; // ms: how long changes are gathered before the screen looks again

export const TILES = [
    { key: "queued", name: _t("Waiting for an agent"), level: "warning" },
    { key: "longest", name: _t("Longest wait"), level: "warning" },
    { key: "unanswered", name: _t("Without an answer") },
    { key: "open", name: _t("With agents") },
    { key: "bot", name: _t("With the bot") },
    { key: "begun", name: _t("Begun today") },
];

/** Who waits where and how long, who is there, and stepping in: for managers. */
export class LiveQueue extends Component {
    static template = "cs_channels.LiveQueue";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.dialog = useService("dialog");
        this.tiles = TILES;
        this.me = user.userId;
        this.state = useState({ live: null, person: null, talks: [], minute: 0 });
        this.listen();
        onWillStart(() => this.load());
    }

    listen() {
        const channels = ["cs_channels.inbox", "cs_helpdesk.wall"];
        const events = ["cs.conversation/changed", "cs.wall/changed"];
        const refresh = () => this.refresh();
        channels.forEach((channel) => this.bus.addChannel(channel));
        events.forEach((name) => this.bus.subscribe(name, refresh));
        useBus(this.bus, "BUS:RECONNECT", refresh);
        const timer = browser.setInterval(() => this.load(), 60000);
        onWillUnmount(() => {
            browser.clearInterval(timer);
            browser.clearTimeout(this.pending);
            events.forEach((name) => this.bus.unsubscribe(name, refresh));
            channels.forEach((channel) => this.bus.deleteChannel(channel));
        });
    }

    refresh() {
        this.pending ??= browser.setTimeout(() => this.load(), GATHER);
    }

    async load() {
        browser.clearTimeout(this.pending);
        this.pending = undefined;
        const person = this.state.person;
        const [live, talks] = await Promise.all([
            this.orm.silent.call(MODEL, "live_queue", []),
            person ? this.orm.silent.call(MODEL, "live_talks", [person.id]) : [],
        ]);
        if (person === this.state.person) {
            this.state.talks = talks;
        }
        this.state.live = live;
        this.state.minute++; // makes "3 min" go on
    }

    get rows() {
        return this.state.person ? this.state.talks : this.state.live.queue;
    }

    get heading() {
        return this.state.person
            ? _t("Conversations of %s", this.state.person.name)
            : _t("Waiting for an agent");
    }

    get emptyText() {
        return this.state.person
            ? _t("No open conversation.")
            : _t("Nobody waits. New customers appear here by themselves.");
    }

    figure(tile) {
        const value = this.state.live.total[tile.key];
        return tile.key === "longest" ? this.ago(value) || "–" : value;
    }

    level(tile) {
        return this.state.live.total[tile.key] && tile.level
            ? `o_cs_live_${tile.level}`
            : "";
    }

    ago(value) {
        return this.state.minute >= 0 && ago(value);
    }

    /** Since when a row has waited for what it waits for. */
    since(row) {
        return row.state === "queued" ? row.queued_at : row.waiting_since;
    }

    icon(row) {
        return providerIcon(row);
    }

    percent(value) {
        return value === false ? "–" : `${value} %`;
    }

    seconds(value) {
        return value < 60 ? _t("%s s", value) : _t("%s min", Math.round(value / 60));
    }

    strain(person) {
        return strain(person);
    }

    held(person) {
        return person.capacity ? `${person.load} / ${person.capacity}` : person.load;
    }

    status(person) {
        return person.away
            ? { color: "muted", text: _t("Away") }
            : {
                  color: STATUSES[person.status].color,
                  text: statusText(person.status, person.reason),
              };
    }

    statusSince(person) {
        const quiet = person.away || person.status === "online" || !person.since;
        return quiet ? "" : deserializeDateTime(person.since).toRelative();
    }

    async choose(person) {
        const same = this.state.person?.id === person?.id;
        Object.assign(this.state, { person: same ? null : person, talks: [] });
        await this.load();
    }

    read(row) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "cs_channels.inbox",
            name: _t("Inbox"),
            params: { conversation_id: row.id },
        });
    }

    async takeOver(row) {
        await this.orm.call(MODEL, "claim", [[row.id]]);
        await this.read(row);
    }

    transfer(row) {
        const own = this.state.live.teams.find(({ id }) => id === row.team_id);
        this.dialog.add(TransferDialog, {
            teams: this.state.live.teams.filter(
                (team) => team.company_id === own.company_id
            ),
            teamId: row.team_id,
            userId: row.user_id,
            onConfirm: async (values) => {
                await this.orm.call(MODEL, "transfer", [[row.id]], values);
                await this.load();
            },
        });
    }
}

registry.category("actions").add("cs_channels.live_queue", LiveQueue);
