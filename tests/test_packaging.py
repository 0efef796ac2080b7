"""What the wheels owe each other and their users."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = sorted(ROOT.glob("packages/component-*"))
UV = find_uv_bin()
NAMESPACES = ("component_framework", "component_framework/adapters")
CLIENT = "component_framework/core/client/"
FOREIGN = ("asgiref", "channels", "cryptography", "django", "fastapi", "jinja2", "jinjax", "redis", "starlette")
EACH_PACKAGE = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """What the command printed; a failing one fails the test with all it said."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def source_files(package: Path) -> set[str]:
    """Paths below src/ of what the package is made of."""
    files = (file for file in (package / "src").rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(package / "src").as_posix() for file in files}


def is_module_of_the_client(path: str) -> bool:
    """Whether the wheel carries the path's text inside `live.min.js` and not as a file."""
    return path.startswith(CLIENT) and path.endswith(".js") and "/" not in path.removeprefix(CLIENT)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of every package."""
    out = tmp_path_factory.mktemp("dist")
    for package in PACKAGES:
        run(UV, "build", "--no-sources", "--package", package.name, "--out-dir", out)
    return out


def wheel_of(package: Path, dist: Path) -> Path:
    (wheel,) = dist.glob(f"{package.name.replace('-', '_')}-*.whl")
    return wheel


def shipped(package: Path, dist: Path) -> set[str]:
    """The paths that the package's wheel puts into site-packages, its metadata aside."""
    names = zipfile.ZipFile(wheel_of(package, dist)).namelist()
    return {name for name in names if ".dist-info/" not in name}


def metadata(package: Path, dist: Path) -> str:
    wheel = zipfile.ZipFile(wheel_of(package, dist))
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return wheel.read(name).decode()


@EACH_PACKAGE
def test_the_wheel_has_every_file_of_the_package_and_no_other(package: Path, dist: Path) -> None:
    expected = {path for path in source_files(package) if not is_module_of_the_client(path)}
    if package.name == "component-core":
        expected.add(f"{CLIENT}live.min.js")
    assert shipped(package, dist) == expected


@EACH_PACKAGE
def test_the_sdist_has_every_file_of_the_package_and_its_tests(package: Path, dist: Path) -> None:
    (sdist,) = dist.glob(f"{package.name.replace('-', '_')}-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tests = {file.relative_to(package).as_posix() for file in (package / "tests").rglob("*.py")}
    assert {f"src/{path}" for path in source_files(package)} | tests <= names


def test_no_path_is_owned_by_two_wheels(dist: Path) -> None:
    owner: dict[str, str] = {}
    for package in PACKAGES:
        for path in shipped(package, dist):
            assert path not in owner, f"{path} is in {owner[path]} and in {package.name}"
            owner[path] = package.name


@EACH_PACKAGE
def test_the_metadata_carries_license_readme_and_the_range_of_the_core(package: Path, dist: Path) -> None:
    text = metadata(package, dist)
    assert "License-Expression: MIT" in text
    assert "License-File: LICENSE" in text
    assert f"\n# {package.name}\n" in text
    if package.name != "component-core":
        assert "Requires-Dist: component-core<0.2,>=0.1\n" in text


def test_the_clients_one_file_has_no_module_statement_left(dist: Path) -> None:
    core = ROOT / "packages/component-core"
    script = zipfile.ZipFile(wheel_of(core, dist)).read(f"{CLIENT}live.min.js").decode()
    assert len(script) > 1000
    assert not re.search(r"(?:^|[;}])\s*(?:import\s*[{\"']|export\b)", script)


@EACH_PACKAGE
def test_namespace_folders_hold_nothing_but_packages(package: Path) -> None:
    for namespace in NAMESPACES:
        loose = [path.name for path in (package / "src" / namespace).glob("*.py*")]
        assert loose == [], (
            f"{loose} in the namespace {namespace} of {package.name}: move them into a leaf of their own"
        )


@EACH_PACKAGE
def test_every_leaf_is_a_regular_package_with_its_own_marker_of_types(package: Path) -> None:
    for file in (package / "src").rglob("*.py"):
        leaf = file.parent
        while leaf.parent.relative_to(package / "src").as_posix() not in NAMESPACES:
            leaf = leaf.parent
        assert (leaf / "__init__.py").is_file(), f"{leaf} has no __init__.py"
        assert (leaf / "py.typed").is_file(), f"{leaf} has no py.typed"


def test_ranges_hold_in_the_workspace() -> None:
    """uv takes a member of the workspace whatever the range says; pip will not."""
    run(UV, "pip", "check", "--python", sys.executable)


def test_the_root_installs_members_and_examples_by_its_extras(tmp_path: Path) -> None:
    run(UV, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv")
    wanted = run(
        *(UV, "pip", "install", "--dry-run", "--python", tmp_path / "venv"),
        *("--editable", ".[django,websockets,dev-base]"),
    )
    names = set(re.findall(r"\+ ([\w-]+)", wanted))
    assert {"component-core", "component-django", "component-channels", "component-examples", "daphne"} <= names
    assert {"pytest", "pytest-django", "playwright"} <= names


def test_type_checkers_see_every_file() -> None:
    """Both tools pass over a wrong pattern in silence, so their counts are compared with the tree."""
    pytest.importorskip("mypy", reason="mypy is in the dependency group dev: make sync")
    pytest.importorskip("pyright", reason="pyright is in the dependency group dev: make sync")
    files = sum(path.endswith(".py") for package in PACKAGES for path in source_files(package))
    assert counted("mypy", r"(?:checked|in) (\d+) source files") == files
    assert counted("pyright", r"Total files checked: (\d+)", "--stats") == files


def counted(tool: str, pattern: str, *arguments: str) -> int:
    """The number of files that the tool says it checked; what it says about them is `make types`' matter."""
    command = [sys.executable, "-m", tool, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout)
    assert found is not None, done.stdout[-500:] + done.stderr[-500:]
    return int(found[1])


def test_mypy_is_told_the_source_folder_of_every_package() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["mypy_path"]
    assert set(re.findall(r"packages/([\w-]+)/src", config)) == {package.name for package in PACKAGES}


@pytest.fixture(scope="module")
def core_alone(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a clean venv that has the wheel of component-core and what it depends on."""
    venv = tmp_path_factory.mktemp("core") / "venv"
    run(UV, "venv", "--quiet", "--python", sys.executable, venv)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(
        UV,
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        python,
        wheel_of(ROOT / "packages/component-core", dist),
    )
    return python


def test_the_core_alone_imports_without_any_framework(core_alone: Path, tmp_path: Path) -> None:
    program = "import sys, component_framework.core; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run(core_alone, "-I", "-c", program, cwd=tmp_path).split()
    assert "component_framework" in loaded
    assert set(loaded).isdisjoint(FOREIGN)
