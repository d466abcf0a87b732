{
    "name": "Training: foundation",
    "summary": "Dated rules, checklists and frozen records for French training organisations",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["mail", "web"],
    "data": [],
    "installable": True,
}
