import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** Why conversations are usually handed over; anything else may be written. */
export const REASONS = [
    _t("Another team answers this"),
    _t("Needs somebody who knows more"),
    _t("My shift ends"),
    _t("The customer asked for somebody"),
];

/** Asks where a conversation goes and why. */
export class TransferDialog extends Component {
    static template = "cs_channels.TransferDialog";
    static components = { Dialog };
    static props = {
        teams: Array,
        teamId: Number,
        userId: [Number, Boolean],
        onConfirm: Function,
        close: Function,
    };

    setup() {
        this.reasons = REASONS;
        this.state = useState({
            teamId: this.props.teamId,
            userId: false,
            reason: "",
            note: "",
        });
    }

    get members() {
        const team = this.props.teams.find(({ id }) => id === this.state.teamId);
        return (team?.members || []).filter(({ id }) => id !== this.props.userId);
    }

    get canConfirm() {
        return this.state.teamId !== this.props.teamId || this.state.userId;
    }

    onTeam(ev) {
        this.state.teamId = Number(ev.target.value);
        this.state.userId = false;
    }

    onUser(ev) {
        this.state.userId = Number(ev.target.value) || false;
    }

    confirm() {
        const { reason, note } = this.state;
        const values = { reason, note };
        if (this.state.teamId !== this.props.teamId) {
            values.team = this.state.teamId;
        }
        if (this.state.userId) {
            values.user = this.state.userId;
        }
        this.props.onConfirm(values);
        this.props.close();
    }
}
