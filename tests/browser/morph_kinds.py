"""More cases of test_morph.py: elements of every kind, odd HTML, and regions that belong to other scripts."""

from browser.morph_page import FOCUS, ROWS, Case, both, filled, root, rows, script, typed

NOTHING = script("0")
KEEP = "window.kept = [...R.children]"
SAME = "[...R.children].map((one, i) => one === kept[i])"
OPTIONS = "<option value='a'>a<option value='b'>b"
SHADOW = "<div id='h'><template shadowrootmode='open'><input><b>{}</b></template>{}</div>"

CONTROLS: dict[str, Case] = {
    "focus and caret stay in a control with an id": (
        root('<p>1</p><input id="q" value="">'),
        typed("input", "abcd", back=2),
        root('<p>2</p><input id="q" value="">'),
        FOCUS,
        ["", "abcd", 2],
    ),
    "focus and caret stay in a control without id or name": (
        root('<p>1</p><input value="">'),
        typed("input", "abcd", back=2),
        root('<p>2</p><b>new</b><input value="">'),
        FOCUS,
        ["", "abcd", 2],
    ),
    "focus stays in a row with an id that moves to the top": (
        root('<li id="r1"><input></li><li id="r2"><input></li><li id="r3"><input></li>', "ul"),
        typed("#r3 input", "xyz"),
        root('<li id="r3"><input></li><li id="r1"><input></li><li id="r2"><input></li>', "ul"),
        f"[document.activeElement.parentNode.id, ...{FOCUS}]",
        ["r3", "", "xyz", 3],
    ),
    "a size that a script gave to a textarea stays": (
        root("<textarea>1</textarea><b>1</b>"),
        script("R.firstChild.style.height = '77px'"),
        root("<textarea>1</textarea><b>2</b>"),
        "R.firstChild.style.height",
        "77px",
    ),
    "a selected part of a text stays selected": (
        root('<p>1</p><input name="a" value="abcdef">'),
        script("R.lastChild.focus(); R.lastChild.setSelectionRange(1, 4, 'backward')"),
        root('<p>2</p><input name="a" value="abcdef" class="x">'),
        "[R.lastChild.selectionStart, R.lastChild.selectionEnd, R.lastChild.selectionDirection]",
        [1, 4, "backward"],
    ),
    "dates, numbers, colours and ranges keep what was picked": (
        root("".join(f'<input type="{kind}" name="{kind}">' for kind in ("date", "number", "color", "range"))),
        script("['2026-02-03', '7', '#112233', '9'].forEach((value, i) => { R.children[i].value = value })"),
        root(
            "".join(f'<input type="{kind}" name="{kind}" class="x">' for kind in ("date", "number", "color", "range"))
        ),
        "[...R.children].map(one => one.value)",
        ["2026-02-03", "7", "#112233", "9"],
    ),
    "dates, numbers, colours and ranges take the server's changed value": (
        root("".join(f'<input type="{kind}" name="{kind}">' for kind in ("date", "number", "color", "range"))),
        script("['2026-02-03', '7', '#112233', '9'].forEach((value, i) => { R.children[i].value = value })"),
        root(
            '<input type="date" name="date" value="2027-01-01"><input type="number" name="number" value="8">'
            '<input type="color" name="color" value="#445566"><input type="range" name="range" value="3">'
        ),
        "[...R.children].map(one => one.value)",
        ["2027-01-01", "8", "#445566", "3"],
    ),
    "a control whose type changes is a new one": (
        root('<input name="a" type="text" value="1">'),
        both(filled("input", "typed"), script(KEEP)),
        root('<input name="a" type="number" value="2">'),
        f"[{SAME}, R.firstChild.value]",
        [[False], "2"],
    ),
    "a picked option stays when it comes into another group": (
        root(f"<select name='s'><optgroup label='1'>{OPTIONS}</optgroup></select>"),
        lambda page: page.locator("select").select_option("b"),
        root(
            "<select name='s'><optgroup label='0'><option>c</optgroup><optgroup label='1'><option>b<option>a</select>"
        ),
        "R.firstChild.value",
        "b",
    ),
    "several picked options stay when groups change": (
        root(f"<select name='s' multiple><optgroup label='1'>{OPTIONS}<option>c</optgroup></select>"),
        lambda page: page.locator("select").select_option(["a", "c"]),
        root(f"<select name='s' multiple><option>c<optgroup label='1'>{OPTIONS}</optgroup></select>"),
        "Array.from(R.firstChild.selectedOptions, option => option.value)",
        ["c", "a"],
    ),
    "a picked radio stays when its group is in another order": (
        root('<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">'),
        lambda page: page.locator("[value='2']").click(),
        root('<input type="radio" name="r" value="2"><b>new</b><input type="radio" name="r" value="1" checked>'),
        "Array.from(R.querySelectorAll('input'), one => one.checked)",
        [True, False],
    ),
    "a control keeps its text when its fieldset is disabled and back": (
        root('<fieldset><input name="a" value="server"></fieldset>'),
        filled("input", "typed"),
        [
            root('<fieldset disabled><input name="a" value="server" readonly></fieldset>'),
            root('<fieldset><input name="a" value="server"></fieldset>'),
        ],
        "[R.firstChild.disabled, R.querySelector('input').readOnly, R.querySelector('input').value]",
        [False, False, "typed"],
    ),
    "boolean attributes come and go": (
        root("<button disabled>1</button><details open></details><input required>"),
        NOTHING,
        root("<button>1</button><details></details><input readonly>"),
        "[R.children[0].disabled, R.children[1].open, R.children[2].required, R.children[2].readOnly]",
        [False, False, False, True],
    ),
    "the caret stays in an editable text beside changes": (
        root('<p>1</p><div contenteditable id="e">server</div>'),
        typed("#e", "XY", back=1),
        root('<p>2</p><b>new</b><div contenteditable id="e" class="x">server</div>'),
        "[document.activeElement.id, getSelection().anchorOffset, document.activeElement.textContent]",
        ["e", 7, "serverXY"],
    ),
    "the caret stays in an editable text whose row moves": (
        root("<li data-key='1'><div contenteditable>a</div></li><li data-key='2'></li><li data-key='3'></li>", "ul"),
        typed("[contenteditable]", "XY", back=1),
        root("<li data-key='3'></li><li data-key='2'></li><li data-key='1'><div contenteditable>a</div></li>", "ul"),
        "[R.lastChild.contains(document.activeElement), getSelection().anchorOffset, R.lastChild.textContent]",
        [True, 2, "aXY"],
    ),
    "an editable text inside another element keeps its paragraphs": (
        root('<p>1</p><div><div contenteditable id="e"><p>a</p><p>b</p></div></div>'),
        typed("#e p:last-child", "X"),
        root('<p>2</p><div class="x"><div contenteditable id="e"><p>a</p><p>b</p></div></div>'),
        "[R.querySelector('#e').textContent, R.lastChild.className]",
        ["abX", "x"],
    ),
    "an editable text keeps what was typed after the message left": (
        root("<div contenteditable>server</div>"),
        both(script("leave()"), typed("[contenteditable]", "X")),
        root("<div contenteditable>changed</div>"),
        "R.firstChild.textContent",
        "serverX",
    ),
    "a datalist and an output follow the server": (
        root("<datalist id='d'><option value='1'></datalist><output>1</output>"),
        NOTHING,
        root("<datalist id='d'><option value='2'><option value='1'></datalist><output>2</output>"),
        "[Array.from(R.firstChild.options, one => one.value), R.lastChild.value]",
        [["2", "1"], "2"],
    ),
}

