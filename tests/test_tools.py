"""The tools behind CI's matrix and releases, on projects made up for the test and on this repository's own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import all_green  # noqa: E402
import matrix  # noqa: E402
import neighbours  # noqa: E402
import pythons  # noqa: E402
import release  # noqa: E402
import resolution  # noqa: E402
import run_matrix  # noqa: E402

PROJECTS = matrix.read_projects()


def project(*dependencies: str, extras: dict[str, list[str]] | None = None, **row: list[str]) -> dict[str, Any]:
    """A parsed pyproject.toml with one row of a matrix."""
    return {
        "project": {"dependencies": list(dependencies), "optional-dependencies": extras or {}},
        "tool": {"hatch": {"envs": {"hatch-test": {"matrix": [row or {"python": ["3.12"]}]}}}},
    }


TOWER = {
    "component-core": project("pydantic>=2"),
    "component-django": project("component-core>=0.1,<0.2", "django", python=["3.12", "3.13"], django=["5.2", "6.0"]),
    "component-admin": project("django", extras={"live": ["component-django[cotton]>=0.1"]}),
    "component-other": project(),
}


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit: component-django 0.1.0 and its changelog."""
    package = tmp_path / "packages/component-django"
    package.mkdir(parents=True)
    (package / "pyproject.toml").write_text('[project]\nname = "component-django"\nversion = "0.1.0"\n')
    (package / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 0.2.0 (unreleased)\n\n- Next.\n\n## 0.1.0 (2026-12-01)\n\n- First.\n- Second.\n\n"
        "## 0.0.1 (2026-11-01)\n\n- Tried.\n"
    )
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    return tmp_path


# which packages a change touches


def test_cells_are_every_combination_of_a_row() -> None:
    cells = [str(cell) for cell in matrix.cells_of("component-django", TOWER)]
    assert cells == [
        "component-django 3.12 django=5.2",
        "component-django 3.12 django=6.0",
        "component-django 3.13 django=5.2",
        "component-django 3.13 django=6.0",
    ]


def test_who_stands_on_a_touched_package_is_touched_through_extras_and_at_any_height() -> None:
    files = ["packages/component-core/src/component_framework/core/state.py", "docs/protocol.md"]
    assert matrix.touched(files, TOWER) == {"component-core", "component-django", "component-admin"}
    assert matrix.touched(["packages/component-django/README.md"], TOWER) == {"component-django", "component-admin"}


@pytest.mark.parametrize("file", ["uv.lock", "Makefile", "tools/uv", ".github/workflows/ci.yml", "pyproject.toml"])
def test_what_all_share_touches_all(file: str) -> None:
    assert matrix.touched([file], TOWER) == set(TOWER)


def test_documents_touch_no_package_and_the_plan_says_so() -> None:
    touched = matrix.touched(["docs/protocol.md", "packages/gone/old.py"], TOWER)
    assert matrix.plan(touched, TOWER) == {
        "matrix": '{"include": []}',
        "packages": "[]",
        "neighbours": "[]",
        "any": "false",
    }


def test_the_plan_asks_for_neighbours_when_the_core_is_touched_only() -> None:
    assert matrix.plan({"component-core"}, TOWER)["neighbours"] == '["component-admin", "component-django"]'
    assert matrix.plan({"component-django"}, TOWER)["neighbours"] == "[]"


def test_changed_files_are_those_since_the_branch_left_with_both_names_of_a_move(repository: Path) -> None:
    git(repository, "branch", "base")
    git(repository, "mv", "packages/component-django/CHANGELOG.md", "packages/component-django/NEWS é.md")
    git(repository, "commit", "--quiet", "--message", "Move")
    names = {"packages/component-django/CHANGELOG.md", "packages/component-django/NEWS é.md"}
    assert set(matrix.changed_files("base", repository)) == names


# this repository's own matrix


