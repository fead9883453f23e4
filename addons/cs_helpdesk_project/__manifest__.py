# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Helpdesk: Tasks of Other Departments",
    "summary": "Hand a ticket to a project; its answer and state come back",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": [
        "cs_helpdesk",
        "project",
    ],
    "data": [
        "security/ir.model.access.csv",
        "wizard/cs_ticket_handover_views.xml",
        "views/cs_ticket_views.xml",
        "views/project_task_views.xml",
    ],
    "demo": [
        "demo/project_demo.xml",
    ],
}
