"""ruff, and pylint-odoo with the checks that the OCA makes mandatory."""
import subprocess

from . import paths
from .say import step


def check(source):
    """Exit status: 0 when both find nothing."""
    step("Checking with ruff and pylint-odoo")
    ruff = subprocess.call([str(paths.VENV / "bin" / "ruff"), "check", "."], cwd=paths.ROOT)
    files = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard", "--", "addons/**.py", "addons/*/*.py"],
        cwd=paths.ROOT, text=True).split()
    files = [name for name in files if (paths.ROOT / name).is_file()]
    pylint = subprocess.call(
        [str(paths.PYTHON), "-m", "pylint", "--rcfile=.pylintrc", *files], cwd=paths.ROOT)
    return ruff or pylint
