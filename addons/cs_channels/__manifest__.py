# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Customer Channels",
    "summary": "Every channel in one inbox: nothing lost, nothing twice",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "application": True,
    "depends": ["cs_customer", "cs_helpdesk", "im_livechat"],
    "data": [
        "security/cs_channels_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "data/cs_conversation_outcome_data.xml",
        "views/cs_channel_event_views.xml",
        "views/cs_channel_delivery_views.xml",
        "views/cs_channel_menu_views.xml",
        "views/cs_channel_views.xml",
        "views/cs_channel_scene_views.xml",
        "views/cs_call_views.xml",
        "views/cs_channel_identity_views.xml",
        "views/cs_conversation_views.xml",
        "wizard/cs_channel_compose_views.xml",
        "views/cs_ticket_views.xml",
        "report/cs_conversation_report_views.xml",
        "views/cs_channels_menus.xml",
        "views/res_users_views.xml",
    ],
    "demo": [
        "demo/cs_channel_demo.xml",
        "demo/cs_conversation_demo.xml",
        "demo/cs_bot_demo.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": ["cs_channels/static/src/**/*"],
        "web.assets_tests": ["cs_channels/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["cs_channels/static/tests/**/*.test.js"],
    },
}
