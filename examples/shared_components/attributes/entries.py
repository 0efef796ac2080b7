"""What the attributes page shows, in its order. The entries of docs/attributes.md are these, by the same titles."""

from dataclasses import dataclass

from component_framework.core import Component, registry


@dataclass(frozen=True)
class Entry:
    """One card: its anchor, the attributes it is about, and a sentence on what there is to see."""

    slug: str
    title: str
    text: str

    @property
    def name(self) -> str:
        """The component, as it is registered."""
        return f"example_{self.slug}"

    @property
    def component(self) -> type[Component]:
        return registry.get(self.name)

    @property
    def template(self) -> str:
        """The file, below `shared_templates/`."""
        return f"components/{self.name}.html"


@dataclass(frozen=True)
class Group:
    """Cards that belong together."""

    slug: str
    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        "events",
        "What is heard",
        (
            Entry("click", "data-live-click", "The button names the handler. Nothing else is needed."),
            Entry("submit", "data-live-submit", "All named controls of the form go along, by their names."),
            Entry("input", "data-live-input", "Sent with every letter; the field’s own text goes along."),
            Entry("change", "data-live-change", "Sent when a choice is made, or a changed text is left."),
            Entry(
                "keys",
                "data-live-keydown, -keyup, -keys",
                "Ctrl or ⌘ with Enter or S saves the note; letting go of any key searches.",
            ),
            Entry("focus", "data-live-focus, -blur", "A hint on the way in, a check on the way out."),
            Entry("on", "data-live-on", "Any other event of the browser, and events that a page’s own script sends."),
            Entry("window", "data-live-window", "Ctrl or ⌘ with K, wherever the focus is."),
            Entry("outside", "data-live-outside", "A menu that a click anywhere else closes."),
        ),
    ),
    Group(
        "sent",
        "What goes along",
        (
            Entry("args", "data-live-arg-…, data-live-args", "Arguments for the handler, typed by its signature."),
            Entry("model", "data-live-model", "A control bound to a field: what you type is in the state."),
        ),
    ),
    Group(
        "when",
        "When it is sent",
        (
            Entry("debounce", "data-live-debounce", "Searches when you pause for 400 milliseconds."),
            Entry("throttle", "data-live-throttle", "The first at once, then two a second, and always the last."),
            Entry(
                "flags",
                "data-live-prevent, -self, -once",
                "Instead of the browser’s own menu; only on the panel itself; only the first time.",
            ),
            Entry("confirm", "data-live-confirm", "Asks first, in the page’s own dialog."),
            Entry("poll", "data-live-poll, -interval", "Asks the server again every two seconds while you look."),
            Entry(
                "lazy",
                "data-live-lazy, -when",
                "Loaded when you scrolled here, and when the browser had nothing else to do.",
            ),
        ),
    ),
    Group(
        "waiting",
        "While it waits",
        (
            Entry("busy", "data-live-busy", "The answer takes a moment. Click quickly, a few times on each."),
            Entry("disable", "data-live-disable", "Cannot be pressed again before the answer is there."),
            Entry(
                "loading",
                "data-live-loading, -loading-class",
                "Shown or dimmed for as long as the server takes, by event if you like.",
            ),
            Entry(
                "optimistic",
                "data-live-optimistic",
                "The change is shown at once and taken back if the server refuses.",
            ),
            Entry("dirty", "data-live-dirty", "Tells that something has not been saved yet."),
            Entry("offline", "data-live-offline", "Cut the connection and click: it is sent when the server is back."),
        ),
    ),
    Group(
        "dialogs",
        "Dialogs and the focus",
        (
            Entry("modal", "data-live-modal, -cancel", "Open for as long as the server’s HTML has it."),
            Entry("trap", "data-live-trap", "Tab goes round inside, and the focus returns afterwards."),
            Entry(
                "refocus", "data-live-refocus", "The focus goes to the next row, by keyboard and for screen readers."
            ),
        ),
    ),
    Group(
        "updates",
        "What an update leaves alone",
        (
            Entry("key", "data-key", "Rows keep what you typed into them, wherever they move."),
            Entry("ignore", "data-live-ignore, -ignore-attrs", "Places that belong to the page or to its user."),
        ),
    ),
    Group(
        "page-scripts",
        "With a page’s own script",
        (
            Entry("hook", "data-live-hook", "A drawing by the page’s script, told of every update."),
            Entry("scripts", "window.live", "Both ways: a script sends an event, the server answers with one."),
        ),
    ),
)
