# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Helpdesk: Orders and Invoices",
    "summary": "The order or invoice a ticket is about; service warnings on quotations",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": [
        "cs_helpdesk",
        "sale",
    ],
    "data": [
        "views/cs_ticket_views.xml",
        "views/sale_order_views.xml",
    ],
}
