import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_helpdesk_agent", {
    url: "/odoo/tickets",
    steps: () => [
        {
            content: "open the ticket from the kanban",
            trigger: ".o_kanban_record:contains('Labels do not print')",
            run: "click",
        },
        {
            content: "take it",
            trigger: ".o_form_view button[name=claim]",
            run: "click",
        },
        {
            content: "it is mine, look at its promises",
            trigger: ".o_field_widget[name=user_id] input:value(Lin)",
        },
        {
            trigger: "a.nav-link[name=promises]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=sla_line_ids] .o_data_row",
        },
        {
            content: "solve it",
            trigger: "button[name=action_solve]",
            run: "click",
        },
        {
            content: "it can be reopened now",
            trigger: "button[name=action_reopen]",
        },
    ],
});

registry.category("web_tour.tours").add("cs_helpdesk_portal", {
    url: "/my/tickets",
    steps: () => [
        {
            content: "ask something new",
            trigger: "a[href='/my/tickets/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "form.o_cs_new_ticket input[name=name]",
            run: "edit Scanner loses its connection",
        },
        {
            trigger: "form.o_cs_new_ticket textarea[name=description]",
            run: "edit Every two minutes",
        },
        {
            trigger: "form.o_cs_new_ticket button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "answer on it",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit Firmware 3.1.8",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Message:contains('Firmware 3.1.8')",
        },
        {
            content: "it works again: close it",
            trigger: "form[action$=close] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "rate it",
            trigger: "form.o_cs_rate label[for=rate_5]",
            run: "click",
        },
        {
            trigger: "form.o_cs_rate button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "rated once",
            trigger: "body:not(:has(form.o_cs_rate)) form[action$=reopen]",
        },
    ],
});
