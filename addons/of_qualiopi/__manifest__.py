{
    "name": "Training: Qualiopi",
    "summary": "National quality framework: indicators, evidence and audit file",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training"],
    "data": [],
    "installable": True,
}
