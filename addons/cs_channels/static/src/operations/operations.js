import {
    Component,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { providerIcon } from "../inbox/format";

/** A light for each account: what came in and went out last, token and quota. */
export class AccountLights extends Component {
    static template = "cs_channels.AccountLights";
    static props = {
        rows: Array, // what the list shows: when it is read anew, so are the lights
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ accounts: [] });
        this.icon = providerIcon;
        const timer = browser.setInterval(() => this.load(), 60000);
        onWillStart(() => this.load());
        onWillUpdateProps(({ rows }) => rows !== this.props.rows && this.load());
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async load() {
        const accounts = await this.orm.silent.call("cs.channel", "lights", []);
        this.state.accounts = accounts;
    }

    relative(value) {
        return value ? deserializeDateTime(value).toRelative() : "–";
    }

    /** Show the problems of one account. */
    choose({ id, name }) {
        const domain = `[("channel_id", "=", ${id})]`;
        this.env.searchModel.createNewFilters([{ description: name, domain }]);
    }
}

export class OperationsRenderer extends ListRenderer {
    static template = "cs_channels.OperationsRenderer";
    static components = { ...ListRenderer.components, AccountLights };
}

registry.category("views").add("cs_operations", {
    ...listView,
    Renderer: OperationsRenderer,
});
