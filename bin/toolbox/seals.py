"""The keys with which the demo's companies seal what they issue: made once, in .local/seals.

    python -m toolbox.seals     in the virtual environment: it has the libraries
"""
import os
import sys
from datetime import datetime, timedelta, timezone

from . import paths
from .processes import run
from .say import step

# By the name that past.py gives to each company's seal.
SUBJECTS = {"confluence_formation": "Cachet de Confluence Formation", "confluence_alpes": "Cachet de Confluence Alpes"}
YEARS = 3  # one of them over: what the demo's organisation did in the past is sealed too


def ensure():
    """Make the keys that are missing."""
    if _missing():
        step("Demo: keys of the electronic seals")
        run([str(paths.PYTHON), "-m", "toolbox.seals"], "Could not make the keys of the demo's seals.",
            cwd=paths.ROOT / "bin")


def main():
    sys.path.insert(0, str(paths.ADDONS / "of_training" / "lib"))
    import sealing

    paths.SEALS.mkdir(mode=0o700, parents=True, exist_ok=True)
    start = datetime.now(timezone.utc) - timedelta(days=365)
    for name in _missing():
        content, passphrase = sealing.self_signed(SUBJECTS[name], start, start + timedelta(days=365 * YEARS))
        _write(paths.SEALS / f"{name}.p12", content)
        _write(paths.SEALS / f"{name}.pass", passphrase)


def _missing():
    return [name for name in SUBJECTS if not (paths.SEALS / f"{name}.pass").exists()]  # written last


def _write(path, content):
    with open(path, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
        file.write(content)


if __name__ == "__main__":
    main()
