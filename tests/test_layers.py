"""Imports point down: between the distributions, and inside the core from layer to layer.

`LAYERS` is the one list to edit. A module imports from the layers above its own line and from nothing else of ours;
two modules on one line do not know each other.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOP = "component_framework"

LAYERS: tuple[tuple[str, ...], ...] = (
    # what needs nothing of ours
    ("core._clash",),
    (
        "core.assets",
        "core.attempt",
        "core.deadline",
        "core.errors",
        "core.identity",
        "core.renderer",
        "core.texts",
    ),
    # tools: running user code, JSON, HTML, names, settings
    ("core.presence",),
    ("core.control", "core.flow", "core.json_data", "core.markup", "core.registry", "core.settings"),
    # types, and what is declared with them
    (
        "core.broker",
        "core.context",
        "core.field_html",
        "core.permissions",
        "core.rate",
        "core.replies",
        "core.signing",
        "core.typed",
        "core.upload",
    ),
    ("core.fields", "core.origin", "core.redis_replies", "core.sealed_notices", "core.timely", "core.unsent"),
    ("core.redis_listener", "core.redis_presence"),
    ("core.redis_broker",),
    (
        "core.broker_setting",
        "core.handlers",
        "core.names",
        "core.reply_setting",
        "core.schema_control",
        "core.shape",
        "core.slots",
        "core.snapshot",
        "core.state",
        "core.stream",
    ),
    ("core.component_events", "core.effects", "core.host", "core.outcomes", "core.params", "core.rows", "core.schema"),
    ("core.query", "core.refresh"),
    ("core.nest",),
    ("core.announcements", "core.attendance", "core.pushes", "core.visitors"),
    ("core.news",),
    ("core.hub",),
    # the wire, and the component
    ("core.kind", "core.messages"),
    ("core.lifecycle",),
    ("core.component", "core.posts"),
    ("core.form_view",),
    ("core.form",),
    ("core.model_form",),
    ("core.htmx",),
    ("core.http",),
    ("core.mounting", "core.once"),
    ("core.endpoint",),
    ("core.children",),
    ("core.page", "core.web"),
    # the socket
    ("core.connection", "core.frames", "core.lanes", "core.outbox"),
    ("core.subscription",),
    ("core.connection_state",),
    ("core.conversation",),
    ("core.websocket",),
    ("core",),
    # for tests, ours and users'
    ("testing.brokers", "testing.ports", "testing.selectors", "testing.sockets", "testing.stores"),
    ("testing.redis_process",),
    ("testing.dom",),
    ("testing.controls", "testing.nesting", "testing.streams", "testing.triggers"),
    ("testing.page",),
    ("testing.endpoint",),
    ("testing.harness",),
    ("testing",),
)
"""The modules of component-core below `component_framework`, lowest first."""

FUNCTION_IMPORTS: dict[tuple[str, str], str] = {
    ("adapters.django_renderer.renderer", "adapters.django_renderer.cotton"): "the extra `cotton`",
    ("templatetags.components", "adapters.django_renderer.cotton"): "the extra `cotton`",
    ("core.redis_broker", "redis"): "the extra `redis`, which most sites lack",
    ("core.redis_broker", "redis.asyncio"): "as above",
    ("core.redis_broker", "redis.asyncio.retry"): "as above",
    ("core.redis_broker", "redis.backoff"): "as above",
    ("core.redis_broker", "redis.retry"): "as above",
    ("core.redis_replies", "redis"): "as above",
    ("core.redis_replies", "redis.backoff"): "as above",
    ("core.redis_replies", "redis.retry"): "as above",
    ("core.signing", "cryptography.hazmat.primitives.ciphers.aead"): "the extra `crypto`, which most sites lack",
}
"""Imports inside a function, (module, what it imports), each with its reason."""


@dataclass(frozen=True)
class Import:
    """`module` imports `target` on `line`; names of ours are without the leading `component_framework.`."""

    module: str
    target: str
    line: int
    in_function: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def dotted(file: Path) -> str:
    """`core.errors` for the file that is imported as `component_framework.core.errors`."""
    parts = file.with_suffix("").parts
    below = parts[parts.index(TOP) + 1 :]
    return ".".join(below[:-1] if below[-1] == "__init__" else below)


FILES = {dotted(file): file for file in sorted(ROOT.glob(f"packages/*/src/{TOP}/**/*.py"))}
OWNER = {name: file.relative_to(ROOT / "packages").parts[0] for name, file in FILES.items()}
CORE = sorted(name for name, owner in OWNER.items() if owner == "component-core")


def imports_of(module: str) -> Iterator[Import]:
    """Every import of the module, also those inside functions and under TYPE_CHECKING."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = {id(child) for function in functions for child in ast.walk(function)}
    for node in ast.walk(tree):
        for target in targets(node, module):
            yield Import(module, target, getattr(node, "lineno", 0), id(node) in inner)


