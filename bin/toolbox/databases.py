"""Template databases, each keyed by what went into it, and copies of them.

``base``: Odoo's modules that ours depend on, in French, without demo data.
``layer``: one module of ours (and its glue) on top of the layer before it.
Whoever calls what builds or copies here is inside ``locks.building()``.
"""
import contextlib
import hashlib
import os
import shutil

from . import locks, manifests, paths
from .processes import run
from .say import SetupError, step

# Dropped by those who made them, if they could.
PASSING = ("of_run_", "of_check_", "of_server_", "of_alone_", "of_bench_")
SKIPPED = {"tests", "readme", "static", "__pycache__"}
BASE_SETUP = """
env.ref('base.main_company').write({
    'name': 'Groupe Confluence', 'country_id': env.ref('base.fr').id,
    'currency_id': env.ref('base.EUR').id, 'street': '1 place Bellecour',
    'zip': '69002', 'city': 'Lyon'})
env.ref('base.user_admin').lang = 'fr_FR'
env['res.lang']._activate_lang('fr_FR')
env.cr.commit()
"""
# Odoo's own online services can't be reached from a test or a demo.
QUIET = """
env['ir.config_parameter'].sudo().set_param('iap.endpoint', 'http://127.0.0.1:9')
env['ir.cron'].sudo().search([]).filtered(
    lambda c: 'publisher' in (c.cron_name or '').lower() or 'iap' in (c.code or '').lower()
).write({'active': False})
env.cr.commit()
"""


def odoo_command(*arguments):
    """Odoo's command line; subcommands of our add-ons are found too."""
    if arguments and not arguments[0].startswith("-"):  # a subcommand, perhaps one of ours
        arguments = (f"--addons-path={paths.ADDONS}", *arguments)
    return [str(paths.PYTHON), "-m", "odoo", *arguments]


def write_config(source):
    """The configuration that every command shares; Odoo reads PGHOST and its like itself."""
    addons = [paths.ADDONS, source / "addons"]
    paths.DATA.mkdir(parents=True, exist_ok=True)
    os.environ["ODOO_RC"] = str(paths.CONFIG)
    os.environ.setdefault("OF_SEAL_DIR", str(paths.SEALS))  # Odoo warns of options in its file that it doesn't know
    text = "\n".join([
        "[options]",
        f"addons_path = {','.join(str(path) for path in addons if path.is_dir())}",
        f"data_dir = {paths.DATA}",
        "list_db = False", "max_cron_threads = 1", "http_interface = 127.0.0.1",
        "server_wide_modules = base,rpc,web", "",
    ])
    if not paths.CONFIG.exists() or paths.CONFIG.read_text() != text:
        paths.CONFIG.write_text(text)


def base(cluster, version):
    """The name of the template with Odoo's modules, held; built when missing."""
    modules = manifests.odoo_modules()
    key = _digest([version, *modules, BASE_SETUP, QUIET])
    name = f"of_base_{key}"
    locks.hold(name)
    if name in cluster.databases():
        return name
    _drop_old(cluster, "of_base_")
    building = "of_building_base"
    discard(cluster, building)
    step(f"Database: Odoo's modules ({', '.join(modules)}), once, two minutes or so")
    _odoo(building, "-i", "base", "--load-language", "fr_FR")
    shell(building, BASE_SETUP)
    _odoo(building, "-i", ",".join(modules))
    shell(building, QUIET)
    rename(cluster, building, name)
    return name


def layered(cluster, template, modules, demo=False):
    """The name of a template with ``modules`` of ours on top of ``template``, held."""
    kind = "demo" if demo else "test"
    current, key = template, template
    for layer in manifests.needed_layers(modules):
        key = _digest([key, kind, *(_tree_digest(paths.ADDONS / name, demo) for name in layer)])
        name = f"of_{kind}_{layer[0]}_{key}"
        locks.hold(name)
        if name not in cluster.databases():
            _drop_old(cluster, f"of_{kind}_{layer[0]}_")
            building = f"of_building_{kind}_{layer[0]}"
            copy(cluster, current, building)
            step(f"Database: installing {' '.join(layer)}" + (" with demo data" if demo else ""))
            if demo:  # a module's demo loads only where its dependencies' did
                cluster.query("UPDATE ir_module_module SET demo = true WHERE state = 'installed'", building)
            _odoo(building, "-i", layer[0], "--with-demo" if demo else "--without-demo")
            _check_installed(cluster, building, layer)
            rename(cluster, building, name)
        current = name
    return current


def copy(cluster, source, target):
    """Copy a database with its files."""
    discard(cluster, target)
    cluster.copy(source, target)
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(target))


def filestore(database):
    return paths.DATA / "filestore" / database


def _check_installed(cluster, database, modules):
    failed = cluster.query("SELECT m.name || ': ' || f.error FROM ir_demo_failure f "
                           "JOIN ir_module_module m ON m.id = f.module_id", database)
    names = ", ".join(f"'{name}'" for name in modules)
    missing = cluster.query(
        f"SELECT name FROM ir_module_module WHERE state <> 'installed' AND name IN ({names})", database)
    if failed or missing:
        raise SetupError(f"Not installed whole: {failed or missing}")


def _odoo(database, *arguments):
    log = paths.LOGS / f"{database}.log"
    run(odoo_command("-d", database, *arguments, "--stop-after-init", "--no-http", "--max-cron-threads=0"),
        f"Odoo could not build {database} ({' '.join(arguments)}).", log=log)
    worrying = [line for line in log.read_text().splitlines()
                if any(level in line for level in (" WARNING ", " ERROR ", " CRITICAL "))]
    for line in worrying:
        step(f"  log: {line}")
    if any(" WARNING " not in line for line in worrying):
        raise SetupError(f"Errors while building {database}: see {log}")


def shell(database, code):
    run(odoo_command("shell", "-d", database, "--no-http", "--log-level=error"),
        f"Odoo's shell failed on {database}.", input=code)


def rename(cluster, old, new):
    cluster.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
    if filestore(old).is_dir():
        shutil.rmtree(filestore(new), ignore_errors=True)
        filestore(old).rename(filestore(new))


def drop_layers(cluster, kind):
    """Forget the layers of ``kind`` (test or demo)."""
    for name in cluster.databases():
        if name.startswith(f"of_{kind}_"):
            discard(cluster, name)


def sweep(cluster):
    """Drop what commands that were killed have left."""
    _discard_unused(cluster, lambda name: name.startswith(PASSING))


def _drop_old(cluster, prefix):
    # Another module's name may begin with this one's: after the prefix comes nothing but a key.
    _discard_unused(cluster, lambda name: name.startswith(prefix)
                    and "_" not in name.removeprefix(prefix).removesuffix("_past"))


def _discard_unused(cluster, chosen):
    for name in cluster.databases():
        if chosen(name):
            with contextlib.suppress(SetupError):  # another command uses it
                discard(cluster, name)


def discard(cluster, name):
    """Drop a database with its files; SetupError when another command uses it."""
    with locks.released(name) as unused:
        if not unused:
            raise SetupError(f"Another command uses the database {name}: end that first.")
        cluster.drop(name)
        shutil.rmtree(filestore(name), ignore_errors=True)
        locks.forget(name)


def _tree_digest(folder, demo):
    skipped = SKIPPED if demo else SKIPPED | {"demo"}
    files = sorted(f"./{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file())
    return _digest([f"{f}:{hashlib.sha256((folder / f).read_bytes()).hexdigest()}"
                    for f in files if not skipped & set(f.split("/"))])


def _digest(parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
