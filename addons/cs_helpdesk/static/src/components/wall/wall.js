/* global luxon */
import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { STATUSES, statusText } from "../agent_status/agent_status_service";

const { DateTime } = luxon;
const OPEN = ["state", "in", ["new", "open", "waiting"]];
// How long changes are gathered before the screen looks again.
const GATHER = 1000;

export const TILES = [
    { key: "open", name: _t("Open"), icon: "fa-ticket" },
    { key: "unassigned", name: _t("Unassigned"), icon: "fa-inbox", level: "warning" },
    { key: "waiting", name: _t("Waiting for customer"), icon: "fa-pause" },
    {
        key: "at_risk",
        name: _t("At risk"),
        icon: "fa-hourglass-half",
        level: "warning",
    },
    {
        key: "breached",
        name: _t("Broken"),
        icon: "fa-exclamation-circle",
        level: "danger",
    },
    { key: "solved", name: _t("Solved today"), icon: "fa-check", level: "success" },
];

/**
 * The tickets behind a number of the wall.
 *
 * @param {string} key of TILES
 * @param {string} solvedSince when today began, as the server writes it
 * @param {number|false} teamId
 */
export function tileDomain(key, solvedSince, teamId = false) {
    const domains = {
        open: [OPEN],
        waiting: [["state", "=", "waiting"]],
        unassigned: [
            ["state", "in", ["new", "open"]],
            ["user_id", "=", false],
        ],
        at_risk: [OPEN, ["sla_state", "=", "at_risk"]],
        breached: [OPEN, ["sla_state", "=", "breached"]],
        solved: [["solved_at", ">=", solvedSince]],
    };
    return teamId ? [["team_id", "=", teamId], ...domains[key]] : domains[key];
}

/** How full a person is, in percent; who has no limit is compared with ten. */
export function strain({ load, capacity }) {
    return Math.min(100, Math.round((100 * load) / (capacity || 10)));
}

/** The desk at a glance, for a big screen: numbers, teams, people. */
export class Wall extends Component {
    static template = "cs_helpdesk.Wall";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.root = useRef("root");
        this.tiles = TILES;
        this.state = useState({ wall: null, at: "" });
        this.listen();
        onWillStart(() => this.load());
    }

    listen() {
        const onChanged = () => this.refresh();
        this.bus.addChannel("cs_helpdesk.wall");
        this.bus.subscribe("cs.wall/changed", onChanged);
        useBus(this.bus, "BUS:RECONNECT", onChanged);
        // Promises come closer by themselves.
        const minute = browser.setInterval(() => this.load(), 60000);
        onWillUnmount(() => {
            browser.clearInterval(minute);
            browser.clearTimeout(this.pending);
            this.bus.unsubscribe("cs.wall/changed", onChanged);
            this.bus.deleteChannel("cs_helpdesk.wall");
        });
    }

    /** Look again soon; what else changes until then costs nothing more. */
    refresh() {
        this.pending ??= browser.setTimeout(() => this.load(), GATHER);
    }

    async load() {
        browser.clearTimeout(this.pending);
        this.pending = undefined;
        this.state.wall = await this.orm.silent.call("cs.desk", "wall", []);
        this.state.at = DateTime.now().toLocaleString(DateTime.TIME_SIMPLE);
    }

    level(tile, count) {
        return count && tile.level ? `o_cs_wall_${tile.level}` : "";
    }

    status(person) {
        return person.away
            ? { color: "muted", text: _t("Away") }
            : {
                  color: STATUSES[person.status].color,
                  text: statusText(person.status, person.reason),
              };
    }

    since(person) {
        const quiet = person.away || person.status === "online" || !person.since;
        return quiet ? "" : deserializeDateTime(person.since).toRelative();
    }

    strain(person) {
        return strain(person);
    }

    strainColor(person) {
        const percent = strain(person);
        return percent >= 100 ? "danger" : percent >= 75 ? "warning" : "success";
    }

    held(person) {
        return person.capacity
            ? `${person.load} / ${person.capacity}`
            : `${person.load}`;
    }

    avatar(person) {
        return `/web/image/res.users/${person.id}/avatar_128`;
    }

    open(tile, team) {
        const domain = tileDomain(tile.key, this.state.wall.solved_since, team?.id);
        return this.list(team ? `${tile.name}: ${team.name}` : tile.name, [
            ["company_id", "in", user.activeCompanies.map((company) => company.id)],
            ...domain,
        ]);
    }

    openPerson(person) {
        return this.list(person.name, [["user_id", "=", person.id], OPEN]);
    }

    list(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "cs.ticket",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }

    fullscreen() {
        return document.fullscreenElement
            ? document.exitFullscreen()
            : this.root.el.requestFullscreen();
    }
}

registry.category("actions").add("cs_helpdesk.wall", Wall);
