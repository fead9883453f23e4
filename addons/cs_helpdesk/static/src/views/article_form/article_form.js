import { HistoryDialog } from "@html_editor/components/history_dialog/history_dialog";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { markup } from "@odoo/owl";

const FIELD = "body";

/** The form of an article: older versions of its text can be looked at and restored. */
export class ArticleFormController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    getStaticActionMenuItems() {
        return {
            ...super.getStaticActionMenuItems(),
            openHistory: {
                sequence: 15,
                icon: "fa fa-history",
                description: _t("Versions"),
                callback: () => this.openHistory(),
            },
        };
    }

    openHistory() {
        const record = this.model.root;
        const historyMetadata = record.data.html_field_history_metadata?.[FIELD];
        if (!historyMetadata?.length) {
            this.notification.add(_t("This text has not been changed yet."));
            return;
        }
        this.dialogService.add(HistoryDialog, {
            title: _t("Versions of the text"),
            noContentHelper: markup`<span class="text-muted">${_t("Empty at that time.")}</span>`,
            recordId: record.resId,
            recordModel: record.resModel,
            versionedFieldName: FIELD,
            historyMetadata,
            restoreRequested: (html, close) => this.restore(html, close),
        });
    }

    restore(html, close) {
        this.dialogService.add(ConfirmationDialog, {
            title: _t("Restore this version?"),
            body: _t("It replaces the text you see now, which stays in the versions."),
            confirmLabel: _t("Restore"),
            confirm: async () => {
                await this.model.root.update({ [FIELD]: html });
                close();
            },
            cancel: () => {},
        });
    }
}

registry.category("views").add("cs_article_form", {
    ...formView,
    Controller: ArticleFormController,
});
