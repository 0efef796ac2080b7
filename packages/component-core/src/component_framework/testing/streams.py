"""The rows of streams in a page under test: what the client does with them (core/client/late/stream.js)."""

from collections.abc import Mapping, Sequence
from typing import Final

from component_framework.core.stream import StreamStep
from component_framework.testing.dom import Element, to_html

STREAM: Final = "data-live-stream"


def keep_rows(page: Element, update: Element, streams: Mapping[str, Sequence[StreamStep]]) -> None:
    """Put into the streams of `update`, the new root, the rows that `page` has, with those that it brings in place."""
    olds, news = _containers(page), _containers(update)
    for place, new in news.items():
        rows = _rows(olds[place]) if place in olds else []
        for step in _steps(streams.get(place[0], ()), brought := _rows(new)):
            rows = _after(rows, step, [brought.pop(0) for _ in range(step.get("count", 0))])
        new.children[:] = rows
        for row in rows:
            row.parent = new


def _containers(root: Element) -> dict[tuple[str, int], Element]:
    """Each stream's element, by its name and which one of that name it is."""
    found: dict[tuple[str, int], Element] = {}
    for element in root.walk():
        name = element.attributes.get(STREAM)
        owner = next(one for one in element.ancestors() if "data-live" in one.attributes or one is root)
        if name is not None and owner is root:
            found[name, sum(other == name for other, _ in found)] = element
    return found


def _rows(container: Element) -> list[Element]:
    return [child for child in container.children if isinstance(child, Element)]


def _steps(steps: Sequence[StreamStep], brought: list[Element]) -> Sequence[StreamStep]:
    name = brought[0].parent.attributes[STREAM] if brought and brought[0].parent else ""
    if without := [row for row in brought if "data-key" not in row.attributes]:
        raise AssertionError(f"a row of the stream {name!r} has no data-key: {to_html(without[0])[:80]}")
    wanted = sum(step.get("count", 0) for step in steps)
    if steps and wanted != len(brought):
        raise AssertionError(f"the stream {name!r} brought {wanted} rows, its template made {len(brought)}")
    return steps


def _after(rows: list[Element], step: StreamStep, brought: list[Element]) -> list[Element]:
    """`rows` once the step is done."""
    if step["do"] == "remove":
        return [row for row in rows if _key(row) != step.get("key")]
    fresh = {_key(row): row for row in brought}
    if step["do"] == "reset":
        return list(fresh.values())
    known = {_key(row) for row in rows}
    if step["do"] == "insert":
        rows = [row for row in rows if _key(row) not in fresh]
        at = step.get("at", 0)
        rows[at:at] = fresh.values()
    else:
        added = [row for key, row in fresh.items() if key not in known]
        kept = [fresh.get(_key(row), row) for row in rows]
        rows = [*kept, *added] if step["do"] == "append" else [*added, *kept]
    limit = step.get("limit", len(rows) or 1)
    return rows[:limit] if limit > 0 else rows[limit:]


def _key(row: Element) -> str:
    return row.attributes["data-key"]