LIVES: dict[str, Case] = {
    "the server's changed shadow root is shown in the same one, where the user types": (
        root(SHADOW.format(1, 1)),
        both(
            script("window.shadow = R.firstChild.shadowRoot; window.field = shadow.firstChild"),
            typed("#h input", "abc", back=1),
        ),
        root(SHADOW.format(2, 2)),
        "[R.firstChild.shadowRoot === shadow, shadow.textContent, shadow.activeElement === field, field.value]",
        [True, "2", True, "abc"],
    ),
    "an element with a declared shadow root arrives with it": (
        root("<p>1</p>"),
        NOTHING,
        root("<p>2</p><section>" + SHADOW.format(1, 2) + "</section>"),
        "[R.querySelector('#h').shadowRoot.textContent, R.querySelector('#h').innerHTML]",
        ["1", "2"],
    ),
    "focus inside a shadow root stays when its element moves": (
        root(SHADOW.format(1, 1) + "<p id='p'>1</p><p id='q'>2</p>"),
        typed("#h input", "abc"),
        root("<p id='p'>1</p><p id='q'>2</p>" + SHADOW.format(1, 1)),
        "[R.lastChild.id, R.lastChild.shadowRoot.activeElement?.value]",
        ["h", "abc"],
    ),
    "what a script drew on a canvas stays": (
        root("<p>1</p><canvas width='2' height='2'></canvas>"),
        script("R.lastChild.getContext('2d').fillRect(0, 0, 2, 2)"),
        root("<p>2</p><canvas width='2' height='2' class='x'></canvas>"),
        "[...R.lastChild.getContext('2d').getImageData(0, 0, 1, 1).data]",
        [0, 0, 0, 255],
    ),
    "a player keeps its settings": (
        root("<p>1</p><audio controls></audio>"),
        script("Object.assign(R.lastChild, { volume: 0.25, muted: true, playbackRate: 2 })"),
        root("<p>2</p><audio controls class='x'></audio>"),
        "[R.lastChild.volume, R.lastChild.muted, R.lastChild.playbackRate, R.lastChild.className]",
        [0.25, True, 2, "x"],
    ),
    "a custom element that arrives is upgraded once and connected once": (
        root("<p>1</p>"),
        script("customElements.get('x-probe').log.length = 0"),
        root("<p>2</p><x-probe></x-probe>"),
        "[R.lastChild instanceof customElements.get('x-probe'), customElements.get('x-probe').log.join()]",
        [True, "in"],
    ),
    "a drawing and a formula keep their namespaces": (
        root("<svg><circle r='1'></circle></svg><math><mi>x</mi></math>"),
        script(KEEP),
        root("<svg><circle r='2'></circle><g><foreignObject><p>1</p></foreignObject></g></svg><math><mn>1</mn></math>"),
        "[...R.querySelectorAll('*')].map(one => one.namespaceURI.split('/').at(-1)).join()",
        "svg,svg,svg,svg,xhtml,MathML,MathML",
    ),
    "an attribute's name keeps its case in a drawing": (
        root("<svg viewBox='0 0 1 1' preserveAspectRatio='none'></svg>"),
        script(KEEP),
        root("<svg viewBox='0 0 3 3'></svg>"),
        f"[{SAME}, R.firstChild.getAttributeNames().join()]",
        [[True], "viewBox"],
    ),
    "a picture stays the same element when its attributes change": (
        root("<img alt='1'>"),
        script(KEEP),
        root("<img alt='2' loading='lazy'>"),
        f"[{SAME}, R.firstChild.alt]",
        [[True], "2"],
    ),
    "an open menu of the page's own stays open when its row moves": (
        root("<li data-key='1'><details><summary>s</summary></details></li><li data-key='2'></li>", "ul"),
        lambda page: page.locator("summary").click(),
        root("<li data-key='2'></li><li data-key='1'><details><summary>s</summary></details></li>", "ul"),
        "R.querySelector('details').open",
        True,
    ),
    "a selected text of the page stays selected": (
        root("<p>1</p><p>some text</p>"),
        script("getSelection().setBaseAndExtent(R.lastChild.firstChild, 2, R.lastChild.firstChild, 6)"),
        root("<p>2</p><p>some text</p>"),
        "String(getSelection())",
        "me t",
    ),
}

