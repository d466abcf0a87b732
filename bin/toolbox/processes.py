"""Programs that we start. Whatever ends us (Ctrl-C, SIGTERM, a closed terminal) ends them too."""
import contextlib
import os
import shutil
import signal
import subprocess
import time

from . import paths
from .say import SetupError

END_SECONDS = 30
TWICE_SECONDS = 3  # some senders repeat a signal at once (timeout, a closing terminal)
FULL_BYTES = 50 * 1024**2
_late = None  # signals that came while a process was being started: it must be known before it can be ended


def obey_signals():
    """Every signal that asks us to end becomes a KeyboardInterrupt with its number."""
    last = -TWICE_SECONDS

    def interrupt(number, frame):
        nonlocal last
        before, last = last, time.monotonic()
        if last - before < TWICE_SECONDS:
            return
        if _late is None:
            raise KeyboardInterrupt(number)
        _late.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, interrupt)


def start(command, **options):
    """A process in a session of its own: no signal reaches it but through :func:`end`."""
    global _late
    _late = []
    try:
        process = subprocess.Popen(command, start_new_session=True, **options)
    finally:
        late, _late = _late, None
    if late:
        end(process)
        raise KeyboardInterrupt(late[0])
    return process


def end(process):
    """Ctrl-C for a process and what it started; by force when that takes too long, or when the user insists."""
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        _signal(process, signal.SIGINT)
        process.wait(END_SECONDS)
    _signal(process, signal.SIGKILL)
    process.wait()


def call(command, own_interrupt=False, **options):
    """The exit status of ``command``, which may use the terminal; ``own_interrupt``: it goes on after Ctrl-C."""
    process = start(command, **options)
    while True:
        try:
            return process.wait()
        except BaseException as error:
            if not (own_interrupt and error.args == (signal.SIGINT,)):
                end(process)
                raise
            _signal(process, signal.SIGINT)


def run(command, failure, log=None, input=None, **options):
    """What ``command`` prints; on failure SetupError with ``failure`` and the output's end."""
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") if log else contextlib.nullcontext(subprocess.PIPE) as out:
        process = start(
            command, stdin=subprocess.DEVNULL if input is None else subprocess.PIPE, stdout=out,
            stderr=subprocess.STDOUT if log else subprocess.PIPE, text=True, errors="replace", **options)
        try:
            output, errors = process.communicate(input)
        except BaseException:
            end(process)
            raise
    if process.returncode:
        raise SetupError(explained(failure, log.read_text(errors="replace") if log else output + errors, log))
    return output


def explained(failure, output, log=None):
    """A message for whoever can mend it: ``failure``, and the end of ``output``."""
    if "No space left on device" in output or shutil.disk_usage(paths.LOCAL).free < FULL_BYTES:
        failure += f"\nNo room is left in {paths.LOCAL}: free some, or name another folder in OF_LOCAL."
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-15:])
    return f"{failure}\n{tail}" + (f"\n  Whole output: {log}" if log else "")


def _signal(process, number):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
