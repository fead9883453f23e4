import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_helpdesk_help", {
    url: "/help",
    steps: () => [
        {
            content: "search for an answer",
            trigger: ".o_cs_help_search input[name=q]",
            run: "edit quagga stays silent",
        },
        {
            trigger: ".o_cs_help_search button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "open what was found",
            trigger: ".o_cs_help_result:has(mark:contains(silent)) a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it helped",
            trigger: ".o_cs_help_vote button[value='1']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_cs_help_vote:contains(Glad it helped)",
        },
        {
            content: "ask something else",
            trigger: "a[href='/help/contact']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "input[name=name]",
            run: "edit Nora Neu",
        },
        {
            trigger: "input[name=email]",
            run: "edit nora@new.example",
        },
        {
            trigger: "input[name=subject]",
            run: "edit Quagga silent",
        },
        {
            content: "an article is suggested while typing",
            trigger: ".o_cs_suggestions a:contains(Quagga does not print)",
        },
        {
            trigger: "textarea[name=description]",
            run: "edit It is another one",
        },
        {
            trigger: "form.o_cs_suggest button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_cs_help_thanks strong",
        },
    ],
});

registry.category("web_tour.tours").add("cs_helpdesk_answers", {
    steps: () => [
        {
            content: "look for answers",
            trigger: "a.nav-link[name=answers]",
            run: "click",
        },
        {
            content: "reply with the article",
            trigger: ".o_cs_answer_article:contains(Quagga does not print) button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_html:contains(Is it silent)",
        },
        {
            trigger: ".modal button.o_mail_send",
            run: "click",
        },
        {
            content: "it was sent",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains(Is it silent)",
        },
        {
            content: "write a better one",
            trigger: ".o_cs_draft_article",
            run: "click",
        },
        {
            trigger: "button[name=action_publish]",
            run: "click",
        },
        {
            content: "its versions can be looked at",
            trigger: "button[name=action_unpublish]",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(Versions)",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(has not been changed)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_helpdesk_versions", {
    steps: () => [
        {
            trigger: ".o_field_html:contains(Third text)",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(Versions)",
            run: "click",
        },
        {
            content: "look at the oldest version",
            trigger: ".modal .html-history-loaded .revision-list .btn:nth-child(3)",
            run: "click",
        },
        {
            trigger:
                ".modal .html-history-loaded .history-content-view:contains(First text)",
        },
        {
            content: "restore it",
            trigger: ".modal button.btn-primary:enabled:contains(Restore)",
            run: "click",
        },
        {
            trigger: ".modal:contains(Restore this version) button.btn-primary",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_field_html:contains(First text)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
