import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useDebounced } from "@web/core/utils/timing";
import { AgentStatusMenu } from "@cs_helpdesk/components/agent_status/agent_status_menu";
import { FOLDERS, ago, clock, providerIcon } from "./format";

/** The left pane of the inbox: folders, search, and the conversations of one folder. */
export class ConversationList extends Component {
    static template = "cs_channels.ConversationList";
    static components = { AgentStatusMenu, Dropdown, DropdownItem };
    static props = {
        list: Object, // InboxRows
        minute: Number, // makes "3 min" go on
        selectedId: [Number, Boolean],
        onBegin: Function,
        onChanged: Function, // another folder or filter was chosen
        onKeys: Function,
        onNext: Function,
        onSelect: Function,
        slots: { type: Object, optional: true }, // what stands above the rows
    };

    setup() {
        this.list = useState(this.props.list); // drawn anew when the list changes
        this.folders = FOLDERS;
        this.icon = providerIcon;
        this.clock = (value) => clock(value);
        this.onSearch = useDebounced(() => this.list.load(), 250);
    }

    async openFolder(folder) {
        await this.list.openFolder(folder);
        this.props.onChanged();
    }

    async filter(key, value) {
        await this.list.filter(key, value);
        this.props.onChanged();
    }

    onRowKeydown(ev, index) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        const row = step && this.list.rows[index + step];
        if (row) {
            ev.preventDefault();
            ev.currentTarget.parentElement.children[index + step].focus();
            this.props.onSelect(row.id);
        }
    }

    ago(value) {
        return this.props.minute >= 0 && ago(value);
    }

    avatar(row) {
        return row.partner_id && `/web/image/res.partner/${row.partner_id}/avatar_128`;
    }
}
