"""The npm packages that tests compare with are pinned, name no registry, and are installed once."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from npm import packages

PACKAGES = {
    "axe-core": "axe.min.js",
    "htmx2": "dist/htmx.min.js",
    "htmx4": "dist/htmx.min.js",
    "idiomorph": "dist/idiomorph.js",
    "morphdom": "dist/morphdom-umd.js",
}
LOCK = json.loads(packages.MANIFESTS[1].read_text("utf-8"))


def test_the_lock_pins_every_package_and_names_no_registry() -> None:
    locked = {name.removeprefix("node_modules/"): entry for name, entry in LOCK["packages"].items() if name}
    assert locked.keys() == PACKAGES.keys() == LOCK["packages"][""]["dependencies"].keys()
    for entry in locked.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


@pytest.mark.parametrize(("package", "path"), PACKAGES.items())
def test_a_file_of_an_installed_package_is_found(package: str, path: str) -> None:
    assert packages.package_file(package, path).stat().st_size > 1000


def test_a_file_that_a_package_lacks_is_named() -> None:
    packages.package_file("morphdom", "package.json")
    with pytest.raises(FileNotFoundError, match=r"'morphdom' has no file 'none\.js'"):
        packages.installed_file("morphdom", "none.js")


def test_those_who_ask_at_once_install_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[str] = []
    monkeypatch.setattr(packages, "_fill", lambda folder, npm: (folder.mkdir(), filled.append(npm)))
    monkeypatch.setattr(packages.shutil, "which", lambda name: "/bin/" + name)
    with ThreadPoolExecutor(4) as pool:
        folders = {*pool.map(packages.install, [tmp_path] * 4)}
    assert len(folders) == 1
    assert filled == ["/bin/npm"]


def test_without_npm_a_test_is_skipped_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "FOLDER", tmp_path)
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    with pytest.raises(pytest.skip.Exception, match="no npm"):
        packages.package_file("htmx4", "dist/htmx.min.js")