@pytest.mark.parametrize("package", PROJECTS)
def test_the_matrix_covers_what_the_classifiers_promise(package: str) -> None:
    cells = list(matrix.cells_of(package, PROJECTS))
    promised = PROJECTS[package]["project"]["classifiers"]
    pythons_promised = {
        text.rpartition(" ")[2] for text in promised if text.startswith("Programming Language :: Python :: 3.")
    }
    djangos_promised = {text.rpartition(" ")[2] for text in promised if text.startswith("Framework :: Django :: ")}
    assert {cell.python for cell in cells} == pythons_promised
    assert {cell.framework.partition("=")[2] for cell in cells if cell.framework} == djangos_promised


@pytest.mark.parametrize("package", PROJECTS)
def test_every_framework_version_of_the_matrix_is_really_asked_for(package: str) -> None:
    """Hatch ignores a variable without an override: the cell would run on whatever is newest."""
    overrides = PROJECTS[package]["tool"]["hatch"]["envs"]["hatch-test"].get("overrides", {}).get("matrix", {})
    for cell in matrix.cells_of(package, PROJECTS):
        for name, _, version in (variable.partition("=") for variable in cell.framework.split()):
            rules = overrides[name]["extra-dependencies"]
            assert {"value": f"{name}~={version}.0", "if": [version]} in rules


# interpreters and outcomes


def put_python(folder: Path, version: str, says: str, *, code: int = 0) -> Path:
    folder.mkdir(parents=True)
    python = folder / f"python{version}"
    python.write_text(f"#!/bin/sh\necho {says}\nexit {code}\n")
    python.chmod(0o755)
    return python


def test_an_interpreter_that_cannot_run_is_passed_over_for_pyenvs_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_python(tmp_path / "shims", "3.12", "no 3.12 is active", code=127)
    put_python(tmp_path / "versions/3.12.9/bin", "3.12", "3.12")
    newest = put_python(tmp_path / "versions/3.12.10/bin", "3.12", "3.12")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert pythons.find_python("3.12") == newest


def test_an_interpreter_of_another_version_is_not_taken(tmp_path: Path) -> None:
    assert not pythons.is_usable(put_python(tmp_path / "bin", "3.12", "3.11"), "3.12")


@pytest.mark.parametrize(
    ("outcomes", "require_all", "code"),
    [
        (["passed in 1 s", "passed in 2 s"], True, 0),
        (["passed in 1 s", "failed in 2 s"], False, 1),
        (["passed in 1 s", "left out: no Python"], False, 0),
        (["passed in 1 s", "left out: no Python"], True, 1),
        (["left out: no Python"], False, 1),
    ],
)
def test_a_cell_left_out_fails_the_matrix_when_all_are_required(
    outcomes: list[str], require_all: bool, code: int
) -> None:
    assert run_matrix.exit_code(outcomes, require_all=require_all) == code


def test_lowest_runs_on_the_lowest_python_and_newest_on_the_newest() -> None:
    assert resolution.python_for("lowest", "component-core") == "3.11"
    assert resolution.python_for("newest", "component-core") == "3.13"


# the last job of CI


def needs(plan_outputs: dict[str, str], **results: str) -> dict[str, dict[str, Any]]:
    return {"plan": {"result": "success", "outputs": plan_outputs}} | {
        job: {"result": result, "outputs": {}} for job, result in results.items()
    }


BUSY = {"any": "true", "neighbours": '["component-django"]'}
IDLE = {"any": "false", "neighbours": "[]"}


@pytest.mark.parametrize(
    ("outputs", "results", "red"),
    [
        (BUSY, {"lint": "success", "test": "success"}, []),
        (BUSY, {"lint": "success", "test": "failure"}, ["test: failure"]),
        (BUSY, {"test": "cancelled"}, ["test: cancelled"]),
        (BUSY, {"test": "skipped", "neighbours": "skipped"}, ["test: skipped", "neighbours: skipped"]),
        (IDLE, {"test": "skipped", "resolution": "skipped", "neighbours": "skipped"}, []),
        (IDLE, {"lint": "skipped"}, ["lint: skipped"]),
    ],
)
def test_a_skipped_job_is_green_only_when_the_plan_had_nothing_for_it(
    outputs: dict[str, str], results: dict[str, str], red: list[str]
) -> None:
    assert all_green.red_jobs(needs(outputs, **results)) == red


