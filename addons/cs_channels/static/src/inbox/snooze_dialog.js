/* global luxon */
import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { localization } from "@web/core/l10n/localization";

const { DateTime } = luxon;

/** Asks until when a conversation is put away. */
export class SnoozeDialog extends Component {
    static template = "cs_channels.SnoozeDialog";
    static components = { DateTimeInput, Dialog };
    static props = { onConfirm: Function, close: Function };

    setup() {
        const until = DateTime.now().plus({ days: 1 }).startOf("hour");
        this.state = useState({ until });
        this.format = localization.dateTimeFormat.replace(":ss", "");
    }

    get isLater() {
        return Boolean(this.state.until) && this.state.until > DateTime.now();
    }

    onChange(until) {
        this.state.until = until;
    }

    confirm() {
        this.props.onConfirm({ until: this.state.until });
        this.props.close();
    }
}
