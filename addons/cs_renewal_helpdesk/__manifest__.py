# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Helpdesk: Contracts",
    "summary": "Promises follow the contract; a lapsed one says so on the ticket",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": [
        "cs_helpdesk",
        "cs_renewal",
    ],
    "data": [
        "views/crm_lead_views.xml",
        "views/cs_sla_policy_views.xml",
        "views/cs_ticket_views.xml",
        "views/cs_upsell_rule_views.xml",
    ],
    "demo": [
        "demo/crm_lead_demo.xml",
    ],
}
