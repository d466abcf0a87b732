"""What the words after ``bin/test`` ask for."""
from typing import NamedTuple

from . import paths
from .say import SetupError

SUITES = ("lib", "end_to_end", "lint")
TAKES_A_WORD = ("-k", "-m")
LINT = "tests/test_lint.py"


class Plan(NamedTuple):
    folders: list  # what pytest collects, relative to the repository
    modules: list  # add-ons in the database; none: no database
    options: list  # pytest's own


def plan(arguments):
    """The :class:`Plan` of a command line: names and pytest's options in any order; no name: everything."""
    names, options = _split(arguments)
    ours = paths.our_modules()
    modules = [name for name in names if name in ours]
    if not names:
        names, modules = SUITES, ours
    folders = [LINT] if "lint" in names else []
    folders += [f"addons/{name}" for name in modules]
    if "end_to_end" in names:
        folders, modules = [*folders, *_end_to_end_tests()], ours
    if "lib" in names:
        folders += [file for file in _lib_tests()
                    if file not in folders and not any(file.startswith(f"{done}/") for done in folders)]
    return Plan(folders, modules, options)


def _split(arguments):
    known = {*SUITES, *paths.our_modules()}
    names, options = [], []
    for before, word in zip(["", *arguments], arguments, strict=False):
        named = word in known and before not in TAKES_A_WORD
        if not named and not options and not word.startswith("-"):
            raise SetupError(f"Unknown: {word}. There is {', '.join([*SUITES, *paths.our_modules()])}; "
                             "then come pytest's own options.")
        (names if named else options).append(word)
    return names, options


def _end_to_end_tests():
    """Each by its name: pytest drops a folder of which a file was already named."""
    files = sorted(str(path.relative_to(paths.ROOT)) for path in (paths.ROOT / "tests").glob("test_*.py"))
    return [file for file in files if file != LINT]


def _lib_tests():
    """Tests that need no database: rules of law and money, and this set-up."""
    rules = sorted(str(path.relative_to(paths.ROOT)) for path in paths.ADDONS.glob("*/tests/test_lib_*.py"))
    return ["tests/test_lib_purity.py", "tests/test_toolbox.py", *rules]
