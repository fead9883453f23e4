# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Helpdesk",
    "summary": "Tickets with promises, on the shared customer record",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "base_automation",
        "cs_customer",
        "rating",
        "resource",
    ],
    "data": [
        "security/cs_helpdesk_groups.xml",
        "security/cs_helpdesk_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "data/mail_template_data.xml",
        "data/cs_ticket_stage_data.xml",
        "data/cs_team_data.xml",
        "views/cs_ticket_views.xml",
        "views/cs_team_views.xml",
        "views/cs_sla_views.xml",
        "report/cs_report_views.xml",
        "views/cs_config_views.xml",
        "views/cs_mail_inbound_views.xml",
        "wizard/cs_ticket_merge_views.xml",
        "wizard/cs_ticket_open_views.xml",
        "views/cs_helpdesk_menus.xml",
        "views/crm_lead_views.xml",
        "views/res_partner_views.xml",
        "views/portal_templates.xml",
    ],
    "demo": [
        "demo/cs_helpdesk_demo.xml",
        "demo/cs_ticket_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cs_helpdesk/static/src/components/**/*"],
        "web.assets_tests": ["cs_helpdesk/static/tests/tours/**/*"],
    },
}
