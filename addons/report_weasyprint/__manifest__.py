{
    "name": "PDF reports by WeasyPrint",
    "summary": "Print QWeb reports with WeasyPrint: page headers and numbers, PDF/A, no external binary",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["web"],
    "data": [],
    "installable": True,
}
