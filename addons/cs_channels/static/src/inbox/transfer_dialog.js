import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

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
        this.state = useState({ teamId: this.props.teamId, userId: false, reason: "" });
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
        const values = { reason: this.state.reason };
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
