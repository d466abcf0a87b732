"""Our add-ons in the order in which they are installed."""
import ast
import functools

from . import paths


@functools.cache
def manifest(name):
    return ast.literal_eval((paths.ADDONS / name / "__manifest__.py").read_text())


def odoo_modules():
    """Odoo's own modules that ours depend on directly, sorted."""
    ours = set(paths.our_modules())
    return sorted({d for name in ours for d in manifest(name)["depends"]} - ours)


def layers():
    """``[[module, its glue...], ...]``: each layer needs only the layers before it.

    Glue installs itself with the last of its dependencies, so it belongs to
    that module's layer.
    """
    ours = paths.our_modules()
    plain = [name for name in ours if not manifest(name).get("auto_install")]
    ordered, seen = [], set()
    while len(ordered) < len(plain):
        ready = [n for n in plain if n not in seen and _own_depends(n) <= seen]
        if not ready:
            raise ValueError(f"Circular dependencies among {sorted(set(plain) - seen)}")
        ordered.append([ready[0]])
        seen.add(ready[0])
        glue = [n for n in ours if n not in seen and n not in plain and _own_depends(n) <= seen]
        ordered[-1] += glue
        seen.update(glue)
    return ordered


def needed_layers(modules):
    """The layers to install so that ``modules`` are there."""
    wanted, todo = set(), list(modules)
    while todo:
        name = todo.pop()
        wanted.add(name)
        todo += _own_depends(name) - wanted
    chosen = [layer for layer in layers() if wanted & set(layer)]
    plain = {layer[0] for layer in chosen}
    # Glue whose other side is not there stays away, as it does on a client's database.
    return [[name for name in layer if name in plain or _own_depends(name) <= plain] for layer in chosen]


def _own_depends(name):
    return set(manifest(name)["depends"]) & set(paths.our_modules())
