import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_channels_inbox", {
    steps: () => [
        {
            content: "nothing is mine: those who wait are shown",
            trigger: ".o_cs_inbox_folder.active[data-folder=unassigned]",
        },
        {
            content: "open the customer who waits",
            trigger: ".o_cs_inbox_row:contains(the tour begins)",
            run: "click",
        },
        {
            content: "his words are there, and I may not answer yet",
            trigger: ".o_cs_talk .o-mail-Message:contains(the tour begins)",
        },
        {
            content: "take the conversation",
            trigger: ".o_cs_talk_claim",
            run: "click",
        },
        {
            content: "answer",
            trigger: ".o_cs_talk .o-mail-Composer-input",
            run: "edit We are on it",
        },
        {
            content: "send",
            trigger: ".o_cs_talk .o-mail-Composer-input",
            run: "press Enter",
        },
        {
            content: "the answer waits to be sent",
            trigger: ".o-mail-Message:contains(We are on it) .o_cs_delivery_queued",
        },
        {
            content: "each bubble shows its channel",
            trigger: ".o-mail-Message:contains(We are on it) .o_cs_via[title=Demo]",
        },
        {
            content: "look at what may answer him",
            trigger: ".o_cs_side_answers",
            run: "click",
        },
        {
            content: "quote an article",
            trigger: ".o_cs_answer:contains(How a tour begins) .o_cs_quote",
            run: "click",
        },
        {
            content: "its text can be edited before it is sent",
            trigger: ".o_cs_talk .o-mail-Composer-input:value(Click the first step)",
        },
        {
            content: "make a ticket",
            trigger: ".o_cs_talk_create_ticket",
            run: "click",
        },
        {
            content: "only what I choose",
            trigger: ".modal input[data-value=chosen]",
            run: "click",
        },
        {
            content: "the customer's words",
            trigger:
                ".modal .o_data_row:contains(the tour begins) .o_boolean_toggle input",
            run: "click",
        },
        {
            content: "make it",
            trigger: ".modal button[name=action_make]",
            run: "click",
        },
        {
            content: "it is there",
            trigger: ".o_notification:contains(is there)",
        },
        {
            content: "the ticket is on the conversation",
            trigger: ".o_cs_talk_ticket",
        },
        {
            content: "look at the notes",
            trigger: ".o_cs_inbox_tabs button:contains(Internal notes)",
            run: "click",
        },
        {
            content: "the ticket is noted for colleagues",
            trigger: ".o_cs_notes .o-mail-Message:contains(created)",
        },
        {
            content: "say how it ended",
            trigger: ".o_cs_talk_close_as",
            run: "click",
        },
        {
            content: "close",
            trigger: ".o-dropdown-item:contains(Solved)",
            run: "click",
        },
        {
            content: "my folder is empty again",
            trigger: ".o_cs_inbox_list .o_cs_inbox_empty",
        },
        {
            content: "find it among the closed",
            trigger: "[data-folder=closed]",
            run: "click",
        },
        {
            content: "there it is",
            trigger: ".o_cs_inbox_row:contains(We are on it)",
        },
    ],
});
