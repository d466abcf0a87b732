"""A real Odoo process on a database of its own, for tests that cross processes.

    with database_copy() as name, Server(name) as server:
        admin = server.login("admin", "admin")
        ids = admin.call("res.partner", "search", [("is_company", "=", True)], limit=5)

What is done through it is committed, so that a browser or a second server sees it.
"""
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bin"))
from toolbox import databases, postgres

READY_SECONDS = 120
STOP_SECONDS = 20


class RpcError(Exception):
    """What the server answered instead of a result; ``name`` is the Python exception's name."""

    def __init__(self, error):
        self.data = error.get("data") or {}
        self.name = self.data.get("name", "")
        super().__init__(self.data.get("message") or error.get("message"))


@contextlib.contextmanager
def database_copy(template=None):
    """The name of a copy of ``template`` (the database that ``bin/test`` laid), dropped afterwards."""
    template = template or os.environ["OF_TEMPLATE"]
    name = f"of_server_{uuid.uuid4().hex[:8]}"
    with postgres.Cluster() as cluster:
        databases.copy(cluster, template, name)
        try:
            yield name
        finally:
            databases.discard(cluster, name)


class Server:
    """``with Server(database) as server:`` Odoo listens at ``server.url``, stopped afterwards."""

    def __init__(self, database, *options):
        self.database = database
        self.options = options
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.log = tempfile.NamedTemporaryFile(prefix="of-server-", suffix=".log")
        command = databases.odoo_command(
            "-d", self.database, f"--db-filter=^{self.database}$", f"--http-port={self.port}",
            "--max-cron-threads=0", "--log-level=info", *self.options)
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def output(self):
        """What the process has logged so far."""
        return Path(self.log.name).read_text(errors="replace")

    def login(self, login, password):
        """A :class:`Client` with a session of ``login``."""
        return Client(self, login, password)

    def _wait_until_ready(self):
        limit = time.monotonic() + READY_SECONDS
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            time.sleep(0.2)
        raise AssertionError(f"Odoo did not start:\n{self.output()[-3000:]}")


class Client:
    """A user's session: ``call`` runs a method of a model, ``http`` is a requests session."""

    def __init__(self, server, login, password):
        self.server = server
        self.http = requests.Session()
        self.uid = self._post("/web/session/authenticate", {
            "db": server.database, "login": login, "password": password})["uid"]

    def call(self, model, method, *args, **kwargs):
        """The result of ``model.method(*args, **kwargs)``; raises :class:`RpcError`."""
        return self._post(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": args, "kwargs": kwargs})

    def get(self, path):
        """The bytes that the server answers to a GET of ``path``."""
        answer = self.http.get(f"{self.server.url}{path}", timeout=120)
        answer.raise_for_status()
        return answer.content

    def _post(self, path, params):
        answer = self.http.post(f"{self.server.url}{path}", timeout=300, json={
            "jsonrpc": "2.0", "method": "call", "params": params}).json()
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer["result"]


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
