"""Form controls of a parsed page: what they hold, whether they can be used, what they would send."""

from collections.abc import Iterator
from typing import Final, TypeAlias

from component_framework.core.posts import PREFIX
from component_framework.core.upload import Upload, uploads_in
from component_framework.testing.dom import Element

Value: TypeAlias = str | bool | list[str] | Upload | list[Upload]
"""What a user puts into a control."""
CONTROLS: Final = ("input", "select", "textarea")
BUTTONS: Final = ("submit", "button", "reset", "image")
DISABLING: Final = ("fieldset", "optgroup", "select")


def is_disabled(element: Element) -> bool:
    """Whether a browser would ignore acts on `element`: `disabled` on it or on a fieldset round it."""
    return "disabled" in element.attributes or any(
        parent.tag in DISABLING and "disabled" in parent.attributes for parent in element.ancestors()
    )


def is_control(element: Element) -> bool:
    """Whether `element` holds a value that a user can change."""
    return element.tag in CONTROLS and element.attributes.get("type", "") not in (*BUTTONS, "hidden")


def is_tick(element: Element) -> bool:
    """Whether `element` is a checkbox or a radio button."""
    return element.attributes.get("type") in ("checkbox", "radio")


def is_file_control(element: Element) -> bool:
    """Whether `element` is where a user chooses files."""
    return element.tag == "input" and element.attributes.get("type") == "file"


def fill_controls(elements: list[Element], value: Value) -> None:
    """As `fill_control`; of several boxes or radio buttons, tick those whose values are in `value`."""
    if len(elements) == 1:
        fill_control(elements[0], value)
        return
    wanted = value if isinstance(value, list) else [str(value)]
    boxes = {element.attributes.get("value", "on"): element for element in elements}
    if missing := [text for text in wanted if text not in boxes]:
        raise ValueError(f"it has no box {missing[0]!r}; it has {sorted(boxes)}")
    if len(wanted) > 1 and any(box.attributes["type"] == "radio" for box in elements):
        raise ValueError("one of its radio buttons can be chosen")
    for text, box in boxes.items():
        _set(box, "checked", text in wanted)


def fill_control(element: Element, value: Value) -> None:
    """Put `value` into the control as a user would. Raises ValueError for what its kind cannot take."""
    if is_file_control(element) or uploads_in(value):
        _choose_files(element, value)
    elif is_tick(element):
        _set(element, "checked", bool(value))
    elif element.tag == "select":
        wanted = [str(text) for text in (value if isinstance(value, list) else [value])]
        if len(wanted) > 1 and "multiple" not in element.attributes:
            raise ValueError("it takes one option")
        options = {_option_value(option): option for option in _options(element)}
        if missing := [text for text in wanted if text not in options]:
            raise ValueError(f"it has no option {missing[0]!r}; it has {sorted(options)}")
        for text, option in options.items():
            _set(option, "selected", text in wanted)
    elif element.tag == "textarea":
        element.children[:] = [str(value)]
    else:
        element.attributes["value"] = str(value)


def texts_of(element: Element) -> list[str]:
    """What the control would send now: no text for an unticked box, several for a multiple select."""
    if is_tick(element):
        return [element.attributes.get("value", "on")] if "checked" in element.attributes else []
    if element.tag == "select":
        chosen = [_option_value(option) for option in _options(element) if "selected" in option.attributes]
        first = [_option_value(option) for option in _options(element)][:1]
        return chosen if "multiple" in element.attributes else chosen[-1:] or first
    if element.tag == "textarea":
        return ["".join(child for child in element.children if isinstance(child, str))]
    return [element.attributes.get("value", "")]


def own_text(element: Element) -> str | list[str]:
    """What a `change` or `input` event of the control itself carries: an unticked box is an empty text.

    Boxes that share a name go together: a list of the ticked ones.
    """
    if len(boxes := _boxes_with(element)) > 1:
        return [text for box in boxes for text in texts_of(box)]
    if is_tick(element):
        ticked = "checked" in element.attributes
        return element.attributes.get("value", "true") if ticked else ""
    return texts_of(element) if "multiple" in element.attributes else texts_of(element)[0]


def form_texts(form: Element) -> dict[str, str | list[str]]:
    """What a submit of `form` would send by name, a list where one repeats or can; the protocol's own names not."""
    sent: dict[str, list[str]] = {}
    lists: set[str] = set()
    for control in form.walk():
        name = control.attributes.get("name", PREFIX)
        has_text = control.tag in CONTROLS and control.attributes.get("type") not in (*BUTTONS, "file")
        is_sent = has_text and not is_disabled(control)
        if is_sent and not name.startswith(PREFIX):
            sent.setdefault(name, []).extend(texts_of(control))
            lists |= {name} if "multiple" in control.attributes else set()
    return {
        name: texts[0] if len(texts) == 1 and name not in lists else texts
        for name, texts in sent.items()
        if texts or name in lists
    }


def _boxes_with(element: Element) -> list[Element]:
    """The checkboxes of the page that stand for values of one list, `element` among them."""
    *_, page = element.ancestors()
    boxes = [one for one in page.walk() if one.attributes.get("type") == "checkbox" and "value" in one.attributes]
    return [one for one in boxes if _place_of(one) == _place_of(element)] if element in boxes else []


def _place_of(box: Element) -> tuple[str | None, int | None]:
    form = next((id(one) for one in box.ancestors() if one.tag == "form"), None)
    return box.attributes.get("data-live-model", box.attributes.get("name")), form


def form_files(form: Element) -> list[tuple[str, Upload]]:
    """The files that a submit of `form` would send, each with its control's name."""
    controls = [one for one in form.walk() if one.files and not is_disabled(one)]
    return [(one.attributes["name"], file) for one in controls if "name" in one.attributes for file in one.files]


def _choose_files(element: Element, value: Value) -> None:
    files = uploads_in(value)
    if not is_file_control(element) or not (files or value in ("", [])):
        raise ValueError("files, as Upload, are chosen in an input of the type file, and nothing else is")
    if len(files) > 1 and "multiple" not in element.attributes:
        raise ValueError("it takes one file")
    element.files = files


def _options(select: Element) -> Iterator[Element]:
    return (option for option in select.walk() if option.tag == "option" and not is_disabled(option))


def _option_value(option: Element) -> str:
    return option.attributes.get("value", option.text)


def _set(element: Element, name: str, on: bool) -> None:
    element.attributes.pop(name, None)
    if on:
        element.attributes[name] = ""
