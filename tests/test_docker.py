"""The image and the compose file can't be run everywhere; they are checked statically."""
import subprocess
from pathlib import Path

from toolbox import paths

DOCKER = Path(paths.ROOT) / "docker"


def run(tool, *arguments):
    done = subprocess.run([str(paths.VENV / "bin" / tool), *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_image_has_no_finding():
    status, output = run("hadolint", str(DOCKER / "Dockerfile"))
    assert status == 0, output


def test_compose_file_is_of_the_specification():
    status, output = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(DOCKER / "compose.yaml"))
    assert status == 0, output


def test_scripts_parse():
    done = subprocess.run(["bash", "-n", str(DOCKER / "init-database")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

