"""Python interpreters by version: on PATH, among pyenv's, among uv's own. Nothing is downloaded."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path


def find_python(version: str) -> Path | None:
    """An interpreter of the version, such as `3.12`, or None."""
    for candidate in candidates(version):
        if is_usable(candidate, version):
            return candidate
    return None


def candidates(version: str) -> Iterator[Path]:
    name = f"python{version}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder, name)
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"), "versions")
    managed = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local/share/uv/python"))
    for folder, pattern in ((pyenv, f"{version}.*"), (managed, f"cpython-{version}.*")):
        yield from sorted(folder.glob(f"{pattern}/bin/{name}"), key=newest_first)


def newest_first(path: Path) -> list[int]:
    return [-int(number) for number in re.findall(r"\d+", path.parts[-3])]


def is_usable(python: Path, version: str) -> bool:
    """Whether it runs: pyenv puts a `python3.12` on PATH that only says that no 3.12 is active."""
    if not os.access(python, os.X_OK):
        return False
    command = [python, "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version
