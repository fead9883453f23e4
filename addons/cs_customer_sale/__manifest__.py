# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Customer Record: Orders and Invoices",
    "summary": "Orders and invoices on the customer panel and timeline",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Success",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": [
        "cs_customer",
        "sale",
    ],
    "assets": {
        "web.assets_backend": ["cs_customer_sale/static/src/**/*"],
    },
}
