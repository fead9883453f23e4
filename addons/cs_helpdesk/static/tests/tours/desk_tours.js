import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_helpdesk_my_day", {
    url: "/odoo/my-day",
    steps: () => [
        {
            content: "the customer who waits stands first",
            trigger:
                ".o_cs_day_group[data-group=answer] .o_cs_day_row:contains('Scanner stops')",
        },
        {
            content: "go on a break from the menu bar",
            trigger: ".o_menu_systray .o_cs_status_menu[data-status=online]",
            run: "click",
        },
        {
            trigger: ".o_cs_status_choices .o_cs_status_reason[data-reason=lunch]",
            run: "click",
        },
        {
            content: "the screen says it too",
            trigger: ".o_cs_day .o_cs_status_menu[data-status=break]:contains('Lunch')",
            run: "click",
        },
        {
            trigger: ".o_cs_status_choices [data-status=online]",
            run: "click",
        },
        {
            trigger: ".o_cs_day .o_cs_status_menu[data-status=online]",
        },
        {
            content: "take the next ticket",
            trigger: ".o_cs_day_next:enabled",
            run: "click",
        },
        {
            content: "it says why",
            trigger: ".o_notification:contains('urgent')",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=assign_reason]:contains('urgent')",
        },
        {
            content: "back to the day: it is there",
            trigger:
                ".o_breadcrumb a:contains('My Day'), .breadcrumb a:contains('My Day')",
            run: "click",
        },
        {
            trigger:
                ".o_cs_day_group[data-group=new] .o_cs_day_row:contains('Line stands')",
        },
        {
            content: "open the one who waits",
            trigger: ".o_cs_day_row:contains('Scanner stops')",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_escalate]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Tried a new cable; needs firmware",
        },
        {
            trigger: ".modal button[name=action_escalate]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=team_id]:has(:value(Field))",
        },
    ],
});

registry.category("web_tour.tours").add("cs_helpdesk_wall", {
    url: "/odoo/service-wall",
    steps: () => [
        {
            content: "people and their load",
            trigger: ".o_cs_wall_person:contains('Lin'):contains('1 / 10')",
        },
        {
            content: "the number leads to the tickets",
            trigger: ".o_cs_wall_tile[data-tile=unassigned]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Line stands')",
        },
    ],
});
