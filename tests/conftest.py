"""End-to-end tests share the set-up code of ``bin``."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bin"))


@pytest.fixture(scope="session")
def demo():
    """A server on the demo organisation, its past told, nothing done yet today."""
    from server import running_demo  # needs the path above

    with running_demo() as server:
        yield server
