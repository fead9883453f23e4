import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";
import { REASONS, STATUSES, statusText } from "./agent_status_service";

/** Says whether the agent takes work, and changes it: in the menu bar and on My Day. */
export class AgentStatusMenu extends Component {
    static template = "cs_helpdesk.AgentStatusMenu";
    static components = { Dropdown, DropdownItem };
    static props = { wide: { type: Boolean, optional: true } };

    setup() {
        this.agentStatus = useService("cs_agent_status");
        this.state = useState(this.agentStatus.state);
        this.statuses = STATUSES;
        this.reasons = Object.entries(REASONS);
    }

    get color() {
        return (STATUSES[this.state.status] || STATUSES.online).color;
    }

    get text() {
        return statusText(this.state.status, this.state.reason);
    }

    get title() {
        return _t("Your status: %s", this.text);
    }
}

registry
    .category("systray")
    .add(
        "cs_helpdesk.agent_status",
        { Component: AgentStatusMenu, isDisplayed: () => Boolean(session.cs_status) },
        { sequence: 26 }
    );
