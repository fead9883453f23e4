import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { MORE_SHORTCUTS, SHORTCUTS } from "./shortcuts";

/** Which key does what. */
export class ShortcutsDialog extends Component {
    static template = "cs_channels.ShortcutsDialog";
    static components = { Dialog };
    static props = { close: Function };

    setup() {
        this.shortcuts = [...SHORTCUTS, ...MORE_SHORTCUTS];
    }
}
