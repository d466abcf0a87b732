"""Progress and failures, in words for whoever started the command."""
import subprocess
import sys
import time

START = time.monotonic()


class SetupError(Exception):
    """Something the reader of the message can mend."""


def step(text):
    print(f"[{time.monotonic() - START:6.1f} s] {text}", file=sys.stderr, flush=True)


def run(command, failure, log=None, **options):
    """Run ``command``; on failure raise SetupError with ``failure`` and the output's end."""
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as out:
            done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, **options)
        output = log.read_text(errors="replace") if done.returncode else ""
    else:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", **options)
        output = done.stdout
    if done.returncode:
        tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-15:])
        where = f"\n  Whole output: {log}" if log else ""
        raise SetupError(f"{failure}\n{tail}{where}")
    return output
