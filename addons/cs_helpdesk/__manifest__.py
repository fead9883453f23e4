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
        "crm",
        "portal",
        "rating",
        "resource",
    ],
    "data": [
        "security/cs_helpdesk_groups.xml",
        "security/cs_helpdesk_security.xml",
        "security/ir.model.access.csv",
        "data/cs_ticket_stage_data.xml",
        "data/cs_team_data.xml",
    ],
}
