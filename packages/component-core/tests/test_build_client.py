"""The build hook's joiner, on made-up modules. The script it makes of the real ones runs in the browser tests."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HOOK = Path(__file__).resolve().parents[1] / "hatch_build.py"


def load_hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hook = load_hook()


def joined(**sources: str) -> str:
    """What `join` makes of modules given as `live="…"`."""
    return str(hook.join({f"{name}.js": hook.Module(f"{name}.js", source) for name, source in sources.items()}))


def test_a_module_stands_after_those_that_it_imports() -> None:
    script = joined(
        live='import { b } from "./b.js";\nimport { a } from "./a.js";\nb(a);',
        a="export const a = 1;",
        b='import { a } from "./a.js";\nexport function b(x) { return x + a; }',
    )
    assert script == "const a = 1;\nfunction b(x) { return x + a; }\nb(a);"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("export const a = 1;", "const a = 1;"),
        ("export let a, b = f(1, 2);", "let a, b = f(1, 2);"),
        ("export class A { export() {} }", "class A { export() {} }"),
        ("export async function a() {}", "async function a() {}"),
        ("export function* a() {}", "function* a() {}"),
        ("const a = 1, b = {};\nexport {\n  a,\n  b,\n};", "const a = 1, b = {};"),
        ('import "./other.js";\nstart();', "start();"),
        ('import {\n  x,\n  y,\n} from "./other.js";\nx(y);', "x(y);"),
        ("const load = (url) => import(url);", "const load = (url) => import(url);"),
    ],
)
def test_import_and_export_are_taken_off(source: str, left: str) -> None:
    other = "export const x = 1, y = 2;"
    script = joined(live=source, other=other) if "./other.js" in source else joined(live=source)
    assert script.removeprefix("const x = 1, y = 2;\n") == left


@pytest.mark.parametrize(
    "source",
    [
        "// import x from 'y'\n/* export default 1 */",
        'const a = "export default 1; {";',
        "const a = 'it\\'s { import x';",
        "const a = `export default ${ f(`import { ${b} }`) } {`;",
        "const a = /[/'{]export default\\//g;",
        "const a = 1 / 2; const b = 3 / 4;",
        "const a = list.map((x) => x / 2) / /{/.exec(b).index;",
        "function f() {\n  const export_ = 1;\n  const a = 2;\n}\nfunction g() {\n  const a = 3;\n}",
        "a.import(b.export, c.default);",
    ],
)
def test_what_only_looks_like_a_module_statement_stays(source: str) -> None:
    assert joined(live=source) == source.strip()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("export default function a() {}", "can be joined"),
        ("const a = 1;\nexport { a as b };", r"live\.js:2: .*can be joined"),
        ('export * from "./other.js";', "can be joined"),
        ('export { x } from "./other.js";', "can be joined"),
        ("export const { a } = window;", "plain names"),
        ("export { ghost };", "without declaring"),
        ('import x from "./other.js";', "can be joined"),
        ('import * as x from "./other.js";', "can be joined"),
        ('import { x as y } from "./other.js";', "can be joined"),
        ('import { x } from "./other.js" with { type: "json" };', "can be joined"),
        ('import { x } from "other";', "no file beside it"),
        ('import { x } from "../other.js";', "no file beside it"),
        ('import { missing } from "./other.js";', r"imports \['missing'\] from \./other\.js, which exports \['x'\]"),
        ('import { x } from "./nowhere.js";', r"imports \./nowhere\.js, which is not in the client's folder"),
        ("const here = import.meta.url;", "import.meta"),
        ("const { a, b } = window;", "plain names"),
        ('import { x } from "./other.js";\nconst x = 2;', r"live\.js and other\.js both declare 'x'"),
        ('import { x } from "./other.js";\nclass x {}', r"live\.js and other\.js both declare 'x'"),
        ("start();", r"nothing that live\.js imports leads to \['other\.js'\]"),
        ('const a = "never closed;', "no closing"),
    ],
)
def test_what_the_joiner_does_not_know_is_refused_by_name(source: str, why: str) -> None:
    with pytest.raises(hook.ClientError, match=why):
        joined(live=source, other="export const x = 1;")


def test_modules_that_import_each_other_are_refused() -> None:
    with pytest.raises(hook.ClientError, match=r"import cycle: live\.js -> a\.js -> live\.js"):
        joined(
            live='import { a } from "./a.js";\nexport const b = 1;',
            a='import { b } from "./live.js";\nexport const a = 1;',
        )


def write(folder: Path, **sources: str) -> Path:
    (folder / "late").mkdir()
    for name, source in sources.items():
        (folder / f"{name.replace('__', '/')}.js").write_text(source)
    return folder


def test_the_wheel_gets_one_minified_script_and_each_late_part(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        live='// the entry\nimport { double } from "./math.js";\nconsole.log(double(`a  b`, / +/));',
        math="/** Twice. */\nexport const double = (text) => text + text;",
        late__upload="// a part\nexport const upload = 1;",
    )
    assert hook.build_client(folder) == {
        "live.min.js": '(()=>{"use strict";let A=a=>a+a;console.log(A(`a  b`,/ +/))})();\n',
        "late/upload.js": "export let upload=1;\n",
    }


def test_two_builds_are_equal_byte_for_byte(tmp_path: Path) -> None:
    folder = write(
        tmp_path, live='import "./b.js";\nimport "./a.js";', a="a();", b="b();", late__z="z();", late__y="y();"
    )
    assert list(hook.build_client(folder).items()) == list(hook.build_client(folder).items())


def test_a_late_part_that_imports_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, live="export const a = 1;", late__part='import { a } from "./live.js";')
    with pytest.raises(hook.ClientError, match=r"late/part\.js imports \['live\.js'\]"):
        hook.build_client(folder)


def test_a_client_without_its_entry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(hook.ClientError, match=r"live\.js is missing"):
        hook.build_client(tmp_path)
