{
    "name": "Training: foundation",
    "summary": "Dated rules, checklists, frozen records and exchanges",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["mail", "web"],
    "data": [
        "security/ir.model.access.csv",
        "security/of_checklist_rules.xml",
        "security/of_flow_rules.xml",
        "security/of_purge_rules.xml",
        "data/ir_cron_flow.xml",
        "wizard/of_checklist_dialog_views.xml",
        "views/of_checklist_waiver_views.xml",
        "views/of_flow_views.xml",
        "views/of_purge_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["of_foundation/static/src/**/*"],
    },
    "installable": True,
}
