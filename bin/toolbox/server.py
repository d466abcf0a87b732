"""A real Odoo process on a database."""
import contextlib
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import databases, processes
from .say import SetupError

READY_SECONDS = 180


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
        require_free(self.port)
        self.log = open(self.log_path, "wb") if self.log_path else tempfile.NamedTemporaryFile(suffix=".log")
        command = databases.odoo_command(
            "-d", self.database, f"--db-filter=^{self.database}$", f"--http-port={self.port}", *self.options)
        self.process = processes.start(command, stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        processes.end(self.process)
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


def require_free(port):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(f"Port {port} can't be used ({error.strerror}): "
                             "stop what listens there, or choose another with --port.") from error
