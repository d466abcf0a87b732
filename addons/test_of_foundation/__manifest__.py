{
    "name": "Training: foundation, test models",
    "summary": "Models on which the mechanisms of of_foundation are tested",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_foundation"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}