def test_the_last_job_waits_for_every_other() -> None:
    yaml = pytest.importorskip("ruamel.yaml", reason="it comes with check-jsonschema: make sync").YAML(typ="safe")
    jobs = yaml.load(ROOT / ".github/workflows/ci.yml")["jobs"]
    assert set(jobs["check"]["needs"]) == set(jobs) - {"check"}
    assert {job for job in jobs if "if" in jobs[job]} == {*all_green.NOTHING_TO_DO, "check"}


# releases


def test_a_tag_that_agrees_with_the_tree_names_the_files_to_publish(repository: Path) -> None:
    assert release.plan("component-django-v0.1.0", repository) == {
        "package": "component-django",
        "version": "0.1.0",
        "files": "dist/component_django-0.1.0*",
        "prerelease": "false",
    }


def test_the_notes_are_the_versions_own_section(repository: Path) -> None:
    assert release.find_section("component-django", "0.1.0", repository).notes == "- First.\n- Second."


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("v0.1.0", "no tag of a release"),
        ("component-flask-v0.1.0", "no tag of a release"),
        ("component-django-v0.1.0.dev1", "no tag of a release"),
        ("component-django-v0.1.0\nfiles=dist/*", "no tag of a release"),
        ("component-django-v0.1.1", "the tag says 0.1.1, .* says 0.1.0"),
    ],
)
def test_a_tag_that_does_not_agree_is_refused(tag: str, message: str, repository: Path) -> None:
    with pytest.raises(release.ReleaseError, match=message):
        release.plan(tag, repository)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("## 0.1.0 (unreleased)\n\n- First.\n", "dated 'unreleased'"),
        ("## 0.1.0 (2026-12-01)\n\n## 0.0.1 (2026-11-01)\n\n- Tried.\n", "no section '## 0.1.0"),
        ("## 0.1.0.1 (2026-12-01)\n\n- Other.\n", "no section '## 0.1.0"),
    ],
)
def test_a_release_needs_a_dated_section_with_notes(section: str, message: str, repository: Path) -> None:
    (repository / "packages/component-django/CHANGELOG.md").write_text(f"# Changelog\n\n{section}")
    with pytest.raises(release.ReleaseError, match=message):
        release.plan("component-django-v0.1.0", repository)


@pytest.mark.parametrize("package", PROJECTS)
def test_every_package_has_a_section_for_its_next_release(package: str) -> None:
    assert release.check(package).notes


# the neighbours


def test_the_last_release_is_the_highest_final_version_with_a_tag(repository: Path) -> None:
    assert neighbours.last_release("component-django", repository) is None
    for version in ("0.9.0", "0.10.0", "0.11.0rc1"):
        git(repository, "tag", f"component-django-v{version}")
    git(repository, "tag", "component-core-v2.0.0")
    assert neighbours.last_release("component-django", repository) == "0.10.0"


def test_a_released_package_is_taken_as_it_was_tagged(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(repository, "tag", "component-django-v0.1.0")
    (repository / "packages/component-django/pyproject.toml").write_text("[project]\n")
    folder = neighbours.checkout("component-django", "0.1.0", tmp_path_factory.mktemp("out"), repository)
    assert 'version = "0.1.0"' in (folder / "pyproject.toml").read_text()


def test_a_core_of_this_tree_is_held_against_the_range_also_while_in_development() -> None:
    wanted = neighbours.range_of_core(["django>=5.2", "component-core>=0.1,<0.2"])
    assert wanted.specifier.contains("0.1.1.dev1", prereleases=True)
    assert not wanted.specifier.contains("0.2.0", prereleases=True)


# running every suite


def test_what_failed_is_said_once_more_after_the_suites(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_sum(): assert len('ab') == 3\ndef test_odd(odd): pass\n")
    notes = tmp_path / "notes"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools"), "FAILURES": str(notes)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "pytest_failures", "-c", os.devnull, f"--rootdir={tmp_path}"]
    subprocess.run([*command, "test_it.py"], cwd=tmp_path, env=environment, check=False, capture_output=True)
    told = notes.read_text("utf-8")
    assert "-- test_it.py::test_sum" in told
    assert "assert 2 == 3" in told
    assert "fixture 'odd' not found" in told
