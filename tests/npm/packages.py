"""Files of the npm packages that tests and benchmarks compare with: htmx 2 and 4, idiomorph, morphdom, axe-core.

package.json and its lock pin them. They are installed at run time into `.tools/`, and never become part of anything
that is released.
"""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

MANIFESTS = [Path(__file__).with_name(name) for name in ("package.json", "package-lock.json")]
FOLDER = Path(__file__).parents[2] / ".tools/npm"
NO_NPM = "no npm: it comes with Node.js, and tests/npm/package.json is installed with it"


class NpmMissingError(Exception):
    """There is no npm on this machine."""


def package_file(package: str, path: str) -> Path:
    """The path of a package's file, as `package_file("htmx4", "dist/htmx.js")`; without npm the test is skipped."""
    try:
        return installed_file(package, path)
    except NpmMissingError as missing:
        pytest.skip(str(missing))


def installed_file(package: str, path: str) -> Path:
    """The same for what is no test: without npm NpmMissingError."""
    file = install(FOLDER) / "node_modules" / package / path
    if not file.is_file():
        raise FileNotFoundError(f"the npm package {package!r} has no file {path!r} in {file.parent}")
    return file


def install(parent: Path) -> Path:
    """The folder below `parent` with the packages of the lock; processes that ask at once install them once."""
    digest = hashlib.sha256(b"".join(manifest.read_bytes() for manifest in MANIFESTS)).hexdigest()
    folder = parent / digest[:16]
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise NpmMissingError(NO_NPM)
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fill(folder, npm)
    return folder


# The folder takes its name when it is whole: an interrupted install leaves nothing that looks like one.
def _fill(folder: Path, npm: str) -> None:
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for manifest in MANIFESTS:
        shutil.copy(manifest, partial)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=partial, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed in {partial}:\n{done.stdout}{done.stderr}")
    partial.rename(folder)
