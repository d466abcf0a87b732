{
    "name": "Training: trainers' contracts and bills",
    "summary": "Contrat de prestation of trainers who invoice, from the slots they give",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training", "purchase"],
    "data": [
        "data/product_data.xml",
        "report/service_contract_templates.xml",
        "data/mail_template_service_contract.xml",
        "views/purchase_order_views.xml",
        "views/of_session_views.xml",
    ],
    "demo": ["demo/purchase_order_demo.xml"],
    "auto_install": True,
    "installable": True,
}
