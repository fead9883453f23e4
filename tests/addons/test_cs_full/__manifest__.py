# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Tests across the Customer Success Suite",
    "summary": "Flows and access rules that cross its addons; no product code",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "depends": ["cs_channels", "cs_customer_sale", "cs_renewal", "test_lint"],
}
