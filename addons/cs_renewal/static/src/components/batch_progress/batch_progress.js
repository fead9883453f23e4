import { onMounted, onWillUnmount } from "@odoo/owl";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";
import { registry } from "@web/core/registry";

const EVERY = 2000;

/** A progress bar that follows the work in the background until it is done. */
export class BatchProgress extends ProgressBarField {
    setup() {
        super.setup();
        let timer = null;
        const follow = async () => {
            if (!this.props.record.data.is_done) {
                await this.props.record.load();
            }
            timer = setTimeout(follow, EVERY);
        };
        onMounted(() => {
            timer = setTimeout(follow, EVERY);
        });
        onWillUnmount(() => clearTimeout(timer));
    }
}

registry.category("fields").add("cs_batch_progress", {
    ...progressBarField,
    component: BatchProgress,
    fieldDependencies: [{ name: "is_done", type: "boolean" }],
});
