# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Customer Record",
    "summary": "One customer record that service and sales share",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Success",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "crm",
        "phone_validation",
        "portal",
        "privacy_lookup",
        "product",
        "resource",
    ],
    "data": [
        "security/cs_customer_groups.xml",
        "security/cs_customer_security.xml",
        "security/ir.model.access.csv",
        "data/cs_tier_data.xml",
        "data/mail_activity_type_data.xml",
        "views/cs_account_views.xml",
        "views/cs_tier_views.xml",
        "views/cs_item_views.xml",
        "views/cs_consent_views.xml",
        "views/cs_alert_views.xml",
        "views/crm_lead_views.xml",
        "views/privacy_lookup_views.xml",
        "views/portal_templates.xml",
        "views/cs_customer_menus.xml",
        "views/res_partner_views.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/product_demo.xml",
        "demo/cs_account_demo.xml",
        "demo/crm_lead_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cs_customer/static/src/**/*"],
    },
}
