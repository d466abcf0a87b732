"""Official checks of an e-invoice, by a process of their own (see ``checker_process``).

One long-lived process per Odoo worker, started at the first check, restarted
when it was killed, replaced after ``RECYCLE_AFTER`` files, given up after
``TIME_LIMIT`` seconds. The outcome is passed, failed or **not run**: what was
not checked is never valid.
"""
import json
import os
import select
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field

PASSED, FAILED, NOT_RUN = "passed", "failed", "not_run"
SCRIPT = os.path.join(os.path.dirname(__file__), "checker_process.py")
TIME_LIMIT = 60  # seconds for one file; the first one compiles the stylesheets
RECYCLE_AFTER = 500  # files


@dataclass
class Result:
    """``status``; ``findings`` (dicts with judge, rule, level, text, location); ``reason`` when not run."""

    status: str
    findings: list = field(default_factory=list)
    reason: str = ""

    @property
    def errors(self):
        return [item for item in self.findings if item["level"] == "error"]


class Checker:
    """Checks one file at a time; safe to share among threads."""

    def __init__(self, command=None, time_limit=TIME_LIMIT, recycle_after=RECYCLE_AFTER):
        self.command = command or [sys.executable, SCRIPT]
        self.time_limit = time_limit
        self.recycle_after = recycle_after
        self.process = None
        self.lock = threading.Lock()

    def check(self, xml):
        """The :class:`Result` for ``xml`` (bytes or text, UTF-8)."""
        text = xml.decode() if isinstance(xml, bytes) else xml
        with self.lock:
            for last_try in (False, True):
                try:
                    if self.process is None:
                        self._start()
                    return self._ask({"xml": text})
                except TimeoutError as error:
                    self.stop()
                    return Result(NOT_RUN, reason=str(error))
                except (OSError, EOFError, ValueError) as error:
                    reason = self._why_it_ended(error)
                    self.stop()
                    if last_try:
                        return Result(NOT_RUN, reason=reason)

    def stop(self):
        """End the process; the next check starts another."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
        self.errors.close()

    def _start(self):
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by stop)
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, bufsize=0)
        self.done = 0

    def _ask(self, request):
        limit = time.monotonic() + self.time_limit
        message = json.dumps(request).encode()
        self._write(struct.pack(">I", len(message)) + message, limit)
        length, = struct.unpack(">I", self._read(4, limit))
        answer = json.loads(self._read(length, limit))
        self.done += 1
        if self.done >= self.recycle_after:
            self.stop()
        return Result(answer["status"], answer["findings"], answer.get("reason", ""))

    def _write(self, data, limit):
        view = memoryview(data)
        while view:
            self._wait([], [self.process.stdin], limit)
            view = view[os.write(self.process.stdin.fileno(), view[:65536]):]

    def _read(self, count, limit):
        data = b""
        while len(data) < count:
            self._wait([self.process.stdout], [], limit)
            piece = os.read(self.process.stdout.fileno(), count - len(data))
            if not piece:
                raise EOFError("the checker ended")
            data += piece
        return data

    def _wait(self, readers, writers, limit):
        rest = limit - time.monotonic()
        if rest <= 0 or not any(select.select(readers, writers, [], rest)):
            raise TimeoutError(f"the check took more than {self.time_limit} seconds")

    def _why_it_ended(self, error):
        if self.process is None:
            return str(error)
        code = self.process.poll()
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - 500))
        tail = self.errors.read().decode(errors="replace").strip()
        return f"{error} (exit code {code}). {tail}".strip()


_checker = Checker()


def _forget_parents_process():
    """After a fork: the parent's process and its lock are not ours."""
    global _checker
    _checker = Checker()


os.register_at_fork(after_in_child=_forget_parents_process)


def check(xml):
    """Check with this process's own checker; see :meth:`Checker.check`."""
    return _checker.check(xml)


def stop():
    _checker.stop()
