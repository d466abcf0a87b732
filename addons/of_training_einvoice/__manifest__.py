{
    "name": "Training: exempt VAT on e-invoices",
    "summary": "VAT exemption code and mention of vocational training on invoices",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training", "of_einvoice"],
    "data": [],
    "auto_install": True,
    "installable": True,
}
