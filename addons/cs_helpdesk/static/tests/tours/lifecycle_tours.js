import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_helpdesk_macro", {
    url: "/odoo/tickets",
    steps: () => [
        {
            content: "open the ticket",
            trigger: ".o_kanban_record:contains('Labels do not print')",
            run: "click",
        },
        {
            content: "apply a macro",
            trigger: ".o_statusbar_buttons button:contains('Macro')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=macro_id] input",
            run: "edit Ask for the log",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Ask for the log')",
            run: "click",
        },
        {
            content: "the reply is written for this customer",
            trigger: ".modal .o_field_widget[name=body]:contains('Hello Wang Min')",
        },
        {
            content: "and what changes is said",
            trigger: ".modal .o_field_widget[name=changes] li:contains('Waiting')",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the customer was asked, the ticket waits",
            trigger: ".o-mail-Message:contains('Hello Wang Min')",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Waiting')",
        },
    ],
});
