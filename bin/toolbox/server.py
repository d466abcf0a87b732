"""A real Odoo process on a database."""
import contextlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import databases
from .say import SetupError

READY_SECONDS = 180
STOP_SECONDS = 20


class Server:
    """``with Server(database) as server:`` Odoo listens at ``server.url``, stopped afterwards.

    :param port: a free one is taken when none is given
    :param log: a path that keeps what Odoo logs
    :raises SetupError: the port is taken, or Odoo did not start
    """

    def __init__(self, database, *options, port=None, log=None):
        self.database = database
        self.options = options
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = log

    def __enter__(self):
        if not _is_free(self.port):
            raise SetupError(f"Port {self.port} is in use: stop what listens there, or choose another with --port.")
        self.log = open(self.log_path, "wb") if self.log_path else tempfile.NamedTemporaryFile(suffix=".log")
        command = databases.odoo_command(
            "-d", self.database, f"--db-filter=^{self.database}$", f"--http-port={self.port}", *self.options)
        self.process = subprocess.Popen(
            command, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
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

    def _wait_until_ready(self):
        limit = time.monotonic() + READY_SECONDS
        while time.monotonic() < limit and self.process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/web/health", timeout=5).close()
                return
            time.sleep(0.2)
        raise SetupError(f"Odoo did not start:\n{self.output()[-3000:]}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _is_free(port):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
