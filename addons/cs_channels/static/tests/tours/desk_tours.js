import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Keys, tabs, filters, the wizards of the inbox. */
tours.add("cs_channels_next", {
    steps: () => [
        {
            content: "ask for work",
            trigger: ".o_cs_inbox_next:contains(2)",
            run: "click",
        },
        {
            content: "the best customer comes first, and I am told why",
            trigger: ".o_notification:contains(Diamond customer)",
        },
        {
            content: "his words are open, and the next one is asked for by a key",
            trigger: ".o_cs_talk .o-mail-Message:contains(a good customer)",
            run: () => document.activeElement.blur(),
        },
        {
            trigger: ".o_cs_talk .o-mail-Composer-input:not(:focus)",
            run: () => document.dispatchEvent(key("g")),
        },
        {
            trigger: ".o_cs_talk .o-mail-Message:contains(somebody new)",
        },
        {
            content: "nobody waits any more",
            trigger: ".o_cs_inbox_status:not(:has(.o_cs_inbox_next))",
            run: () => document.activeElement.blur(),
        },
        {
            trigger: ".o_cs_talk .o-mail-Composer-input:not(:focus)",
            run: () => document.dispatchEvent(key("g")),
        },
        { trigger: ".o_notification:contains(Nobody waits whom)" },
    ],
});

tours.add("cs_channels_keys", {
    steps: () => [
        {
            content: "the keys are shown",
            trigger: ".o_cs_inbox_row:contains(first words)",
            run: () => document.dispatchEvent(key("h")),
        },
        {
            content: "read and close the help",
            trigger: ".o_cs_keys dd:contains(Hand over)",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "the next conversation",
            trigger: "body:not(:has(.modal)) .o_cs_inbox_row",
            run: () => document.dispatchEvent(key("j")),
        },
        {
            content: "claim it",
            trigger: ".o_cs_talk_claim",
            run: () => document.dispatchEvent(key("c")),
        },
        {
            content: "write without the mouse",
            trigger: ".o_cs_talk .o-mail-Composer-input",
            run: "edit half an answer",
        },
        {
            content: "leave the text",
            trigger: ".o_cs_talk .o-mail-Composer-input:value(half an answer)",
            run: "press Escape",
        },
        {
            content: "those who wait",
            trigger: "[data-folder=waiting]",
            run: "click",
        },
        {
            content: "open another one",
            trigger: ".o_cs_inbox_row:contains(second words)",
            run: "click",
        },
        {
            content: "both are open: go back to the first",
            trigger: ".o_cs_inbox_tab.active button:contains(Visitor)",
            run: () => document.dispatchEvent(key("1")),
        },
        {
            content: "the tab that is read can be put away",
            trigger: ".o_cs_inbox_tab.active .o_cs_inbox_tab_leave:visible",
        },
        {
            content: "the draft is still there",
            trigger: ".o_cs_talk .o-mail-Composer-input:value(half an answer)",
        },
        {
            content: "narrow the list",
            trigger: ".o_cs_inbox_filter",
            run: "click",
        },
        {
            trigger: ".o_cs_inbox_filters .o-dropdown-item:contains(WeChat)",
            run: "click",
        },
        {
            content: "nobody is on that channel",
            trigger: ".o_cs_inbox_list .o_cs_inbox_empty:contains(Nothing found)",
        },
        {
            trigger: ".o_cs_inbox_facets [data-filter=channel_id]",
            run: "click",
        },
        {
            content: "a card",
            trigger: ".o_cs_inbox_row:contains(first words)",
        },
        { trigger: ".o_cs_talk_more", run: "click" },
        { trigger: ".o_cs_talk_card", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=kind] label:contains(Choice)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=title] input",
            run: "edit Does it print?",
        },
        {
            trigger: ".modal .o_field_widget[name=options] textarea",
            run: "edit Yes",
        },
        { trigger: ".modal button[name=action_send]", run: "click" },
        {
            content: "it was sent as a choice",
            trigger: ".o_cs_talk .o-mail-Message:contains(Does it print?)",
        },
        {
            content: "hand it over",
            trigger: ".o_cs_talk_transfer",
            run: "click",
        },
        {
            trigger: "#o_cs_transfer_user",
            run: "selectByLabel ch_colleague (group_agent)",
        },
        { trigger: "#o_cs_transfer_reason", run: "edit knows printers" },
        { trigger: ".modal .btn-primary:contains(Hand over)", run: "click" },
        {
            content: "it is gone from the tabs",
            trigger: ".o_cs_inbox:not(:has(.o_cs_inbox_tab))",
        },
        {
            content: "write to somebody first",
            trigger: ".o_cs_inbox_begin",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=identity_id] input",
            run: "edit Visitor mo-2",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Visitor mo-2)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=allowed]:contains(any time)" },
        {
            trigger: ".modal .o_field_widget[name=body] textarea",
            run: "edit The part is here",
        },
        { trigger: ".modal button[name=action_start]", run: "click" },
        {
            content: "it is mine and opens",
            trigger: ".o_cs_talk .o-mail-Message:contains(The part is here)",
        },
    ],
});

