{
    "name": "Training organisation",
    "summary": "Programmes, sessions, learner records, agreements, attendance and certificates as French law asks",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_foundation", "report_weasyprint", "website_slides", "survey", "sale_management", "portal"],
    "data": [],
    "installable": True,
}
