{
    "name": "Training: test provider of signatures",
    "summary": "A provider that plugs in beside the portal, on which its interface is tested",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["of_training"],
    "installable": True,
}
