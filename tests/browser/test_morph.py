"""An update makes the page equal to the server's HTML, and leaves alone what the user and page scripts are doing.

Each case: the page before, what the user or a script does, the server's HTML after, and what then holds; `R` is the
root. Every case runs with `moveBefore` and, as in older browsers, without.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from browser.morph_kinds import KINDS
from browser.morph_page import FOCUS, HARNESS, HEAD, ROWS, STYLE, Act, Case, both, filled, root, rows, script, typed
from playwright.sync_api import Page

# `make fuzz-morph` tries more pairs of random trees, from other seeds.
SEEDS = [int(seed) for seed in os.environ.get("FUZZ_SEEDS", "1 2").split()]
PAIRS = int(os.environ.get("FUZZ_PAIRS", "1500"))

CASES: dict[str, Case] = {
    # what the user types
    "focus and caret stay beside a change": (
        root('<p>1</p><input name="q" value="">'),
        typed("input", "abcd", back=2),
        root('<p>2</p><input name="q" value="">'),
        FOCUS,
        ["q", "abcd", 2],
    ),
    "focus stays when a control is inserted before": (
        root('<input name="a" value=""><input name="b" value="">'),
        both(filled("[name=a]", "aaa"), typed("[name=b]", "bb")),
        root('<input name="new" value=""><input name="a" value=""><input name="b" value="">'),
        "[document.activeElement.name, ...[...R.children].map(one => one.value)]",
        ["b", "", "aaa", "bb"],
    ),
    "focus stays in a keyed row that moves to the top": (
        root('<li data-key="1"><input name="t"></li><li data-key="2"><input name="t"></li>', "ul"),
        typed("[data-key='2'] input", "xyz", back=1),
        root('<li data-key="2"><input name="t"></li><li data-key="1"><input name="t"></li>', "ul"),
        f"[R.firstChild.contains(document.activeElement), ...{FOCUS}]",
        [True, "t", "xyz", 2],
    ),
    "focus and text stay when a wrapper comes round the control": (
        root('<input id="q" name="q">'),
        typed("input", "ab"),
        root('<div class="w"><input id="q" name="q"></div><p>e</p>'),
        f"[R.firstChild.className, ...{FOCUS}]",
        ["w", "q", "ab", 2],
    ),
    "unsaved text stays while the server's value stays": (
        root('<p>1</p><input name="a" value="server">'),
        filled("input", "typed"),
        root('<p>2</p><input name="a" value="server">'),
        "R.querySelector('input').value",
        "typed",
    ),
    "unsaved text stays in a control without a value": (
        root('<p>1</p><input name="a">'),
        filled("input", "typed"),
        root('<p>2</p><input name="a" class="x">'),
        "R.querySelector('input').value",
        "typed",
    ),
    "a changed value wins over text from before the message": (
        root('<input name="a" value="1">'),
        filled("input", "12"),
        root('<input name="a" value="012">'),
        "R.querySelector('input').value",
        "012",
    ),
    "text typed after the message left wins over a changed value": (
        root('<input name="a" value="1">'),
        both(typed("input", "2"), script("leave()"), typed("input", "3")),
        root('<input name="a" value="12">'),
        f"[...{FOCUS}, R.querySelector('input').defaultValue]",
        ["a", "123", 3, "12"],
    ),
    "the caret stays when the server changes the text": (
        root('<input name="a" value="">'),
        typed("input", "abcd", back=2),
        root('<input name="a" value="ABCD">'),
        FOCUS,
        ["a", "ABCD", 2],
    ),
    "a number control takes the server's value": (
        root('<input type="number" name="n" value="1" max="9">'),
        typed("input", "5"),
        root('<input type="number" name="n" value="12" max="20">'),
        "R.querySelector('input').value",
        "12",
    ),
    "unsaved text of a textarea stays": (
        root("<p>1</p><textarea name='a'>server</textarea>"),
        filled("textarea", "typed"),
        root("<p>2</p><textarea name='a'>server</textarea>"),
        "R.querySelector('textarea').value",
        "typed",
    ),
    "a textarea takes the server's changed text": (
        root("<textarea name='a'>server</textarea>"),
        filled("textarea", "typed"),
        root("<textarea name='a'>changed</textarea>"),
        "R.querySelector('textarea').value",
        "changed",
    ),
    "a textarea keeps what was typed after the message left": (
        root("<textarea name='a'>1</textarea>"),
        both(script("leave()"), typed("textarea", "2")),
        root("<textarea name='a'>changed</textarea>"),
        "R.querySelector('textarea').value",
        "12",
    ),
    "an editable text stays while the server's stays": (
        root("<p>1</p><div contenteditable>server</div>"),
        typed("[contenteditable]", "X"),
        root("<p>2</p><div contenteditable>server</div>"),
        "R.querySelector('[contenteditable]').textContent",
        "serverX",
    ),
    "an editable text takes the server's change": (
        root("<div contenteditable>server</div>"),
        typed("[contenteditable]", "X"),
        root("<div contenteditable><b>new</b></div>"),
        "R.querySelector('[contenteditable]').innerHTML",
        "<b>new</b>",
    ),
    # what the user picks
    "a tick stays while the server's stays": (
        root('<p>1</p><input type="checkbox" name="a">'),
        lambda page: page.locator("input").click(),
        root('<p>2</p><input type="checkbox" name="a">'),
        "R.querySelector('input').checked",
        True,
    ),
    "a tick that the server confirmed can be unticked by it": (
        root('<input type="checkbox" name="a">'),
        lambda page: page.locator("input").click(),
        [root('<input type="checkbox" name="a" checked>'), root('<input type="checkbox" name="a">')],
        "R.querySelector('input').checked",
        False,
    ),
    "a tick stays when only the box's value changes": (
        root('<input type="checkbox" name="a" value="1">'),
        lambda page: page.locator("input").click(),
        root('<input type="checkbox" name="b" value="2" id="new"><input type="checkbox" name="a" value="1" class="x">'),
        "[...R.children].map(box => box.checked)",
        [False, True],
    ),
    "a picked radio stays while the server's stays": (
        root('<p>1</p><input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">'),
        lambda page: page.locator("[value='2']").click(),
        root('<p>2</p><input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">'),
        "R.querySelector(':checked').value",
        "2",
    ),
    "a radio picked after the message left stays against the server's": (
        root("".join(f'<input type="radio" name="r" value="{i}"{" checked" * (i == 1)}>' for i in (1, 2, 3))),
        both(script("leave()"), lambda page: page.locator("[value='2']").click()),
        root("".join(f'<input type="radio" name="r" value="{i}"{" checked" * (i == 3)}>' for i in (1, 2, 3))),
        "R.querySelector(':checked').value",
        "2",
    ),
    "a picked option stays while the server's stays": (
        root('<p>1</p><select name="s"><option selected>1<option>2</select>'),
        lambda page: page.locator("select").select_option("2"),
        root('<p>2</p><select name="s"><option selected>1<option>2</select>'),
        "R.querySelector('select').value",
        "2",
    ),
    "a picked option stays when the options change": (
        root('<select name="s"><option value="1" selected>1<option value="2">2</select>'),
        lambda page: page.locator("select").select_option("2"),
        root('<select name="s"><option value="0">0<option value="2">zwei<option value="1" selected>1</select>'),
        "R.querySelector('select').value",
        "2",
    ),
    "the server's changed option wins": (
        root('<select name="s"><option selected>1<option>2<option>3</select>'),
        lambda page: page.locator("select").select_option("2"),
        root('<select name="s"><option>1<option>2<option selected>3</select>'),
        "R.querySelector('select').value",
        "3",
    ),
    "an option picked after the message left stays": (
        root('<select name="s"><option selected>1<option>2<option>3</select>'),
        both(script("leave()"), lambda page: page.locator("select").select_option("2")),
        root('<select name="s"><option>1<option>2<option selected>3</select>'),
        "R.querySelector('select').value",
        "2",
    ),
    "several picked options stay when the options change": (
        root('<select name="s" multiple><option>1<option>2<option>3</select>'),
        lambda page: page.locator("select").select_option(["1", "3"]),
        root('<select name="s" multiple><option>3<option>1<option>4</select>'),
        "Array.from(R.querySelector('select').selectedOptions, option => option.text)",
        ["3", "1"],
    ),
    "the server can clear several picked options": (
        root('<select name="s" multiple><option selected>1<option>2</select>'),
        lambda page: page.locator("select").select_option(["1", "2"]),
        root('<select name="s" multiple><option>1<option>2</select>'),
        "R.querySelector('select').selectedOptions.length",
        0,
    ),
    "a chosen file stays": (
        root('<p>1</p><input type="file" name="f">'),
        lambda page: page.locator("input").set_input_files(__file__),
        root('<p>2</p><input type="file" name="f" class="x">'),
        "R.querySelector('input').files.length",
        1,
    ),
    # what is open or scrolled
    "an inner scroll position stays when a row is appended": (
        root('<div class="box">' + "<p>x</p>" * 20 + "</div>"),
        script("R.firstChild.scrollTop = 100"),
        root('<div class="box">' + "<p>x</p>" * 21 + "</div>"),
        "R.firstChild.scrollTop",
        100,
    ),
    "an opened <details> stays open": (
        root("<details><summary>s</summary>1</details>"),
        lambda page: page.locator("summary").click(),
        root("<details><summary>s</summary>2</details>"),
        "[R.firstChild.open, R.firstChild.lastChild.data]",
        [True, "2"],
    ),
    "the server can close a <details> that it had opened": (
        root("<details open><summary>s</summary>1</details>"),
        script("R.firstChild.className = 'x'"),
        root("<details><summary>s</summary>2</details>"),
        "[R.firstChild.open, R.firstChild.className]",
        [False, "x"],
    ),
    "a modal <dialog> stays modal": (
        root("<dialog>1</dialog>"),
        script("R.firstChild.showModal()"),
        root("<dialog>2</dialog>"),
        "[R.firstChild.matches(':modal'), R.firstChild.textContent]",
        [True, "2"],
    ),
    "a shown popover stays shown": (
        root("<div popover>1</div>"),
        script("R.firstChild.showPopover()"),
        root("<div popover>2</div>"),
        "[R.firstChild.matches(':popover-open'), R.firstChild.textContent]",
        [True, "2"],
    ),
    # what page scripts did
    "a style set by a script stays": (
        root("<p>1</p><b>1</b>"),
        script("R.firstChild.style.height = '77px'"),
        root("<p>1</p><b>2</b>"),
        "R.firstChild.style.height",
        "77px",
    ),
    "a class added by a script stays beside the server's other changes": (
        root('<p class="a" title="1">1</p>'),
        script("R.firstChild.classList.add('on')"),
        [root('<p class="a" title="2">2</p>'), root('<p class="a" title="3">3</p>')],
        "[R.firstChild.className, R.firstChild.title]",
        ["a on", "3"],
    ),
    "the server's changed class wins over a script's": (
        root('<p class="a">1</p>'),
        script("R.firstChild.classList.add('on')"),
        root('<p class="b">1</p>'),
        "R.firstChild.className",
        "b",
    ),
    "an attribute that server and script changed alike is the server's again": (
        root('<p class="a">1</p>'),
        script("R.firstChild.className = 'b'"),
        [root('<p class="b">1</p>'), root('<p class="a">1</p>')],
        "R.firstChild.className",
        "a",
    ),
    "an attribute that a script removed stays away": (
        root("<p hidden>1</p>"),
        script("R.firstChild.hidden = false"),
        root("<p hidden>2</p>"),
        "[R.firstChild.hidden, R.firstChild.textContent]",
        [False, "2"],
    ),
    "an element added by a script stays": (
        root('<input name="d"><p>1</p>'),
        script("R.firstChild.after(Object.assign(document.createElement('i'), { textContent: 'calendar' }))"),
        [root('<input name="d"><p>2</p>'), root('<b>new</b><input name="d"><p>3</p>')],
        "Array.from(R.children, one => one.localName + one.textContent)",
        ["bnew", "input", "icalendar", "p3"],
    ),
    "rows that a script only moved follow the server's order": (
        root(rows(range(3)), "ul"),
        script(f"{ROWS}; R.append(R.firstChild)"),
        root(rows(range(3)) + '<li id="r3">3</li>', "ul"),
        "[R.textContent, rows.every(row => R.contains(row))]",
        ["0123", True],
    ),
    "a page translated in the browser shows the server's new text": (
        root("<p>one</p>"),
        script("""const font = document.createElement("font"); font.append("eins");
            R.firstChild.firstChild.replaceWith(font)"""),
        root("<p>two</p>"),
        "R.textContent",
        "two",
    ),
    "a password made visible by a script keeps its text": (
        root('<input type="password" name="p"><p>1</p>'),
        both(filled("input", "secret"), script("R.firstChild.type = 'text'")),
        root('<input type="password" name="p"><p>2</p>'),
        "[R.firstChild.type, R.firstChild.value]",
        ["text", "secret"],
    ),
    "an ignored element keeps its content and takes data attributes": (
        root('<div data-live-ignore data-at="1" class="a"></div><p>1</p>'),
        script("R.firstChild.append('map')"),
        root('<div data-live-ignore data-at="2" class="b">x</div><p>2</p>'),
        "[R.firstChild.textContent, R.firstChild.dataset.at, R.firstChild.className, R.lastChild.textContent]",
        ["map", "2", "a", "2"],
    ),
    "an element with ignored children takes all attributes": (
        root('<div data-live-ignore="children" class="a"></div>'),
        script("R.firstChild.append('map')"),
        root('<div data-live-ignore="children" class="b">x</div>'),
        "[R.firstChild.textContent, R.firstChild.className]",
        ["map", "b"],
    ),
    # elements with a life of their own
    "a custom element stays the same and connected": (
        root('<p>1</p><x-probe a="1"></x-probe>'),
        script("window.probe = R.lastChild; probe.constructor.log.length = 0"),
        root('<p>2</p><x-probe a="2"></x-probe>'),
        "[R.lastChild === probe, probe.getAttribute('a'), probe.constructor.log.join()]",
        [True, "2", ""],
    ),
    "a custom element that the server sends empty keeps what it made": (
        root('<x-made class="a"></x-made>'),
        script("0"),
        root('<x-made class="b"></x-made>'),
        "R.innerHTML",
        '<x-made class="b">made by itself</x-made>',
    ),
    "a frame is not loaded again": (
        root('<p>1</p><iframe srcdoc="<p>hi"></iframe>'),
        script("R.lastChild.contentWindow.mark = 1"),
        root('<p>2</p><iframe srcdoc="<p>hi"></iframe>'),
        "R.lastChild.contentWindow.mark",
        1,
    ),
    "a frame's content changes under Trusted Types": (
        root('<iframe srcdoc="<p>1"></iframe>'),
        script("window.frame = R.firstChild"),
        root('<iframe srcdoc="<p>2"></iframe>'),
        "[R.firstChild === frame, frame.srcdoc]",
        [True, "<p>2"],
    ),
    "a namespaced attribute of a drawing changes": (
        root('<svg viewBox="0 0 1 1"><use xlink:href="#a"></use></svg>'),
        script("window.use = R.querySelector('use')"),
        root('<svg viewBox="0 0 2 2"><use xlink:href="#b"></use></svg>'),
        "[R.querySelector('use') === use, use.href.baseVal, R.firstChild.viewBox.baseVal.width]",
        [True, "#b", 2],
    ),
    "a group comes round a part of a drawing that stays": (
        root('<svg><path id="p" d="M0 0"></path></svg>'),
        script("window.path = R.querySelector('path')"),
        root('<svg><g><path id="p" d="M0 0"></path></g></svg>'),
        "[R.querySelector('path') === path, path.parentNode instanceof SVGGElement]",
        [True, True],
    ),
    "the content of a <template> changes": (
        root("<template><p>1</p></template>"),
        script("0"),
        root("<template><p>2</p></template>"),
        "R.innerHTML",
        "<template><p>2</p></template>",
    ),
    "an attribute with a name that only parsers allow changes": (
        root('<button @click="a">1</button>'),
        script("0"),
        root('<button @click="b" :x[y]="c">1</button>'),
        "[R.firstChild.getAttribute('@click'), R.firstChild.getAttribute(':x[y]')]",
        ["b", "c"],
    ),
    "a script that arrives does not run": (
        root("<p>1</p><script></script>"),
        script("0"),
        root("<p>2</p><script>window.ran = 1</script><script src='/none.js'></script>"),
        "[window.ran ?? null, R.querySelectorAll('script').length]",
        [None, 2],
    ),
    "data in a script element changes": (
        root('<script type="application/json">1</script>'),
        script("0"),
        root('<script type="application/json">2</script>'),
        "R.firstChild.textContent",
        "2",
    ),
    # lists
    "rows stay the same when the first one goes": (
        root(rows(range(6)), "ul"),
        script(ROWS),
        root(rows(range(1, 6)), "ul"),
        "[...R.children].every((row, i) => row === rows[i + 1])",
        True,
    ),
    "rows stay the same when their order is reversed": (
        root(rows(range(6), "data-key"), "ul"),
        script(ROWS),
        root(rows([5, 4, 3, 2, 1, 0], "data-key"), "ul"),
        "[...R.children].every((row, i) => row === rows[5 - i])",
        True,
    ),
    "rows with the same key are all shown": (
        root(rows([1, 1], "data-key"), "ul"),
        script("0"),
        root(rows([1, 2, 1, 1], "data-key"), "ul"),
        "R.textContent",
        "1211",
    ),
    "an element with an id moves to another parent with its typed text": (
        root('<section><div id="card"><input></div></section><section></section>'),
        both(filled("input", "typed"), script("window.card = R.querySelector('#card')")),
        root('<section></section><section><div id="card"><input></div></section>'),
        "[R.lastChild.firstChild === card, card.firstChild.value]",
        [True, "typed"],
    ),
    "two elements with ids change places inside out": (
        root('<div id="a">1<div id="b">2<input name="t"></div></div>'),
        both(filled("input", "typed"), script("window.nodes = ['a', 'b'].map(id => document.getElementById(id))")),
        root('<div id="b">2<input name="t"><div id="a">1</div></div>'),
        "[R.firstChild === nodes[1], R.firstChild.lastChild === nodes[0], R.textContent, nodes[1].children[0].value]",
        [True, True, "21", "typed"],
    ),
    "controls with the same name in several forms stay with their forms": (
        root('<form><input name="q" value="1"></form><form><input name="q" value="2"></form>'),
        script("window.controls = [...R.querySelectorAll('input')]"),
        root('<form><input name="q" value="1"></form><form><input name="q" value="3"></form>'),
        "[...R.querySelectorAll('input')].map((control, i) => control === controls[i] && control.value)",
        ["1", "3"],
    ),
    # hostile and odd HTML
    "a form's controls may shadow its properties": (
        root(
            "".join(
                f'<input name="{name}" value="1">'
                for name in "id name attributes childNodes parentNode closest matches nodeType nodeName getAttribute "
                "querySelectorAll isEqualNode remove contains elements insertBefore moveBefore isConnected".split()
            )
            + "<p>1</p>",
            "form",
        ),
        script("0"),
        root('<input name="id" value="2"><p>2</p>', "form", ' class="z"'),
        "[document.querySelector('.z > [name=id]').value, document.querySelector('.z > p').textContent]",
        ["2", "2"],
    ),
    "a nested form's controls may shadow its methods": (
        root('<form><input name="remove"><input name="getAttribute"></form><p>1</p>'),
        script("0"),
        root("<p>2</p>"),
        "R.innerHTML",
        "<p>2</p>",
    ),
    "a nested component is left alone": (
        root('<p>1</p><div id="n" data-live="y" data-live-url="/y/" data-live-state="s">child</div>'),
        script("R.lastChild.firstChild.data = 'its own'"),
        root('<p>2</p><div id="n" data-live="y" data-live-url="/y/" data-live-state="other">fresh</div>'),
        "[R.firstChild.textContent, R.lastChild.textContent, R.lastChild.dataset.liveState]",
        ["2", "its own", "s"],
    ),
    "a nested component of another kind under the same id is a new one": (
        root('<div id="n" data-live="y" data-live-url="/y/" data-live-state="s">child</div>'),
        script("window.child = R.firstChild"),
        root('<div id="n" data-live="z" data-live-url="/z/" data-live-state="s">fresh</div>'),
        "[R.firstChild === child, R.textContent]",
        [False, "fresh"],
    ),
    "ids inside a nested component are not taken for one's own": (
        root('<div id="n" data-live="y" data-live-url="/y/" data-live-state="s"><b id="own">child</b></div>'),
        script("0"),
        root('<b id="own">mine</b><div id="n" data-live="y" data-live-url="/y/" data-live-state="s"></div>'),
        "[R.firstChild.textContent, R.lastChild.textContent]",
        ["mine", "child"],
    ),
    "comments, texts and tables end as the server sends them": (
        root('<ul><li id="a">a<li id="b">b</ul><!--x--><p>t</p> tail'),
        script("0"),
        root('<!--y--><ul><li id="b">bb<li id="n">n<li id="a">a</ul><table><tr><td>1</table><p>t2</p>'),
        "R.innerHTML",
        (
            '<!--y--><ul><li id="b">bb</li><li id="n">n</li><li id="a">a</li></ul>'
            "<table><tbody><tr><td>1</td></tr></tbody></table><p>t2</p>"
        ),
    ),
    **KINDS,
}


@pytest.fixture(params=["moveBefore", "insertBefore"])
def morphing(request: pytest.FixtureRequest, site: Any) -> Any:
    older = "" if request.param == "moveBefore" else "delete Element.prototype.moveBefore"
    site.files = {"/older.js": older, "/harness.js": HARNESS, "/page.css": STYLE}
    site.head = '<script src="/older.js"></script>' + HEAD
    return site


@pytest.mark.parametrize(("before", "act", "after", "check", "want"), CASES.values(), ids=CASES.keys())
def test_update_keeps_what_is_not_the_servers(
    morphing: Any, page: Page, before: str, act: Act, after: str | list[str], check: str, want: object
) -> None:
    morphing.open(before)
    act(page)
    for html in [after] if isinstance(after, str) else after:
        page.evaluate("html => update(html)", html)
    assert page.evaluate(check) == want


def test_frame_is_not_loaded_again_when_its_row_moves(morphing: Any, page: Page) -> None:
    frame = '<li data-key="b"><iframe srcdoc="<p>hi"></iframe></li>'
    morphing.open(root(f'<li data-key="a">a</li>{frame}', "ul"))
    page.evaluate("R.lastChild.firstChild.contentWindow.mark = 1")
    page.evaluate("html => update(html)", root(f'{frame}<li data-key="a">a</li>', "ul"))
    assert page.evaluate("R.firstChild.firstChild.contentWindow.mark") == 1


@pytest.mark.parametrize("tag", ["tr", "option", "td", "tbody", "li"])
def test_root_may_be_an_element_that_needs_its_parent(morphing: Any, page: Page, tag: str) -> None:
    parents = {"tr": "table><tbody", "td": "table><tbody><tr", "tbody": "table", "option": "select", "li": "ul"}
    inner = {"tr": "<td>{}</td>", "tbody": "<tr><td>{}</td></tr>"}.get(tag, "{}")
    morphing.open(f"<{parents[tag]}>{root(inner.format(1), tag)}")
    page.evaluate("html => update(html)", root(inner.format(2), tag, ' class="new"'))
    assert page.evaluate("[document.querySelector('.new') === R, R.textContent]") == [True, "2"]


def test_submitted_controls_take_the_servers_values_unless_typed_on(morphing: Any, page: Page) -> None:
    html = root(
        '<input name="a" value="1"><input name="b" value="1"><textarea name="c">1</textarea>'
        '<input type="checkbox" name="d"><select name="e"><option>1<option>2</select>'
    )
    morphing.open(html)
    for name in "abc":
        page.locator(f"[name={name}]").fill("typed")
    page.locator("[name=d]").check()
    page.locator("[name=e]").select_option("2")
    page.evaluate("leave()")
    typed("[name=b]", " on")(page)
    page.evaluate("html => update(html, [...R.children])", html)
    values = "Array.from(R.children, one => one.type === 'checkbox' ? one.checked : one.value)"
    assert page.evaluate(values) == ["1", "typed on", "1", False, "1"]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_trees_end_as_the_server_sends_them(morphing: Any, page: Page, seed: int) -> None:
    morphing.files["/fuzz.js"] = Path(__file__).with_name("morph_fuzz.js").read_text("utf-8")
    morphing.head += '<script type="module" src="/fuzz.js"></script>'
    morphing.open(root("<p>start</p>"))
    assert page.evaluate("([seed, pairs]) => fuzz(seed, pairs)", [seed, PAIRS]) == []


def test_one_changed_row_among_a_thousand_touches_one_row(morphing: Any, page: Page) -> None:
    numbers = list(range(1000))
    morphing.open(root(rows(numbers), "ul"))
    page.evaluate("""() => {
        window.touched = 0;
        new MutationObserver(records => { touched += records.length; })
            .observe(R, { subtree: true, childList: true, characterData: true, attributes: true });
    }""")
    changed = rows(numbers).replace(">500<", ">five hundred<")
    page.evaluate("html => update(html)", root(changed, "ul"))
    assert page.evaluate("[touched, R.children[500].textContent]") == [1, "five hundred"]
