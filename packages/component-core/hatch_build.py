"""Build hook: the wheel gets the browser client as one minified script, the sdist keeps the readable modules.

Pure Python and deterministic. The joiner knows the few forms of ES modules that the client uses and refuses every
other one by name, because a form it half understood would give a script that is wrong in the browser only.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import rjsmin
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # hatchling loads this file by its path

from hatch_names import check_globals, shorten, tidy

CLIENT = PurePosixPath("component_framework/core/client")
ENTRY = "live.js"

NAME = r"[A-Za-z_$][\w$]*"
NAMES = rf"\{{\s*(?:{NAME}\s*(?:,\s*{NAME}\s*)*,?)?\s*\}}"
IMPORT = re.compile(rf"import\s*(?:(?P<names>{NAMES})\s*from\s*)?(?P<path>[\"'][^\"']*[\"'])\s*;")
EXPORT_LIST = re.compile(rf"export\s*(?P<names>{NAMES})\s*;")
EXPORT_DECLARATION = re.compile(r"export\s+(?=(?:const|let|var|class|function|async\s+function)\b)")
DECLARATION = re.compile(
    rf"(?P<kind>class|(?:async\s+)?function\s*\*?)\s*(?P<name>{NAME})|(?P<binding>const|let|var)\b(?P<rest>[^;]*)"
)
STATEMENT = re.compile(r"\b(?<![.$])(?:import|export|class|function|async\s+function|const|let|var)\b")
REGEX_MAY_FOLLOW = re.compile(
    r"(?:^|[-+*/%=<>!&|^~?:;,.(\[{}]|\b(?:return|typeof|case|in|of|do|else|void|delete|await))\s*$"
)


class ClientBuildHook(BuildHookInterface):
    """Puts `live.min.js` and the minified `late/*.js` into a wheel. Editable installs serve the modules themselves."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self.scratch = tempfile.TemporaryDirectory()
        for name, script in build_client(Path(self.root, "src", CLIENT)).items():
            file = Path(self.scratch.name, name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(script, encoding="utf-8", newline="\n")
            build_data["force_include"][str(file)] = str(CLIENT / name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.scratch.cleanup()


class ClientError(Exception):
    """The client's modules are not of the kind that can be joined; the message names the file and line."""


def build_client(folder: Path) -> dict[str, str]:
    """The wheel's scripts by name: `live.min.js`, and each part under `late/` by its own name."""
    if not (folder / ENTRY).is_file():
        raise ClientError(f"{folder / ENTRY} is missing: the wheel would carry no browser client")
    modules = {file.name: Module(file.name, file.read_text("utf-8")) for file in sorted(folder.glob("*.js"))}
    late = {f"late/{file.name}": file.read_text("utf-8") for file in sorted(folder.glob("late/*.js"))}
    for name, source in late.items():
        if statement := Module(name, source, joined=False).imports:
            raise ClientError(f"{name} imports {sorted(statement)}: a part loaded on use stands alone")
    try:
        check_globals({name: (mask(module.body), module.imported) for name, module in modules.items()})
    except ValueError as error:
        raise ClientError(str(error)) from None
    outer = {name for module in modules.values() for name in module.declared}
    body = join(modules)
    live = f'(() => {{\n"use strict";\n{shorten(body, mask(body), outer)}\n}})();\n'
    return {"live.min.js": minify(live), **{name: minify(source) for name, source in late.items()}}


def minify(source: str) -> str:
    script = str(rjsmin.jsmin(source)).strip()
    return tidy(script, mask(script)) + "\n"


def join(modules: dict[str, Module]) -> str:
    """The modules one after the other, each after those it imports, without its import and export."""
    order = import_order(modules)
    if unused := sorted(set(modules) - set(order)):
        raise ClientError(f"nothing that {ENTRY} imports leads to {unused}: import them, or move them to late/")
    owner: dict[str, str] = {}
    for name in order:
        for declared in modules[name].declared:
            if declared in owner:
                raise ClientError(f"{name} and {owner[declared]} both declare {declared!r} at top level: rename one")
            owner[declared] = name
        for path, names in modules[name].imports.items():
            if missing := sorted(names - modules[path].exports):
                raise ClientError(
                    f"{name} imports {missing} from ./{path}, which exports {sorted(modules[path].exports)}"
                )
    return "\n".join(modules[name].body for name in order)


def import_order(modules: dict[str, Module]) -> list[str]:
    """Names of the modules that `live.js` needs and itself, in the order in which a browser would run them."""
    order: list[str] = []

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in order:
            return
        if name in trail:
            raise ClientError(f"import cycle: {' -> '.join([*trail, name])}")
        if name not in modules:
            raise ClientError(f"{trail[-1]} imports ./{name}, which is not in the client's folder")
        for path in modules[name].imports:
            visit(path, (*trail, name))
        order.append(name)

    visit(ENTRY, ())
    return order


class Module:
    """One ES module taken apart: `imports` (file name to names), `exports`, `declared`, and the `body` without them."""

    def __init__(self, name: str, source: str, *, joined: bool = True) -> None:
        self.name, self.source = name, source
        self.imports: dict[str, set[str]] = {}
        self.exports: set[str] = set()
        self.declared: list[str] = []
        self.body = ""
        code = mask(source)
        if joined and (meta := re.search(r"\bimport\s*\.\s*meta\b", code)):
            self.refuse(meta.start(), "import.meta does not exist in a plain script")
        self._read(code, top_level(code))
        if unknown := sorted(self.exports - set(self.declared) if joined else ()):
            raise ClientError(f"{name} exports {unknown} without declaring them")

    @property
    def imported(self) -> set[str]:
        return set().union(*self.imports.values())

    def refuse(self, position: int, why: str) -> NoReturn:
        line = self.source.count("\n", 0, position) + 1
        text = self.source.splitlines()[line - 1].strip()
        raise ClientError(f"{self.name}:{line}: {text!r}: {why}")

    def _read(self, code: str, flat: str) -> None:
        kept, end = [], 0
        for found in STATEMENT.finditer(flat):
            start = found.start()
            if start < end or re.match(r"import\s*\(", code[start:]):
                continue
            if found[0] in ("import", "export"):
                kept.append(self.source[end:start])
                end = self._import(start) if found[0] == "import" else self._export(start, flat)
            else:
                self._declare(start, flat)
        self.body = "".join([*kept, self.source[end:]]).strip()

    def _import(self, start: int) -> int:
        found = IMPORT.match(self.source, start)
        if found is None:
            self.refuse(start, 'only `import { a, b } from "./file.js";` and `import "./file.js";` can be joined')
        path = found["path"][1:-1]
        if not re.fullmatch(r"\./[\w-]+\.js", path):
            self.refuse(start, f"{path!r} is no file beside it: write ./file.js")
        self.imports.setdefault(path[2:], set()).update(re.findall(NAME, found["names"] or ""))
        return found.end()

    def _export(self, start: int, flat: str) -> int:
        if found := EXPORT_LIST.match(self.source, start):
            self.exports.update(re.findall(NAME, found["names"]))
            return found.end()
        if found := EXPORT_DECLARATION.match(self.source, start):
            self.exports.update(self._declare(found.end(), flat))
            return found.end()
        return self.refuse(
            start, "only `export { a, b };` and export before const, let, class or function can be joined"
        )

    def _declare(self, start: int, flat: str) -> list[str]:
        found = DECLARATION.match(flat, start)
        if found is None:
            return []  # a function or class expression: it declares nothing here
        if found["binding"]:
            parts = [re.match(rf"\s*({NAME})\s*(?:=(?!=)|$)", part) for part in found["rest"].split(",")]
            names = [part[1] for part in parts if part]
            if len(names) < len(parts):
                self.refuse(start, "declare plain names at top level and end with a semicolon")
        else:
            names = [found["name"]]
        self.declared.extend(name for name in names if name not in self.declared)
        return names


def mask(source: str) -> str:
    """The source with comments and the insides of strings, templates and regular expressions as blanks, same length."""
    out, at, templates = list(source), 0, [0]  # templates: depth of braces in each open ${…}
    while at < len(source):
        here = source[at]
        end = at + 1
        if source.startswith("//", at):
            end = source.find("\n", at) % (len(source) + 1)
        elif source.startswith("/*", at):
            end = source.index("*/", at) + 2
        elif here in "\"'":
            end = closing(source, at + 1, here)
        elif here == "/" and REGEX_MAY_FOLLOW.search("".join(out[max(0, at - 80) : at])):
            end = closing(source, at + 1, "/")
            end += len(source[end:]) - len(source[end:].lstrip("dgimsuvy"))
        elif here == "`" or (here == "}" and len(templates) > 1 and templates[-1] == 0):
            end = closing(source, at + 1, "`")
            if here == "}":
                templates.pop()
            if source[end - 1] == "{":
                templates.append(0)
        elif here in "{}":
            templates[-1] += 1 if here == "{" else -1
        if end > at + 1:
            out[at:end] = [char if char == "\n" else " " for char in source[at:end]]
            out[at] = out[at] if source.startswith(("//", "/*"), at) else '"'
        at = end
    return "".join(out)


def closing(source: str, at: int, quote: str) -> int:
    """The place after the closing quote; after `${` in a template that opens one; `/` inside `[…]` closes nothing."""
    in_class = False
    while at < len(source):
        if source[at] == "\\":
            at += 1
        elif quote == "/" and source[at] in "[]":
            in_class = source[at] == "["
        elif quote == "`" and source.startswith("${", at):
            return at + 2
        elif source[at] == quote and not in_class:
            return at + 1
        at += 1
    raise ClientError(f"no closing {quote} after {source[:at][-60:]!r}")


def top_level(code: str) -> str:
    """Masked code with everything inside brackets as blanks, same length."""
    out, depth = [], 0
    for char in code:
        depth -= char in ")]}"
        out.append(char if depth == 0 or char == "\n" else " ")
        depth += char in "([{"
    return "".join(out)