TREES: dict[str, Case] = {
    "lists in lists keep their rows by key on each level": (
        root("".join(f"<li data-key='{i}'><ul>{rows(range(3), 'data-key')}</ul></li>" for i in "ab"), "ul"),
        script("window.all = new Map([...R.querySelectorAll('li li')].map((one, i) => [i, one]))"),
        root("".join(f"<li data-key='{i}'><ul>{rows([2, 0, 1], 'data-key')}</ul></li>" for i in "ba"), "ul"),
        "[...R.querySelectorAll('li li')].map((one, i) => one === all.get([5, 3, 4, 2, 0, 1][i]))",
        [True] * 6,
    ),
    "an element under the same id with another tag is a new one": (
        root("<div id='a'>1</div><p>1</p>"),
        script(KEEP),
        root("<section id='a'>2</section><p>2</p>"),
        f"[{SAME}, R.innerHTML]",
        [[False, True], '<section id="a">2</section><p>2</p>'],
    ),
    "ids that stand twice are all shown": (
        root("<b id='x'>1</b><i>2</i><b id='x'>3</b>"),
        NOTHING,
        root("<b id='x'>3</b><section><b id='x'>4</b></section><b id='x'>5</b><b id='x'>6</b>"),
        "R.textContent",
        "3456",
    ),
    "a new wrapper takes a list with all that is in it": (
        root(f"<ul id='l'>{rows(range(3))}</ul>"),
        script("window.rows = [...R.querySelectorAll('li')]"),
        root(f"<section><h2>1</h2><ul id='l'>{rows([2, 1, 0])}</ul></section>"),
        "[...R.querySelectorAll('li')].map((one, i) => one === rows[2 - i])",
        [True] * 3,
    ),
    "rows with ids go from one list to another": (
        root(f"<ul>{rows([1, 2, 3])}</ul><ul>{rows([4])}</ul>"),
        script("window.all = Object.fromEntries([...R.querySelectorAll('li')].map(one => [one.id, one]))"),
        root(f"<ul>{rows([4, 2])}</ul><ul>{rows([3, 1])}</ul>"),
        "[R.textContent, ...[...R.querySelectorAll('li')].map(one => one === all[one.id])]",
        ["4231", True, True, True, True],
    ),
    "comments, empty texts and white space end as the server sends them": (
        root("<!--a--> <p>1</p> <!--b--><p> 2 </p>"),
        script("R.append('', 'x', ''); R.firstChild.after('')"),
        root("<p>1</p>\n\n<!--c--><!--d--><p>2</p> tail"),
        "R.innerHTML",
        "<p>1</p>\n\n<!--c--><!--d--><p>2</p> tail",
    ),
    "cells, rows and bodies of a table come and go": (
        root("<table><caption>1</caption><tr id='r1'><td>1</td></tr></table>"),
        script("window.row = R.querySelector('tr')"),
        root(
            "<table><thead><tr><th>h</th></tr></thead>"
            "<tbody><tr><td>0</td></tr><tr id='r1'><td>1</td><td>2</td></tr></table>"
        ),
        "[R.querySelector('#r1') === row, R.textContent, R.querySelectorAll('table > *').length]",
        [True, "h012", 2],
    ),
    "a template with the same outside takes its new content": (
        root("<p>1</p><template id='t'><li>1</li><template><b>1</b></template></template>"),
        NOTHING,
        root("<p>1</p><template id='t'><li>1</li><template><b>2</b></template></template>"),
        "R.innerHTML",
        '<p>1</p><template id="t"><li>1</li><template><b>2</b></template></template>',
    ),
    "white space round a text changes": (
        root("<pre> a\n</pre><p>b</p>"),
        NOTHING,
        root("<pre>  a\n\n</pre> <p>b </p>"),
        "R.innerHTML",
        "<pre>  a\n\n</pre> <p>b </p>",
    ),
    "attributes with odd names come, change and go": (
        root("<p (click)='a' #ref x:y='1' @a.b='1'>1</p>"),
        script(KEEP),
        root("<p (click)='b' [c]='2' x:y='3' a=\"'\">1</p>"),
        f"[{SAME}, R.firstChild.getAttributeNames().sort().join(' '), R.firstChild.getAttribute('x:y')]",
        [[True], "(click) [c] a x:y", "3"],
    ),
    "a component without anything becomes full, and empty again": (
        root(""),
        NOTHING,
        [root("<p>1</p>text<!--c-->"), root("")],
        "R.innerHTML",
        "",
    ),
}

