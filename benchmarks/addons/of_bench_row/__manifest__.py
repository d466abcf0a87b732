{
    "name": "Peer of the signature: a bare controller that writes one row",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "The OF project",
    "depends": ["web"],
    "data": ["ir.model.access.csv"],
    "installable": True,
}
