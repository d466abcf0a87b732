"""Rules of law and of money stay plain Python: ``lib/`` never imports Odoo."""
import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ANOTHER_LIB = re.compile(r"odoo\.addons\.\w+\.lib\b")  # pure itself, by this test
FILES = sorted(ROOT.glob("addons/*/lib/*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_lib_never_imports_odoo(file):
    imported = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module)
    odoo = {name for name in imported if name.split(".")[0] == "odoo"}
    assert {name for name in odoo if not ANOTHER_LIB.match(name)} == set()
