{
    "name": "Training: funding",
    "summary": "OPCO, CPF, employers: who pays which share, and one invoice per payer",
    "version": "19.0.1.0.0",
    "category": "Training",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training", "account", "l10n_fr_account"],
    "data": [],
    "installable": True,
}
