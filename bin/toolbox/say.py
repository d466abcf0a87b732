"""Progress and failures, in words for whoever started the command."""
import sys
import time

START = time.monotonic()


class SetupError(Exception):
    """Something the reader of the message can mend."""


def step(text):
    print(f"[{time.monotonic() - START:6.1f} s] {text}", file=sys.stderr, flush=True)
