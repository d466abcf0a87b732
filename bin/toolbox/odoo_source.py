"""Odoo 19 Community: the one the machine has, ``ODOO_SRC``, or Debian's package.

Debian's unstable suite ships Odoo 19 whole as ``odoo-19``. It is unpacked
beside us with private apt state: neither root nor the machine's own package
sources are touched.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import paths
from .processes import run
from .say import SetupError, step

PREFIX = paths.LOCAL / "odoo"
PACKAGE = "odoo-19"
# Odoo's static files are relative links into these.
LINKED = [
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-montserrat",
    "fonts-roboto-unhinted", "fonts-inconsolata", "fonts-ocr-b",
]
# Version 7 in unstable has no fontawesome-webfont files any more.
LINKED_BOOKWORM = ["fonts-font-awesome"]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NEEDED_BYTES = 3 * 1024**3


def locate():
    """The folder that holds the ``odoo`` package; downloads Odoo when there is none."""
    given = os.environ.get("ODOO_SRC")
    if given:
        source = Path(given).resolve()
        release = source / "odoo" / "release.py"
        if not (release.is_file() and "version_info = (19," in release.read_text()):
            raise SetupError(f"ODOO_SRC={given} is no source tree of Odoo 19: name the folder that holds its 'odoo'.")
        return source
    return _installed() or _downloaded()


def version(source):
    """Odoo's own version, and that of the Debian package where it came from there."""
    text = (source / "odoo" / "release.py").read_text()
    found = re.search(r"version_info = \((\d+), (\d+)", text)
    stamp = PREFIX / "version"
    ours = PREFIX in source.parents and stamp.exists()
    package = f" (Debian package {stamp.read_text().strip()})" if ours else ""
    return f"{found[1]}.{found[2]}{package}"


def _installed():
    code = "import odoo, odoo.release as r; print(r.version_info[0]); print(odoo.__path__[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/")
    lines = done.stdout.split()
    if done.returncode == 0 and lines[:1] == ["19"]:
        return Path(lines[1]).parent
    return None


def _downloaded():
    source = PREFIX / "usr" / "lib" / "python3" / "dist-packages"
    if (PREFIX / "version").exists():
        return source
    paths.LOCAL.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(paths.LOCAL).free < NEEDED_BYTES:
        raise SetupError(
            f"Not enough room in {paths.LOCAL}: Odoo and the demo need 3 GB. "
            "Free some, or name another folder in OF_LOCAL.")
    if not shutil.which("apt-get"):
        raise SetupError(
            "No Odoo 19 here and no apt-get to fetch it with: name a source tree in ODOO_SRC.")
    step("Odoo 19: downloading Debian's package (about 130 MB)")
    shutil.rmtree(PREFIX, ignore_errors=True)
    debs = PREFIX / "debs"
    debs.mkdir(parents=True)
    site = _mirror()
    _download(site, "sid", [PACKAGE, *LINKED], debs)
    _download(site, "bookworm", LINKED_BOOKWORM, debs)
    step("Odoo 19: unpacking")
    for deb in sorted(debs.glob("*.deb")):
        run(["dpkg-deb", "-x", str(deb), str(PREFIX)], f"Could not unpack {deb.name}.")
    _check_links()
    name = next(debs.glob(f"{PACKAGE}_*.deb")).name
    shutil.rmtree(debs)
    (PREFIX / "version").write_text(name.split("_")[1] + "\n")
    return source


def _mirror():
    """The site of apt's that has all of Debian; before the first ``apt-get update`` apt knows no origin yet."""
    command = ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(ORIGIN)"]
    lines = run(command, "apt-get names no mirror.") or run([*command, "--no-release-info"], "apt-get names no mirror.")
    site = mirror(lines.splitlines())
    if not site or not KEYRING.exists():
        raise SetupError("apt knows no mirror of Debian here, so Odoo 19 can't be fetched: "
                         "name its source tree in ODOO_SRC.")
    return site


def mirror(lines):
    """The first whole mirror of Debian among ``site release origin``; not one on a disk, nor security updates alone."""
    for line in lines:
        site, release, origin = line.split(" ", 2)
        if (origin in ("Debian", "$(ORIGIN)") and "security" not in release
                and not site.startswith(("file:", "copy:", "cdrom:"))):
            return site
    return None


def _download(site, suite, packages, folder):
    state = folder / suite
    for sub in ("lists/partial", "cache/archives/partial", "sources.d"):
        (state / sub).mkdir(parents=True, exist_ok=True)
    sources = state / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {site} {suite} main\n")
    private = [
        "-o", f"Dir::Etc::SourceList={sources}", "-o", f"Dir::Etc::SourceParts={state}/sources.d",
        "-o", f"Dir::State::Lists={state}/lists", "-o", f"Dir::Cache={state}/cache",
        "-o", "APT::Sandbox::User=root", "-o", "APT::Update::Error-Mode=any",
        "-o", "Acquire::Languages=none", "-o", "Acquire::Retries=3",
    ]
    remedy = "Is the network up? Or name Odoo 19's source tree in ODOO_SRC."
    run(["apt-get", *private, "update"], f"No package lists of Debian {suite}. {remedy}", cwd=folder)
    run(["apt-get", *private, "download", *packages],
        f"Could not download {', '.join(packages)}. {remedy}", cwd=folder)


def _check_links():
    broken = [path for path in PREFIX.rglob("*")
              if path.is_symlink() and not path.exists() and "/odoo/addons/" in str(path)
              and "point_of_sale" not in str(path)]  # the till's receipt font alone
    if broken:
        raise SetupError(
            "Debian's packaging of Odoo changed: files are missing behind these links, "
            "add their packages to LINKED:\n  " + "\n  ".join(map(str, broken[:10])))
