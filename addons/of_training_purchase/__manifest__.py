{
    "name": "Training: trainers' contracts and bills",
    "summary": "Contrat de prestation of trainers who invoice, from the slots they give",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training", "purchase"],
    "data": [],
    "auto_install": True,
    "installable": True,
}
