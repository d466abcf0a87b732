"""The demo training organisation: its records, and its past."""
from . import databases, odoo_source, paths
from .say import step


def installed(cluster, source):
    """The name of the template with every module of ours and its demo data; built when missing."""
    base = databases.base(cluster, odoo_source.version(source))
    modules = [name for name in paths.our_modules() if not name.startswith("test_")]
    return databases.layered(cluster, base, modules, demo=True)


def with_past(cluster, template, target):
    """Copy ``template`` to ``target`` and let its organisation have worked there until today."""
    databases.copy(cluster, template, target)
    step("Demo: the past of the organisation")
    databases.shell(target, (paths.ROOT / "bin" / "toolbox" / "past.py").read_text())
