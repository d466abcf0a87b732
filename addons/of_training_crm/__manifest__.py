{
    "name": "Training: need of the client",
    "summary": "Opportunities with the training need, programmes made to measure, quotations with travel costs",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training", "sale_crm"],
    "data": [
        "data/product_data.xml",
        "views/crm_lead_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}
