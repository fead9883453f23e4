# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Baselines of the Benchmarks",
    "summary": "The bare controller and table that the suite is measured against",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "depends": ["web"],
    "data": ["security/ir.model.access.csv"],
}
