{
    "name": "French e-invoicing",
    "summary": "Factur-X invoices that pass EN 16931 and BR-FR checks, and reception of suppliers' invoices",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations/EDI",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_foundation", "report_weasyprint", "l10n_fr_account"],
    "data": [],
    "installable": True,
}
