{
    "name": "CRM Activity Flow",
    "summary": "Complete activities with an outcome, and see what came of them",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Activity Flow contributors",
    "license": "LGPL-3",
    "depends": ["crm"],
    "data": [
        "security/crm_activity_flow_security.xml",
        "security/ir.model.access.csv",
        "data/mail_activity_outcome_data.xml",
        "data/mail_activity_type_data.xml",
        "data/mail_templates_chatter.xml",
        "wizard/mail_activity_complete_views.xml",
        "report/mail_activity_overview_views.xml",
        "views/mail_activity_outcome_views.xml",
        "views/mail_activity_type_views.xml",
        "views/mail_activity_views.xml",
        "views/mail_activity_schedule_views.xml",
        "views/crm_lead_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/crm_activity_flow_menus.xml",
    ],
    "demo": ["demo/mail_activity_demo.xml"],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": [
            "crm_activity_flow/static/src/**/*",
            ("remove", "crm_activity_flow/static/src/activity_overview/**/*"),
        ],
        "web.assets_backend_lazy": [
            "crm_activity_flow/static/src/activity_overview/**/*",
        ],
        "web.assets_unit_tests": [
            "crm_activity_flow/static/tests/**/*",
            ("remove", "crm_activity_flow/static/tests/tours/**/*"),
        ],
        "web.assets_tests": [
            "crm_activity_flow/static/tests/tours/**/*",
        ],
    },
}
