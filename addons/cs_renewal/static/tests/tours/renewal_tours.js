import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("cs_renewal_amend", {
    url: "/odoo/contracts",
    steps: () => [
        { trigger: ".o_data_row td:contains('ERP of Huadong')", run: "click" },
        { trigger: ".o_form_view button[name=action_amend]", run: "click" },
        {
            content: "a line is asked for",
            trigger: ".modal .o_field_widget[name=line_id] input",
            run: "click",
        },
        { trigger: ".dropdown-item:contains('Polaris ERP')", run: "click" },
        { trigger: ".modal .o_field_widget[name=quantity] input", run: "edit 12" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit New plant" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "the line has the new quantity",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_data_row:contains('12.00')",
        },
    ],
});

tours.add("cs_renewal_send", {
    url: "/odoo/renewals",
    steps: () => [
        {
            content: "from the cards to the list",
            trigger: ".o_control_panel .o_switch_view.o_list",
            run: "click",
        },
        { trigger: ".o_list_view .o_list_record_selector input", run: "click" },
        {
            trigger:
                ".o_control_panel .o_cp_action_menus .dropdown-toggle:contains('Actions')",
            run: "click",
        },
        { trigger: ".o-dropdown-item:contains('Send Renewals')", run: "click" },
        {
            content: "it is under way",
            trigger: ".o_form_view .o_data_row:contains('Waiting')",
        },
    ],
});

tours.add("cs_renewal_sent", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains('100')", run: "click" },
        {
            content: "who was left out, and why",
            trigger: ".o_form_view .o_data_row:contains('cannot be reached')",
        },
        { trigger: ".o_form_view .o_data_row:contains('Sent')" },
        { trigger: ".o_form_view button[name=action_retry]", run: "click" },
        { trigger: ".o_form_view .o_data_row:contains('Waiting')" },
    ],
});

tours.add("cs_renewal_chances", {
    url: "/odoo/chances",
    steps: () => [
        {
            trigger: ".o_data_row:contains('19 of 20') button[name=action_dismiss]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Not this year",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "the other one is worth a quotation",
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains('19 of 20'))) .o_data_row:contains('not BI') button[name=action_accept]",
            run: "click",
        },
        {
            content: "an opportunity with what it grew from",
            trigger: ".o_form_view .o_field_widget[name=cs_origin_name]",
        },
    ],
});

tours.add("cs_renewal_cockpit", {
    url: "/odoo/my-customers",
    steps: () => [
        { trigger: ".o_data_row td:contains('华东精密')", run: "click" },
        { trigger: ".o_form_view .nav-link[name=health]", run: "click" },
        {
            content: "every point opens its records",
            trigger: ".o_form_view .o_cs_health tr:contains('contact')",
        },
    ],
});

tours.add("cs_renewal_notice", {
    url: "/my/contracts",
    steps: () => [
        {
            trigger: "a:contains('ERP of Huadong')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#contract_actions [data-bs-target='#cs_notice']", run: "click" },
        { trigger: "#cs_notice.show textarea", run: "edit Too slow for us" },
        {
            trigger: "#cs_notice.show button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert:contains('Your notice has been received')" },
    ],
});