OTHERS: dict[str, Case] = {
    "elements that a translation wraps show the server's new text": (
        root("<p>one <b>two</b> three</p>"),
        script("""for (const text of [R.firstChild.firstChild, R.firstChild.lastChild]) {
            const [outer, inner] = [document.createElement("font"), document.createElement("font")];
            outer.append(inner); inner.append("übersetzt"); text.replaceWith(outer);
        }"""),
        root("<p>four <b>five</b> six</p>"),
        "R.innerHTML",
        "<p>four <b>five</b> six</p>",
    ),
    "an element that a script removed comes back while the server sends it": (
        root("<p>1</p><b>2</b>"),
        script("R.lastChild.remove()"),
        root("<p>1</p><b>2</b>"),
        "R.innerHTML",
        "<p>1</p><b>2</b>",
    ),
    "elements that a script added at several places stay there": (
        root(rows(range(3)), "ul"),
        script("for (const row of [...R.children]) row.append(document.createElement('i'))"),
        root(rows([2, 0, 1, 3]), "ul"),
        "Array.from(R.children, row => row.id + row.children.length).join()",
        "r21,r01,r11,r30",
    ),
    "an element that a script moved away and back is the server's": (
        root("<p id='a'>1</p><p id='b'>1</p>"),
        script(f"{KEEP}; const [a] = R.children; a.remove(); R.append(a)"),
        root("<p id='a'>2</p><p id='b'>2</p>"),
        f"[{SAME}, R.textContent]",
        [[True, True], "22"],
    ),
    "a region of another script keeps what that made there, and takes data attributes": (
        root("<div id='w' data-live-ignore data-at='1'><b>server</b></div><p>1</p>"),
        script("R.firstChild.replaceChildren('map'); R.firstChild.className = 'ready'"),
        [
            root(f"<p>{i}</p><div id='w' data-live-ignore data-at='{i}' data-n class='s'><b>{i}</b></div>")
            for i in (2, 3)
        ],
        "R.lastChild.outerHTML",
        '<div id="w" data-live-ignore="" data-at="3" class="ready" data-n="">map</div>',
    ),
    "a region of another script is no more when the server says so": (
        root("<div data-live-ignore></div>"),
        script("R.firstChild.replaceChildren('map')"),
        [root("<div>server</div>"), root("<div class='x'>changed</div>")],
        "R.innerHTML",
        '<div class="x">changed</div>',
    ),
    "a region with ignored children takes attributes and nothing else": (
        root("<div data-live-ignore='children' class='a'><b>server</b></div>"),
        script("R.firstChild.replaceChildren('map')"),
        root("<div data-live-ignore='children' class='b' title='t'><b>changed</b></div>"),
        "[R.firstChild.className, R.firstChild.title, R.firstChild.innerHTML]",
        ["b", "t", "map"],
    ),
    "named attributes are neither set nor removed by the server": (
        root("<details data-live-ignore-attrs='open title' open class='a'><summary>s</summary>1</details>"),
        script("R.firstChild.open = false"),
        [
            root("<details data-live-ignore-attrs='open title' open title='t' class='b'><summary>s</summary>2"),
            root("<details data-live-ignore-attrs='open title' class='c'><summary>s</summary>3</details>"),
            root("<details data-live-ignore-attrs='open title' open class='d'><summary>s</summary>4</details>"),
        ],
        "[R.firstChild.open, R.firstChild.title, R.firstChild.className, R.firstChild.lastChild.data]",
        [False, "", "d", "4"],
    ),
    "an attribute named to be left alone stays while the server never sends it": (
        root("<p data-live-ignore-attrs='style'>1</p>"),
        script("R.firstChild.style.height = '7px'"),
        root("<p data-live-ignore-attrs='style' class='x'>2</p>"),
        "[R.firstChild.style.height, R.firstChild.className]",
        ["7px", "x"],
    ),
    "rows stay the same while another script keeps rows of its own between them": (
        root(rows(range(4)), "ul"),
        script(f"{ROWS}; R.children[1].after(document.createElement('hr'))"),
        root(rows([3, 1, 0, 2]), "ul"),
        "[[...R.querySelectorAll('li')].map(one => rows.indexOf(one)).join(), R.querySelectorAll('hr').length]",
        ["3,1,0,2", 1],
    ),
}

KINDS = CONTROLS | LIVES | TREES | OTHERS
