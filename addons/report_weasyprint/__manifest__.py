{
    "name": "PDF reports by WeasyPrint",
    "summary": "Print QWeb reports with WeasyPrint: page headers and numbers, PDF/A, no external binary",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["web"],
    "external_dependencies": {"python": ["weasyprint"]},
    "data": [
        "views/ir_actions_report_views.xml",
        "report/external_layout_templates.xml",
        "report/lean_templates.xml",
    ],
    "assets": {
        "report_weasyprint.lean_assets": [
            "report_weasyprint/static/src/css/lean.css",
        ],
    },
    "installable": True,
}
