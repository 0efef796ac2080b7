"""The Python blocks of the READMEs and of docs/ run as they stand, those of one file in one namespace.

A block that cannot run has `<!-- no-run: the reason -->` on the line above it. examples/README.md is a walk through a
site; the examples' own tests take it.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from django.test.utils import override_settings

from component_framework.core import host, registry

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "packages/*/README.md", "docs/**/*.md")
    for path in ROOT.glob(pattern)
)

SHOP = "import sys\nimport django_site.models\nsys.modules['shop.models'] = django_site.models\n"
"""The models of a reader's app, which are installed under another name here."""

PREAMBLES: dict[str, str] = {
    "packages/component-django/README.md": "from django.urls import path\nINSTALLED_APPS, urlpatterns = [], []\n",
    "packages/component-channels/README.md": "INSTALLED_APPS = []\n",
    "docs/models.md": "from django_site.models import Customer, Order\n",
    "docs/model-forms.md": SHOP,
    "docs/realtime.md": SHOP,
}
"""Python that runs before a document's first block, by the document's path: what the reader's project has already."""

TEMPLATE = re.compile(r"\{# \S*?templates/(?P<name>\S+) #\}\n(?P<source>.*)", re.DOTALL)
"""A block of HTML whose first line names its file is that template for the blocks of its document: for Django's engine,
and as a file below the folder in which the blocks run."""

FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>```+)(?P<info>[^\n`]*)\n(?P<code>.*?)^ *(?P=ticks) *$", re.DOTALL | re.MULTILINE
)
NO_RUN = re.compile(r"<!--\s*no-run(?::\s*(?P<reason>.*?))?\s*-->")


@dataclass(frozen=True)
class Block:
    """A fenced block of Python: its text, the line on which the text begins, and the line above the fence."""

    code: str
    line: int
    above: str

    @property
    def marker(self) -> re.Match[str] | None:
        return NO_RUN.fullmatch(self.above.strip())


def blocks(text: str, *languages: str) -> list[Block]:
    found = []
    for fence in FENCE.finditer(text):
        if fence["info"].strip().split(" ")[0] not in (languages or ("python", "py")):
            continue
        indent = len(fence["indent"])
        code = "".join(line[indent:] if line.strip() else "\n" for line in fence["code"].splitlines(keepends=True))
        above = text[: fence.start()].rstrip("\n").rpartition("\n")[2]
        found.append(Block(code, text.count("\n", 0, fence.start("code")) + 1, above))
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_no_run_marker_gives_its_reason_and_stands_above_python(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    markers = [marker for block in blocks(text) if (marker := block.marker)]
    assert len(markers) == len(NO_RUN.findall(text)), "a no-run marker stands directly above a python block"
    assert all(marker["reason"] for marker in markers), "write <!-- no-run: the reason -->"


@pytest.mark.django_db
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_blocks_run(document: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = ROOT / document
    sources = templates(path.read_text("utf-8"))
    engines = [engine_with(sources)]
    write(sources, tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPONENT_SECRET_KEYS", "a key for the documents that is long enough")
    monkeypatch.setattr(host, "_providers", [*host._providers])  # a document may make an app, which configures itself
    module = ModuleType("documentation")  # one name for all, so that a class may be registered by several documents
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(registry, "_classes", {})
    exec(PREAMBLES.get(document, ""), module.__dict__)
    with override_settings(TEMPLATES=engines):
        for block in blocks(path.read_text("utf-8")):
            if not block.marker:
                lines_before = "\n" * (block.line - 1)  # a traceback names the document's own line
                exec(compile(lines_before + block.code, path, "exec"), module.__dict__)


def templates(text: str) -> dict[str, str]:
    named = [TEMPLATE.fullmatch(block.code) for block in blocks(text, "html")]
    return {found["name"]: found["source"] for found in named if found}


def write(sources: dict[str, str], folder: Path) -> None:
    for name, source in sources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, "utf-8")


def engine_with(sources: dict[str, str]) -> dict[str, object]:
    loaders = [("django.template.loaders.locmem.Loader", sources)]
    return {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}


SAMPLE = """# Title

```python
a = 1
```
<!-- no-run: needs a server -->
```python
b
```
- in a list

  ```python
  if a:
      c
  ```
```shell
d
```
"""


def test_blocks_are_found_with_their_lines_and_markers() -> None:
    assert [(block.code, block.line, bool(block.marker)) for block in blocks(SAMPLE)] == [
        ("a = 1\n", 4, False),
        ("b\n", 8, True),
        ("if a:\n    c\n", 13, False),
    ]