def targets(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (ours(alias.name) for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        source = ours(absolute(node, module))
        for alias in node.names:
            submodule = f"{source}.{alias.name}".removeprefix(f"{TOP}.")
            yield submodule if submodule in FILES else source


def absolute(node: ast.ImportFrom, module: str) -> str:
    """The full name of what `from … import` names, its leading dots resolved."""
    if node.level == 0:
        return node.module or ""
    package = f"{TOP}.{module}".split(".")
    up = node.level - (FILES[module].name == "__init__.py")
    return ".".join([*package[: len(package) - up], *([node.module] if node.module else [])])


def ours(name: str) -> str:
    return name.removeprefix(f"{TOP}.")


ALL_IMPORTS = [found for module in FILES for found in imports_of(module)]
OURS = [found for found in ALL_IMPORTS if found.target in FILES and found.target != found.module]


def test_every_module_of_the_core_has_its_layer() -> None:
    listed = [module for layer in LAYERS for module in layer]
    assert sorted(listed) == CORE, "LAYERS in tests/test_layers.py lists each module of component-core once"


@pytest.mark.parametrize("module", CORE)
def test_imports_inside_the_core_point_down(module: str) -> None:
    level = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    top = len(LAYERS)
    wrong = [
        str(found)
        for found in OURS
        if found.module == module and level.get(found.target, top) >= level.get(found.module, top)
    ]
    assert wrong == [], "import from a layer below, or move what both need into one"


@pytest.mark.parametrize("module", FILES)
def test_a_distribution_imports_itself_and_the_core_only(module: str) -> None:
    allowed = {"component-core", OWNER[module]}
    wrong = [str(found) for found in OURS if found.module == module and OWNER[found.target] not in allowed]
    assert wrong == [], "no adapter imports another: what two need belongs into component-core"


@pytest.mark.parametrize("module", FILES)
def test_modules_of_a_leaf_import_from_the_module_that_defines_the_name(module: str) -> None:
    leaves = {name for name, file in FILES.items() if file.name == "__init__.py"}
    wrong = [
        str(found)
        for found in OURS
        if found.module == module and found.target in leaves and found.module.startswith(f"{found.target}.")
    ]
    assert wrong == [], "inside a package import from the module that defines the name, never from the package itself"


def test_no_import_hides_in_a_function() -> None:
    hidden = {(found.module, found.target): found for found in ALL_IMPORTS if found.in_function}
    unexpected = [str(found) for key, found in hidden.items() if key not in FUNCTION_IMPORTS]
    assert unexpected == [], "import at the top; FUNCTION_IMPORTS lists what must wait, with the reason"
    assert set(FUNCTION_IMPORTS) <= set(hidden), "FUNCTION_IMPORTS lists an import that is gone"


def test_no_modules_import_each_other_in_a_circle() -> None:
    arrows = {module: {found.target for found in OURS if found.module == module} for module in FILES}
    while free := [module for module, wanted in arrows.items() if not wanted & arrows.keys()]:
        for module in free:
            del arrows[module]
    assert arrows == {}, f"these import each other: {sorted(arrows)}"
