"""The demo training organisation: its records, and its past."""
from . import databases, paths, seals
from .say import step


def installed(cluster, base):
    """The name of the template with every module of ours and its demo data on top of ``base``; built when missing."""
    seals.ensure()
    modules = [name for name in paths.our_modules() if not name.startswith("test_")]
    return databases.layered(cluster, base, modules, demo=True)


def with_past(cluster, template, target):
    """Copy ``template`` to ``target`` and let its organisation have worked there until today."""
    databases.copy(cluster, template, target)
    step("Demo: the past of the organisation")
    databases.shell(target, f"import sys\nsys.path.insert(0, {str(paths.ROOT / 'bin')!r})\n"
                            "from toolbox.past import Past\nPast(env).tell()")
