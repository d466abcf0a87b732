"""Each module alone on a new Odoo, and gone again without a trace."""
import json
import re
import subprocess
import uuid

import pytest
from toolbox import databases, locks, paths, postgres

MODULES = [name for name in paths.our_modules() if not name.startswith("test_")]  # glue with what it joins
TRACES = """
import json
module = {module!r}
def rows(query, *args):
    env.cr.execute(query, args)
    return [row[0] for row in env.cr.fetchall()]
print("TRACES", json.dumps({{
    "state": rows("SELECT state FROM ir_module_module WHERE name = %s", module),
    "external ids": rows("SELECT name FROM ir_model_data WHERE module = %s", module),
    "models": rows("SELECT model FROM ir_model WHERE model = ANY(%s)", {models!r}),
    "columns": rows("SELECT table_name || '.' || column_name FROM information_schema.columns "
                    "WHERE table_name || '.' || column_name = ANY(%s)", {columns!r}),
    "crons": rows("SELECT cron_name FROM ir_cron WHERE ir_actions_server_id NOT IN (SELECT id FROM ir_act_server)"),
    "views": rows("SELECT v.id FROM ir_ui_view v JOIN ir_model_data d ON d.model = 'ir.ui.view' "
                  "AND d.res_id = v.id WHERE d.module = %s", module),
}}))
"""
BEFORE = """
import json
module = {module!r}
env.cr.execute("SELECT DISTINCT m.model FROM ir_model m JOIN ir_model_data d ON d.model = 'ir.model' "
               "AND d.res_id = m.id GROUP BY m.model HAVING array_agg(d.module::text) = ARRAY[%s]", [module])
models = [row[0] for row in env.cr.fetchall()]
env.cr.execute("SELECT f.model, f.name FROM ir_model_fields f JOIN ir_model_data d ON d.model = 'ir.model.fields' "
               "AND d.res_id = f.id WHERE f.store GROUP BY f.model, f.name "
               "HAVING array_agg(DISTINCT d.module::text) = ARRAY[%s]", [module])
columns = [env[model]._table + "." + name for model, name in env.cr.fetchall() if model in env]
print("BEFORE", json.dumps([models, columns]))
"""
UNINSTALL = """
env['ir.module.module'].search([('name', '=', {module!r})]).button_immediate_uninstall()
env.cr.commit()
"""


@pytest.fixture
def database():
    name = f"of_alone_{uuid.uuid4().hex[:8]}"
    with postgres.Cluster() as cluster:
        locks.hold(name)
        yield name
        databases.discard(cluster, name)


@pytest.mark.parametrize("module", MODULES)
def test_installs_alone_without_a_warning_and_leaves_no_trace(module, database):
    log = install(database, module)
    assert not complaints(log)
    models, columns = json.loads(shell(database, BEFORE.format(module=module), "BEFORE"))
    complete = shell(database, UNINSTALL.format(module=module))
    assert not complaints(complete)
    traces = json.loads(shell(
        database, TRACES.format(module=module, models=models, columns=columns), "TRACES"))
    assert traces.pop("state") == ["uninstalled"]
    assert {kind: found for kind, found in traces.items() if found} == {}


def install(database, module):
    done = subprocess.run(
        databases.odoo_command("-d", database, "-i", module, "--load-language", "fr_FR", "--stop-after-init",
                               "--no-http", "--max-cron-threads=0"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=500)
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def shell(database, code, marker=None):
    """The JSON after ``marker`` in what the code prints, or the whole output."""
    done = subprocess.run(databases.odoo_command("shell", "-d", database, "--no-http", "--log-level=warn"),
                          input=code, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=500)
    assert "Traceback" not in done.stdout, done.stdout[-3000:]
    if marker is None:
        return done.stdout
    return next(line.split(marker + " ", 1)[1] for line in done.stdout.splitlines() if marker + " " in line)


def complaints(log):
    return [line for line in log.splitlines() if re.search(r" (WARNING|ERROR|CRITICAL) ", line)]
