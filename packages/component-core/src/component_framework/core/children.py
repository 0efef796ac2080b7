"""What a tag in a component's template puts there: another component, kept, rendered, put off, or failing alone."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from component_framework.core.component import Component
from component_framework.core.endpoint import shown, shown_quickly
from component_framework.core.errors import (
    ConfigurationError,
    ForbiddenError,
    NotFoundError,
    ParamsError,
    SignedOutError,
)
from component_framework.core.flow import Flow
from component_framework.core.host import Host, at_once
from component_framework.core.identity import Identity
from component_framework.core.markup import Html, attributes, check_single_root, escape, with_attributes
from component_framework.core.messages import EventMessage, UpdateMessage
from component_framework.core.mounting import postponed, put_off, start
from component_framework.core.nest import NO_PAGE, Nest, PageFacts, Parent, is_tag_of, tag_of
from component_framework.core.query import NO_QUERY, Query
from component_framework.core.slots import NO_SLOTS, Slots, all_marked, filled, slot_names

log = logging.getLogger("component_framework.children")
NOTHING: Final = Html("")
PLACEHOLDER: Final = Html('<div class="live-placeholder" aria-busy="true"></div>')
FAILED: Final = Html('<div class="live-failed" role="alert">This part could not be shown.{}{}</div>')
AGAIN: Final = Html(' <button type="button" data-live-click="">Try again</button>')
WHEN: Final[Mapping[object, Literal["view", "load"]]] = {True: "view", "view": "view", "load": "load"}


@dataclass(slots=True)
class Wanted:
    """What a tag asks for: the component's name, its params as the tag has them, and its slots.

    `spot` tells the tag from all others of its template and `where` names it for a reader; `is_repeated` says that it
    stands in a loop.
    """

    name: str
    params: Mapping[str, Any]
    slots: Slots = NO_SLOTS
    spot: str = ""
    where: str = ""
    is_repeated: bool = False

    def component(self, host: Host, identity: Identity, component_id: str | None = None) -> Component:
        """The component, not mounted."""
        given = {**self.params} if self.slots is NO_SLOTS else {"slots": self.slots, **self.params}
        given.pop("lazy", None)
        if component_id is not None:
            given["component_id"] = component_id
        component: Component = host.registry.get(self.name)._of(given)
        component._name, component._identity, component._host = self.name, identity, host
        return component

    @property
    def when(self) -> Literal["", "view", "load"]:
        """When it is to be loaded, "" for at once."""
        lazy = self.params.get("lazy")
        if not lazy:
            return ""
        if lazy not in WHEN:
            raise ConfigurationError(f"lazy={lazy!r} ({self.where}): True or 'view' for when it is seen, or 'load'")
        return WHEN[lazy]


@dataclass(slots=True)
class Alike:
    """What the components of one name have alike, found once for all that is rendered in the outermost one."""

    url: str
    head: str
    """The root attributes that say what they are, and where their messages go."""
    is_quick: bool
    """Whether `shown_quickly` will do: no hook, permission or topic comes before the first render."""


def show(wanted: Wanted, *, identity: Identity, host: Host, page: PageFacts = NO_PAGE) -> Flow[Html]:
    """The component for a page. Permissions are asked, unless it is loaded later; what it raises passes through."""
    if page.posted is not None:
        posted = yield from page.posted(wanted.name, str(wanted.params.get("key", "")))
        if posted is not None:
            return filled(posted, wanted.slots)
    component = wanted.component(host, identity)
    if wanted.when:
        return _placeholder(component, wanted.when, _tag(component))
    yield from start(component, wanted.name, identity, host, page)
    return (yield from shown(component))


def first_render(
    name: str, params: Mapping[str, Any], *, identity: Identity, host: Host, query: Query = NO_QUERY
) -> Flow[Html]:
    """The HTML of the component `name`, root attributes included, for a page with that query (`Url()` fields).

    Raises ParamsError for params that do not fit.
    """
    return (yield from show(Wanted(name, params), identity=identity, host=host, page=PageFacts(query)))


def show_nested(parent: Parent, wanted: Wanted) -> Html:
    """The component for the template of another one.

    What the page has already with the same params is not rendered. What may not be seen leaves its place empty, and
    what raises shows its error template; neither touches what is round it. Params that do not fit are told of while
    debugging, and else leave the place empty, for nothing could be asked for with them.
    """
    nest, key = parent._nest(), wanted.params.get("key")
    if key is None and wanted.is_repeated:
        raise ConfigurationError(
            f"{wanted.name!r} stands in a loop ({wanted.where}): give it a key=, such as its row's id"
        )
    child_id = nest.take(wanted.name, key=key, spot=wanted.spot, where=wanted.where)
    component = wanted.component(nest.host, nest.identity, wanted.params.get("component_id") or child_id)
    component._depth, component._page, component._memo = nest.depth, nest.page, nest.memo
    alike: Alike | None = nest.memo.get(wanted.name)
    if alike is None:
        alike = nest.memo[wanted.name] = _alike(component)
    if component.static:
        component._known = nest.known
        return _alone(component, nest, alike)
    component._url, component._head = alike.url, alike.head
    when = wanted.when if "lazy" in wanted.params else ""
    try:
        component._tag = tag = tag_of(wanted.name, component._encoded_params, nest.host.settings)
        if when:
            component._kind.contract.split(component._plain)
    except ParamsError:
        if nest.host.settings.debug:
            raise
        log.exception("the component %r could not be shown (%s)", wanted.name, wanted.where)
        return NOTHING
    known = nest.known.get(component.id)
    if known is not None and (_has_params(component, known) or (component._fields and not when)):
        return _kept(component, known, tag)
    if when:
        return _placeholder(component, when, tag)
    return _alone(component, nest, alike)


def failed(component: Component, error: Exception) -> Html:
    """What stands for `component`, which raised `error`; unless it is static it can be asked for again from there."""
    error_id = secrets.token_hex(4)
    log.error("the component %r could not be shown, id %s", component._name, error_id, exc_info=error)
    debug = component._host.settings.debug
    reason = f"{type(error).__name__}: {error}" if debug else ""
    if component.error_template:
        given = {"component": component._view(), "error_id": error_id, "reason": reason}
        html = Html(component._renderer().render(component.error_template, given))
    else:
        told = Html(f" <code>{escape(reason)}</code>") if reason else NOTHING
        html = Html(FAILED.format(told, NOTHING if component.static else AGAIN))
    if component.static:
        return html
    tag = _tag(component)
    return _waiting(component, html, {"data-live-failed": tag, "data-live-nest": ""}, tag)


def failed_later(
    message: EventMessage, error: Exception, *, name: str, identity: Identity, host: Host
) -> UpdateMessage:
    """The update for a component that was put off, and raised `error` when the page asked for it."""
    component = postponed(message, name, identity, host)
    return {
        "type": "component_update",
        "component_id": component.id,
        "html": failed(component, error),
        "state": "",
        "key": message.key,
        "effects": [],
    }


def _tag(component: Component) -> str:
    return tag_of(component._name, component._encoded_params, component._host.settings)


def _has_params(component: Component, known: str) -> bool:
    """Whether it is in the page with the params that it has now."""
    tag = known.split(" ")[0]
    return tag == component._tag or is_tag_of(tag, component._name, component._encoded_params, component._host.settings)


def _kept(component: Component, known: str, tag: str) -> Html:
    """What has the page leave the component where it is, with what its slots now hold and the params it now has."""
    mount = None if _has_params(component, known) else put_off(component, tag)
    content = all_marked(component._slots, dict.fromkeys([*component._slots, *slot_names(known.split(" ")[1:])]))
    given = attributes({"data-live-kept": component.id, "data-live-mount": mount})
    return Html(f"<template{given}>{content}</template>")


def _alike(component: Component) -> Alike:
    asks_nobody = type(component).permissions is Component.permissions and not component._joins()
    is_quick = component._kind.is_quick and asks_nobody
    return Alike("", "", is_quick) if component.static else Alike(component._url, component._head, is_quick)


def _alone(component: Component, nest: Nest, alike: Alike) -> Html:
    try:
        if not alike.is_quick or nest.page.posted is not None:
            html: Html = nest.apart(partial(nest.host.run, _rendered(component)))
        elif nest.apart is at_once:
            html = shown_quickly(component)
        else:
            html = nest.apart(partial(shown_quickly, component))
        return html
    except (SignedOutError, ForbiddenError, NotFoundError):
        return NOTHING
    except Exception as error:  # whatever the user's code raises
        return failed(component, error)


def _rendered(component: Component) -> Flow[Html]:
    page = component._page
    if page.posted is not None:
        posted = yield from page.posted(component._name, str(component.params.get("key", "")))
        if posted is not None:
            return filled(posted, component._slots)
    yield from start(component, component._name, component._identity, component._host, page)
    return (yield from shown(component))


def _placeholder(component: Component, when: str, tag: str) -> Html:
    if any(component._slots):
        raise ConfigurationError(f"{component._name!r} is lazy and so takes no slots: nothing could keep them")
    template = component.placeholder_template
    html = PLACEHOLDER
    if template:
        html = Html(component._renderer().render(template, {**component.params, "component": component._view()}))
    return _waiting(component, html, {"data-live-nest": tag, "data-live-when": when}, tag)


def _waiting(component: Component, html: Html, given: Mapping[str, object], tag: str) -> Html:
    if component._host.settings.debug:
        check_single_root(html)
    root = {"id": component.id, "data-live": component._name, "data-live-url": component._url}
    return with_attributes(html, attributes({**root, "data-live-mount": put_off(component, tag), **given}))
