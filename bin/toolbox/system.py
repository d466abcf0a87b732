"""System packages: installed where we are root, otherwise named with the command."""
import os
import shutil
import subprocess

from .processes import run
from .say import SetupError, step

# WeasyPrint draws text with these (fonts included); poppler reads PDF back.
RUNTIME = [
    "python3-venv", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libmagic1",
    "fonts-lato", "fonts-dejavu-core", "poppler-utils",
]
BROWSER = ["chromium"]
DATABASE = ["postgresql"]


def ensure(packages):
    """Install what is missing of ``packages`` (names of Debian packages)."""
    if not shutil.which("dpkg-query"):
        return  # not Debian: what is missing will say so itself
    missing = [name for name in packages if not _installed(name)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise SetupError(
            "These system packages are missing; install them and start again:\n"
            f"    sudo apt-get install --no-install-recommends {' '.join(missing)}")
    step(f"System packages: {', '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = f"Could not install {', '.join(missing)}: is the network up?"
    run(["apt-get", "update", "-qq"], failure, env=environment)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
        failure, env=environment)


def _installed(name):
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}", name], capture_output=True, text=True)
    return "install ok installed" in done.stdout
