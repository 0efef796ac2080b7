"""Short names in the joined client: variables get them, properties and all that is the browser's do not."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import hatch_build
import hatch_names


def shortened(source: str) -> str:
    module = hatch_build.Module("live.js", source)
    return hatch_names.shorten(module.body, hatch_build.mask(module.body), set(module.declared))


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ("const count = 1; use(count);", "const A = 1; use(A);"),
        ("function add(one, two) { return one + two; }", "function A(a, b) { return a + b; }"),
        ("const add = (one, two = document) => one + two;", "const A = (a, b = document) => a + b;"),
        ("const twice = (text) => `${text} text ${text}`;", "const A = (a) => `${a} text ${a}`;"),
        ("const f = ({ name, size: wide }) => name + wide;", "const A = ({ name:a, size: b }) => a + b;"),
        ("const f = ({ name = 5 }) => ({ name, f });", "const A = ({ name:a = 5 }) => ({ name:a, f:A });"),
        ("const f = (one) => one.one?.one[one];", "const A = (a) => a.one?.one[a];"),
        (
            "const f = (one) => (one ? one : { one: one, two() {} });",
            "const A = (a) => (a ? a : { one: a, two() {} });",
        ),
        ("const f = (x) => x.catch(console.error);", "const A = (a) => a.catch(console.error);"),
        ("try { go(); } catch (error) { report(error); }", "try { go(); } catch (a) { report(a); }"),
        ("for (const [one, two] of all) go(one, two);", "for (const [a, b] of all) go(a, b);"),
        ("for (let i = 0, end = 5; i < end; i++) go(i);", "for (let a = 0, b = 5; a < b; a++) go(a);"),
        ("const f = (one) => /one/gi.test(one);", "const A = (a) => /one/gi.test(a);"),
        ("const spread = (...all) => [...all, { ...all }];", "const A = (...a) => [...a, { ...a }];"),
        (
            "class Box { size = 1; grow(by) { this.size += by; } async wait() {} }\nnew Box().grow();",
            "class A { size = 1; grow(a) { this.size += a; } async wait() {} }\nnew A().grow();",
        ),
        (
            "class Box { seen = 1; one(x, y) { return f(x, y); } two(z) { if (z) { z(); } else f(); return z; } }",
            "class A { seen = 1; one(a, b) { return f(a, b); } two(a) { if (a) { a(); } else f(); return a; } }",
        ),
        (
            "const f = (x) => { try { g(x); } catch { h(x); } finally { x(); } };",
            "const A = (a) => { try { g(a); } catch { h(a); } finally { a(); } };",
        ),
        ("class Box { get size() { return f(this); } }", "class A { get size() { return f(this); } }"),
        ("const f = (get) => get.call(f);", "const A = (a) => a.call(A);"),
        ("const { log } = console;", None),
    ],
)
def test_variables_get_short_names_and_properties_keep_theirs(source: str, short: str | None) -> None:
    if short is None:
        with pytest.raises(hatch_build.ClientError, match="plain names"):
            shortened(source)
    else:
        assert shortened(source) == short


def test_each_statement_begins_its_own_names_anew() -> None:
    source = "const one = (x, y) => x - y;\nfunction two(z) { return one(z, 1); }"
    assert shortened(source) == "const A = (a, b) => a - b;\nfunction B(a) { return A(a, 1); }"


def test_a_short_name_is_none_that_the_script_uses_otherwise() -> None:
    assert shortened("const f = (one) => a + one + A;") == "const B = (b) => a + b + A;"


def test_a_name_that_is_the_browsers_in_another_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "live.js").write_text('import { f } from "./other.js";\nlocation.assign(f());')
    (tmp_path / "other.js").write_text("export const f = (location) => location;")
    with pytest.raises(hatch_build.ClientError, match=r"other\.js declares 'location', which live\.js takes"):
        hatch_build.build_client(tmp_path)


@pytest.mark.parametrize(
    ("script", "tidied"),
    [
        ("a=>{b();c=1;}", "a=>{b();c=1}"),
        ("const a=1;const{b}=a;f();const c=2;", "let a=1,{b}=a;f();let c=2;"),
        ("const a=b=>{const c=1;return c};const d=2;", "let a=b=>{let c=1;return c},d=2;"),
        ("const a=(b)+1;const c=[d]+1;const e=1;", "let a=(b)+1,c=[d]+1,e=1;"),
        ("function a(){}const b=1;if(b){}const c=1;", "function a(){}let b=1;if(b){}let c=1;"),
        ("for(const a of b)f(a);const c=1;", "for(let a of b)f(a);let c=1;"),
        ("let a=1;const b=2;", "let a=1;let b=2;"),
        ("a=>{if(b)c();}", "a=>{if(b)c()}"),
        ("f=()=>{return(a)=>b}", "f=()=>{return(a)=>b}"),
        ("()=>{while(a());}", "()=>{while(a());}"),
        ('f(";}")', 'f(";}")'),
        ("(a)=>(b,c)=>(...d)=>({e})=>1", "a=>(b,c)=>(...d)=>({e})=>1"),
        ("f(a,[b,],{c,},)", "f(a,[b],{c})"),
        ("[,];[a,,]", "[,];[a,,]"),
        ("f({true:true,a:false});a.true", "f({true:!0,a:!1});a.true"),
        ('f("true,)")', 'f("true,)")'),
    ],
)
def test_a_script_is_tidied_where_that_means_the_same(script: str, tidied: str) -> None:
    assert hatch_names.tidy(script, hatch_build.mask(script)) == tidied
