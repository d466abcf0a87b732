{
    "name": "Training: funders on e-invoices",
    "summary": "File number and payer on e-invoices to funders",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_funding", "of_einvoice"],
    "data": [],
    "auto_install": True,
    "installable": True,
}
