"""ruff, and pylint-odoo with the checks that the OCA makes mandatory, find nothing."""
import subprocess

from toolbox import paths


def check(*command):
    done = subprocess.run(command, cwd=paths.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


def test_ruff():
    check(str(paths.PYTHON), "-m", "ruff", "check", ".")


def test_pylint_odoo():
    files = sorted(str(path.relative_to(paths.ROOT)) for path in paths.ADDONS.rglob("*.py"))
    check(str(paths.PYTHON), "-m", "pylint", "--rcfile=.pylintrc", *files)
