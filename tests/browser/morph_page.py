"""The page in which test_morph.py updates a component, and what a user or a script may do there before.

`R` is the root; `leave()` says that the message has left, `update(html)` shows the server's HTML.
"""

from collections.abc import Callable

from playwright.sync_api import Page

HARNESS = """
import { componentAt } from "/client/component.js";
import { editedAt, tick } from "/client/edits.js";
import { parseHtml } from "/client/html.js";
import { showUpdate } from "/client/update.js";

customElements.define("x-probe", class extends HTMLElement {
  static log = [];
  connectedCallback() { this.constructor.log.push("in"); }
  disconnectedCallback() { this.constructor.log.push("out"); }
});
customElements.define("x-made", class extends HTMLElement {
  connectedCallback() { this.firstChild ?? this.append("made by itself"); }
});
let leftAt;
globalThis.R = document.querySelector("[data-live]");
globalThis.leave = () => { leftAt = tick(); };
globalThis.parse = (html) => parseHtml(html).firstElementChild;
globalThis.update = (html, submitted = []) => {
  leftAt ??= tick();
  showUpdate(componentAt(R), { html, state: "new" }, { keeps: (control) => editedAt(control) > leftAt, submitted });
  leftAt = undefined;
};
"""
STYLE = ".box { height: 50px; overflow: auto } .box p { height: 20px }"
HEAD = '<link rel="stylesheet" href="/page.css"><script type="module" src="/harness.js"></script>'

Act = Callable[[Page], object]


def root(inner: str, tag: str = "div", more: str = "") -> str:
    return f'<{tag} id="c" data-live="x" data-live-url="/components/x/" data-live-state="s"{more}>{inner}</{tag}>'


def typed(selector: str, text: str, *, back: int = 0) -> Act:
    """Clicks into the control, types, and goes back so many characters."""

    def act(page: Page) -> None:
        page.locator(selector).click()
        page.keyboard.press("End")
        page.keyboard.type(text)
        for _ in range(back):
            page.keyboard.press("ArrowLeft")

    return act


def filled(selector: str, text: str) -> Act:
    """The user typed and went on to something else."""
    return lambda page: (page.locator(selector).fill(text), page.locator(selector).blur())


def script(code: str) -> Act:
    return lambda page: page.evaluate(code)


def both(*acts: Act) -> Act:
    return lambda page: [act(page) for act in acts]


FOCUS = "[document.activeElement.name, document.activeElement.value, document.activeElement.selectionStart]"
ROWS = "window.rows = [...R.querySelectorAll('li')]"


def rows(keys: list[int] | range, attribute: str = "id") -> str:
    return "".join(f'<li {attribute}="r{key}">{key}</li>' for key in keys)


Case = tuple[str, Act, str | list[str], str, object]
"""The page before, what happens in it, the server's HTML (one after the other), what is looked at, what it is then."""
