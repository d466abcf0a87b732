"""A private PostgreSQL cluster on a Unix socket, or the server that PGHOST names.

It holds nothing that can't be built again, so it trades durability for speed
(fsync off). Never use it for real data.
"""
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from . import locks, paths, processes, system
from .processes import run
from .say import SetupError, step

USER = "odoo"
OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' "
    "-c shared_buffers=256MB -c work_mem=16MB -c max_connections=200 -c max_locks_per_transaction=256 "
)


class Cluster:
    """``with Cluster() as cluster:`` has a running server, stopped afterwards if no other command uses it."""

    def __init__(self):
        self.external = "PGHOST" in os.environ
        self.as_postgres = []
        if self.external:
            return
        paths.SOCKETS.mkdir(mode=0o700, exist_ok=True)
        self.bin = self._binaries()
        self.folder = paths.LOCAL / "postgres"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.as_postgres = ["runuser", "-u", "postgres", "--"]
            shutil.chown(paths.SOCKETS, "postgres")
            self.folder = self._reachable_folder()

    def __enter__(self):
        if not self.external:
            os.environ["PGHOST"], os.environ["PGUSER"] = str(paths.SOCKETS), USER
            locks.hold("postgres")
            try:
                with locks.building():
                    self._start()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *error):
        if self.external:
            return
        with locks.released("postgres") as unused:  # the last command that needs the server stops it
            if unused and self._control("status", check=False) == 0:
                self._control("stop", "-m", "fast", "-w")
        del os.environ["PGHOST"], os.environ["PGUSER"]

    def query(self, sql, database="postgres", failure=None):
        """The rows of ``sql`` as lines of text, fields separated by ``|``."""
        done = run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql],
                   failure or f"PostgreSQL refused: {sql}", cwd="/")
        return done.split("\n")[:-1]

    def databases(self):
        return set(self.query("SELECT datname FROM pg_database"))

    def drop(self, name):
        self.query(f'DROP DATABASE IF EXISTS "{name}"', failure=f"The database {name} can't be dropped.")

    def copy(self, source, target):
        self.drop(target)
        self.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def _binaries(self):
        def found():
            return sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
                          key=lambda path: int(path.parts[-3]))
        if not found():
            system.ensure(system.DATABASE)
        if not found():
            raise SetupError("No PostgreSQL server here: install it, or name one in PGHOST.")
        return found()[-1].parent

    def _reachable_folder(self):
        """A folder that the user ``postgres`` can enter, ours where possible."""
        paths.LOCAL.mkdir(parents=True, exist_ok=True)
        entered = subprocess.run([*self.as_postgres, "test", "-x", str(paths.LOCAL)], cwd="/")
        if entered.returncode == 0:
            return self.folder
        return Path(pwd.getpwnam("postgres").pw_dir) / paths.SOCKETS.name

    def _start(self):
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        if self._control("status", check=False) == 0:
            return
        step("PostgreSQL: starting")
        log = self.folder / "server.log"
        self._control("start", "-w", "-l", str(log), "-o", f"{OPTIONS} -k {paths.SOCKETS}")

    def _create(self):
        step("PostgreSQL: creating a private cluster")
        new = self.folder.with_name(f"{self.folder.name}.new")  # renamed once it is whole
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        if self.as_postgres:
            shutil.chown(new, "postgres")
        run([*self.as_postgres, str(self.bin / "initdb"), "-D", str(new), "-U", USER,
             "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"],
            "PostgreSQL could not create its cluster.", cwd="/")
        new.rename(self.folder)

    def _control(self, *arguments, check=True):
        command = [*self.as_postgres, str(self.bin / "pg_ctl"), "-D", str(self.folder), *arguments]
        # Files, not pipes: the server keeps what it inherits open for ever.
        status = processes.call(command, cwd="/", stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if check and status:
            log = self.folder / "server.log"
            tail = log.read_text(errors="replace") if log.exists() else ""
            raise SetupError(processes.explained(f"PostgreSQL could not {arguments[0]}.", tail, log))
        return status
