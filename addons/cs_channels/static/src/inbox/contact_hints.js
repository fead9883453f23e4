import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const MODEL = "cs.channel.identity";

/** Who an unknown customer may be, for a person to confirm. */
export class ContactHints extends Component {
    static template = "cs_channels.ContactHints";
    static props = { identityId: Number, onBound: Function, onChoose: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ hints: [] });
        onWillStart(async () => {
            const ids = [this.props.identityId];
            this.state.hints = await this.orm.silent.call(MODEL, "suggest_contacts", [
                ids,
            ]);
        });
    }

    async confirm(hint) {
        const ids = [this.props.identityId];
        await this.orm.call(MODEL, "bind", [ids, hint.id], { reason: hint.reason });
        await this.props.onBound("bind");
    }
}
