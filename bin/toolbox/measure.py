"""Runs one file of ``benchmarks/`` in a process of its own, on a database that may be spoilt.

    python -m toolbox.measure NAME DATABASE [--json]

The file has ``measure(env)``, which yields ``(name, ours, peer, unit, peer_name)``.
"""
import importlib
import json
import os
import resource
import statistics
import sys
import time

from . import paths

WARM, RUNS = 2, 15


def side_by_side(*functions):
    """Median seconds of each function, measured in turns so that both meet the same machine."""
    seconds = [[] for _function in functions]
    for run in range(WARM + RUNS):
        for function, taken in zip(functions, seconds, strict=True):
            start = time.perf_counter()
            function()
            if run >= WARM:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


def main(name, database, as_json):
    import odoo
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", os.environ.get("ODOO_RC") or str(paths.CONFIG), "-d", database, "--log-level=error"])
    sys.path.insert(0, str(paths.ROOT / "benchmarks"))
    benchmark = importlib.import_module(name)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "fr_FR"})
        for row in benchmark.measure(env):
            report(*row, as_json)


def report(name, ours, peer, unit, peer_name, as_json):
    row = {"name": name, "ours": round(ours, 3), "peer": round(peer, 3), "unit": unit,
           "ratio": round(ours / peer, 2) if peer else None,
           "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "peer_name": peer_name}
    if as_json:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    else:
        print(f"{name:<44}{row['ours']:>10} {row['peer']:>10} {unit:<6} ratio {row['ratio']:<6}"
              f"{row['rss_mb']:>6} MB   {peer_name}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--json" in sys.argv)
