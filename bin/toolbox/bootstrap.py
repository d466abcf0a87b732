"""What every command does first."""
import os
import sys

from . import databases, locks, odoo_source, postgres, processes, python_env, system
from .say import SetupError


def prepare(requirements=("odoo", "addons"), packages=()):
    """Install what is missing; returns Odoo's source folder."""
    with locks.building():
        system.ensure([*system.RUNTIME, *packages])
        source = odoo_source.locate()
        python_env.ensure(source, requirements)
    return source


def running(source):
    """``with running(source) as cluster:`` a database server, and the configuration for it."""
    return _Running(source)


class _Running(postgres.Cluster):
    def __init__(self, source):
        super().__init__()
        self.source = source

    def __enter__(self):
        super().__enter__()
        databases.write_config(self.source)
        return self


def main(function):
    """Run a command's ``function``: failures as one message, Ctrl-C and its like quietly."""
    processes.obey_signals()
    try:
        sys.exit(function(sys.argv[1:]))
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt as error:
        sys.exit(128 + error.args[0])
    except BrokenPipeError:
        os._exit(1)
    except OSError as error:  # no room, no right to write, no such program
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
