"""Where things are. ``OF_LOCAL`` moves everything that is downloaded or built."""
import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
LOCAL = Path(os.environ.get("OF_LOCAL") or ROOT / ".local").resolve()
VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"
DATA = LOCAL / "data"
CONFIG = LOCAL / "odoo.conf"
LOGS = LOCAL / "logs"
SEALS = LOCAL / "seals"

# Unix sockets allow about 100 characters: a short folder, one per checkout.
_KEY = hashlib.sha256(str(LOCAL).encode()).hexdigest()[:10]
SOCKETS = Path(tempfile.gettempdir()) / f"of-{_KEY}"


def our_modules():
    """Names of the add-ons of this repository, sorted."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
