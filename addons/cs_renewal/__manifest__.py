# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Contracts and Renewals",
    "summary": "Contracts that renew on time, on the shared customer record",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Success",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "depends": [
        "cs_customer",
        "sale_crm",
        "sale_management",
    ],
    "data": [
        "security/cs_renewal_groups.xml",
        "security/cs_renewal_security.xml",
        "security/ir.model.access.csv",
        "data/crm_team_data.xml",
        "data/ir_sequence_data.xml",
        "data/ir_cron_data.xml",
        "data/mail_template_data.xml",
        "views/cs_contract_views.xml",
        "views/cs_contract_change_views.xml",
        "views/cs_mrr_movement_views.xml",
        "views/crm_lead_views.xml",
        "views/sale_order_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/portal_templates.xml",
        "wizard/cs_retention_views.xml",
        "wizard/cs_contract_end_views.xml",
        "wizard/cs_contract_amend_views.xml",
        "wizard/cs_contract_import_views.xml",
        "views/cs_renewal_menus.xml",
    ],
    "demo": [
        "demo/cs_contract_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cs_renewal/static/src/**/*"],
    },
}