/** What did not arrive: the ways out. */
tours.add("cs_channels_held", {
    steps: () => [
        {
            trigger: ".o_cs_inbox_row:contains(held words)",
            run: "click",
        },
        {
            content: "it was held back: what now?",
            trigger: ".o_cs_delivery_held .o_cs_ways_out",
            run: "click",
        },
        {
            content: "waiting is explained, a template is offered",
            trigger: ".modal:has([data-way=template]) .alert:contains(Do nothing)",
        },
        {
            trigger: ".modal [data-way=template]",
            run: "click",
        },
        {
            content: "the template is chosen already",
            trigger: ".modal .o_field_widget[name=template_id] input",
            run: "click",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(News on your ticket)",
            run: "click",
        },
        { trigger: ".modal button[name=action_send]", run: "click" },
        {
            trigger: ".o_cs_talk .o-mail-Message:contains(News on your ticket)",
        },
        {
            trigger: ".o_cs_delivery_held .o_cs_ways_out",
            run: "click",
        },
        { trigger: ".modal [data-way=mail]", run: "click" },
        {
            content: "it went by mail",
            trigger: ".o_cs_delivery_sent:contains(wang@huadong.example)",
        },
    ],
});

/** Who is who: confirm a suggestion, take it back, merge. */
tours.add("cs_channels_who_is_who", {
    steps: () => [
        {
            trigger: ".o_cs_inbox_row:contains(my number)",
            run: "click",
        },
        {
            content: "the contact with this number is suggested",
            trigger: ".o_cs_hint:contains(Wang Min) button",
            run: "click",
        },
        {
            content: "his name is on the conversation",
            trigger: ".o_cs_talk_title:contains(Wang Min)",
        },
    ],
});

tours.add("cs_channels_merge", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Visitor) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        { trigger: ".o-dropdown-item:contains(Same Person)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit Wang Min",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(Wang Min)", run: "click" },
        { trigger: ".modal button[name=action_merge]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_data_row:contains(Wang Min)" },
    ],
});

/** The manager looks at the queue and steps in. */
tours.add("cs_channels_live_queue", {
    steps: () => [
        {
            content: "one waits",
            trigger: ".o_cs_live_row:contains(first words)",
        },
        {
            content: "look at what the colleague has",
            trigger: ".o_cs_live_person:contains(ch_colleague)",
            run: "click",
        },
        {
            content: "hand one over",
            trigger: ".o_cs_live_row:contains(second words) .o_cs_live_transfer",
            run: "click",
        },
        {
            trigger: "#o_cs_transfer_user",
            run: "selectByLabel ch_agent (group_agent)",
        },
        { trigger: ".modal .btn-primary:contains(Hand over)", run: "click" },
        {
            content: "the colleague is free",
            trigger: ".o_cs_live_queue:contains(No open conversation)",
        },
        {
            trigger: ".o_cs_live_person:contains(ch_agent)",
            run: "click",
        },
        {
            content: "take it over",
            trigger: ".o_cs_live_row:contains(second words) .o_cs_live_take",
            run: "click",
        },
        {
            content: "the inbox shows it, and the manager may answer",
            trigger: ".o_cs_talk .o-mail-Composer-input",
        },
    ],
});

/** What pops up when the phone rings: the call with its customer. */
tours.add("cs_channels_screen_pop", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(138) .o_data_cell[name=ring_at]",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=number]:contains(138)" },
        {
            content: "the customer stands beside the call",
            trigger: ".o_cs_panel:contains(Wang Min)",
        },
    ],
});

function key(name) {
    return new KeyboardEvent("keydown", { key: name, bubbles: true });
}

/** The problems of all accounts, narrowed to one, tried again. */
tours.add("cs_channels_operations", {
    steps: () => [
        {
            content: "the light of the account is red",
            trigger: ".o_cs_light_bad:contains(Demo)",
            run: "click",
        },
        {
            content: "only its problems are left",
            trigger: ".o_searchview_facet:contains(Demo)",
        },
        {
            content: "the dead letter is tried again",
            trigger: ".o_data_row:contains(Dead letter) button[name=action_retry]",
            run: "click",
        },
        {
            content: "it is gone, the file is still there",
            trigger:
                ".o_list_table:not(:has(.o_data_row:contains(Dead letter))) .o_data_row:contains(File not fetched)",
        },
    ],
});

/** Names that are markup are shown as they are, and run nowhere. */
tours.add("cs_channels_markup", {
    steps: () => [
        {
            content: "the name is words",
            trigger: ".o_cs_inbox_row strong:contains(<img src=x)",
            run: "click",
        },
        {
            content: "so it is above the words",
            trigger: ".o_cs_talk :contains(<img src=x)",
        },
        {
            content: "and so is the group's, whose members read along",
            trigger: ".o_cs_talk_group:contains(<img src=x)",
        },
        {
            content: "and on the customer",
            trigger: ".o_cs_inbox_customer :contains(<img src=x)",
            run: "hover && click .o_cs_talk_claim",
        },
        {
            content: "nothing of it became an element",
            trigger: ".o_cs_talk .o-mail-Composer-input",
            run: () => {
                if (window.hacked || document.querySelector("img[src=x]")) {
                    throw new Error("a name was run");
                }
            },
        },
    ],
});
