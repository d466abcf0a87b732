"""The set-up itself: what a command line asks for, the choice of a mirror, locks, endings. No database."""
import os
import signal
import subprocess
import sys

import pytest
from toolbox import locks, odoo_source, paths, processes, seals, suites
from toolbox.say import SetupError

OURS = paths.our_modules()


# Each file by its name, and the lint once: pytest drops a folder of which it was given a file.
END_TO_END = sorted(f"tests/{path.name}" for path in (paths.ROOT / "tests").glob("test_*.py")
                    if path.name != "test_lint.py")


@pytest.mark.parametrize("words, folders, modules, options", [
    ("of_funding", ["addons/of_funding"], ["of_funding"], []),
    ("of_funding -k lib -x", ["addons/of_funding"], ["of_funding"], ["-k", "lib", "-x"]),
    ("-x of_funding", ["addons/of_funding"], ["of_funding"], ["-x"]),
    ("end_to_end -k x", END_TO_END, OURS, ["-k", "x"]),
    ("end_to_end of_funding", ["addons/of_funding", *END_TO_END], OURS, []),
    ("lint", ["tests/test_lint.py"], [], []),
    ("-k of_funding", ["tests/test_lint.py", *[f"addons/{name}" for name in OURS], *END_TO_END], OURS, ["-k", "of_funding"]),
])
def test_words_after_bin_test(words, folders, modules, options):
    assert suites.plan(words.split()) == (folders, modules, options)


def test_lib_needs_no_database_and_joins_others_without_running_twice():
    alone, joined = suites.plan(["lint", "lib"]), suites.plan(["lib", "of_funding"])
    assert alone.modules == [] and alone.folders[0] == "tests/test_lint.py"
    assert {"tests/test_lib_purity.py", "addons/of_funding/tests/test_lib_split.py"} <= set(alone.folders)
    assert [file for file in joined.folders if file.startswith("addons/of_funding")] == ["addons/of_funding"]


def test_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(SetupError, match=r"Unknown: of_fundings\..*of_funding"):
        suites.plan(["of_fundings"])


@pytest.mark.parametrize("lines, site", [
    (["http://tools bookworm Tools", "http://a/debian bookworm Debian"], "http://a/debian"),
    (["http://a/debian-security bookworm-security Debian"], None),
    (["file:/srv/debian bookworm Debian", "mirror+file:/etc/list bookworm Debian"], "mirror+file:/etc/list"),
    (["http://a/ubuntu noble Ubuntu"], None),
    (["http://a/debian bookworm $(ORIGIN)"], "http://a/debian"),  # apt-get update has never run
    ([], None),
])
def test_mirror_is_a_whole_debian(lines, site):
    assert odoo_source.mirror(lines) == site


@pytest.fixture
def other(tmp_path, monkeypatch):
    """Runs Python code in another command with the same ``.local``; it goes on until its input ends."""
    monkeypatch.setattr(locks, "FOLDER", tmp_path / "locks")
    started = []

    def begin(code):
        code = f"import signal, sys\nfrom toolbox import locks, processes\n{code}"
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=paths.ROOT / "bin", text=True, env={**os.environ, "OF_LOCAL": str(tmp_path)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_database_that_another_command_holds_is_not_released(other):
    process = other("locks.hold('of_demo')\nprint('ready', flush=True)\nsys.stdin.read()")
    locks.hold("of_demo")
    with locks.released("of_demo") as unused:
        assert not unused
    process.communicate()
    with locks.released("of_demo") as unused:
        assert unused


def test_two_commands_do_not_build_at_once_and_the_second_says_why_it_waits(other, capfd):
    process = other("with locks.building('demo'):\n print('ready', flush=True)\n sys.stdin.readline()\n print('built')")
    waiter = subprocess.Popen(
        [sys.executable, "-c", "from toolbox import locks\nwith locks.building('test'): print('mine')"],
        cwd=paths.ROOT / "bin", env={**os.environ, "OF_LOCAL": str(locks.FOLDER.parent)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert f"Waiting for bin/demo (process {process.pid})" in waiter.stderr.readline()
    assert process.communicate("\n")[0] == "built\n"
    assert waiter.communicate()[0] == "mine\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_whatever_ends_a_command_ends_what_it_started(other, number):
    process = other(
        "processes.obey_signals()\n"
        "processes.call(['sh', '-c', 'sleep 60 & echo ready; wait'])")
    os.kill(process.pid, number)
    process.stdout.read()  # ends when the last of them has closed it
    assert process.wait(5) != 0


def test_failure_on_a_full_disk_names_the_remedy():
    with pytest.raises(SetupError, match=r"(?s)Could not.*OF_LOCAL.*No space left"):
        processes.run(["sh", "-c", "echo No space left on device >&2; false"], "Could not.")


def test_keys_of_the_demo_are_made_once_and_for_nobody_else_to_read(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "SEALS", tmp_path / "seals")
    seals.main()
    files = {path.name: path.read_bytes() for path in paths.SEALS.iterdir()}
    assert len(files) == 2 * len(seals.SUBJECTS)
    assert {path.stat().st_mode & 0o777 for path in paths.SEALS.iterdir()} == {0o600}
    seals.main()
    assert files == {path.name: path.read_bytes() for path in paths.SEALS.iterdir()}
    from cryptography.hazmat.primitives.serialization import pkcs12
    key, certificate, _others = pkcs12.load_key_and_certificates(
        files["confluence_alpes.p12"], files["confluence_alpes.pass"])
    assert key.key_size == 3072
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 3 * 365
    assert "Cachet de Confluence Alpes" in certificate.subject.rfc4514_string()
