"""The virtual environment: Odoo's requirements, ours, and the tests'."""
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from . import paths
from .processes import run
from .say import SetupError, step

REQUIREMENTS = paths.ROOT / "requirements"


def ensure(source, names=("odoo", "addons")):
    """Create or complete the environment; ``source`` is the folder that holds Odoo."""
    if not (sys.version_info[:2] >= (3, 10)):
        raise SetupError(f"Odoo 19 needs Python 3.10 or later; this is {sys.version.split()[0]}.")
    if not _works():
        step("Python environment: creating")
        paths.LOCAL.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(paths.VENV, ignore_errors=True)  # one that was interrupted
        run([sys.executable, "-m", "venv", str(paths.VENV)],
            "No virtual environment: install the package python3-venv.")
    _write_path(source)
    for name in names:
        _install(REQUIREMENTS / f"{name}.txt")


def _works():
    """Nothing installed yet may mean that making it was interrupted."""
    return any(paths.VENV.glob(".installed-*")) and subprocess.run(
        [str(paths.PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0


def _install(file):
    stamp = paths.VENV / f".installed-{file.stem}"
    wanted = hashlib.sha256(file.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    step(f"Python environment: requirements/{file.name}")
    run([str(paths.PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check",
         "-r", str(file)],
        f"Could not install requirements/{file.name}: is the network up?",
        log=paths.LOGS / f"pip-{file.stem}.log")
    stamp.write_text(wanted)


def _write_path(source):
    purelib = subprocess.check_output(
        [str(paths.PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        text=True).strip()
    file = Path(purelib) / "odoo-source.pth"
    if not file.exists() or file.read_text() != f"{source}\n":
        file.write_text(f"{source}\n")
