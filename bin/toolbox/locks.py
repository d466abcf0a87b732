"""Commands that run at once: one at a time builds, and nobody drops what another uses.

The locks are those of the operating system on files in ``.local``: they end
with the process that took them, however it ends.
"""
import contextlib
import fcntl
import os
import sys
from pathlib import Path

from . import paths
from .say import step

FOLDER = paths.LOCAL / "locks"
_held = {}


@contextlib.contextmanager
def building(command=Path(sys.argv[0]).name):
    """Alone in installing, building and copying; waits for whoever does so now. Not for a second time inside."""
    with _file("building") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            step(f"Waiting for {file.read() or 'another command'}, which is installing or building")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"bin/{command} (process {os.getpid()})")
        file.flush()
        yield


def hold(name):
    """No other command drops the database ``name`` before we release it or end."""
    if name not in _held:
        _held[name] = _file(name)
        fcntl.flock(_held[name], fcntl.LOCK_SH)


@contextlib.contextmanager
def released(name):
    """Release ``name``; yields whether nobody else holds it, and nobody can until the block ends."""
    if name in _held:
        _held.pop(name).close()
    with _file(name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def forget(name):
    """Remove the traces of a database that is gone."""
    (FOLDER / name).unlink(missing_ok=True)


def _file(name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    return open(FOLDER / name, "a+")
