"""Django as the core's host: its settings, its URLs, its way to wait for async code."""

import hashlib
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import DEFAULT_CACHE_ALIAS
from django.db import connections, transaction
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from component_framework.adapters.django_model.topics import changed_topics
from component_framework.adapters.django_model.watching import watched_topics
from component_framework.adapters.django_renderer import DjangoRenderer
from component_framework.adapters.django_views.cache_replies import CacheReplyStore
from component_framework.adapters.django_views.cache_store import CacheStateStore
from component_framework.adapters.django_views.identity import identity_of
from component_framework.adapters.django_views.transactions import apart, in_transaction, together
from component_framework.core.broker_setting import broker
from component_framework.core.errors import ConfigurationError
from component_framework.core.flow import is_on_loop, off_loop
from component_framework.core.host import Host
from component_framework.core.json_data import is_array
from component_framework.core.outcomes import KEPT_FOR_S
from component_framework.core.reply_setting import reply_store
from component_framework.core.settings import MIN_KEY_LENGTH, ComponentSettings


def django_host() -> Host:
    """The host for the settings as they are now: `override_settings` and a changed DEBUG count at once."""
    given = getattr(settings, "COMPONENT_FRAMEWORK", {})
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return _host(settings.DEBUG, tuple(map(_stretched, keys)), tuple((name, _frozen(given[name])) for name in given))


@lru_cache(maxsize=16)
def _host(debug: bool, keys: tuple[str, ...], given: tuple[tuple[str, Any], ...]) -> Host:
    ours = ComponentSettings.from_mapping({"DEBUG": debug, "KEYS": keys, **dict(given)})
    return Host(
        settings=ours,
        renderer=DjangoRenderer(),
        url_for=_url_for,
        sign_in_url=_sign_in_url,
        outcomes=CacheStateStore(ttl_s=KEPT_FOR_S),
        replies=reply_store(ours.reply_store, cache=_cache_replies),
        broker=broker(ours),
        on_commit=_on_commit,
        watched_topics=watched_topics,
        changed_topics=changed_topics,
        wait=_wait,
        in_thread=_in_thread,
        off_loop=_off_loop,
        together=together,
        in_transaction=in_transaction,
        apart=apart,
        identity_of=identity_of,
    )


def _cache_replies(alias: str) -> CacheReplyStore:
    if alias and alias not in settings.CACHES:
        raise ConfigurationError(f"REPLY_STORE names the cache {alias!r}; CACHES has {sorted(settings.CACHES)}")
    return CacheReplyStore(alias or DEFAULT_CACHE_ALIAS)


def _stretched(key: str) -> str:
    """Django sets no least length for SECRET_KEY; we do for ours, and `check --deploy` speaks of Django's."""
    return key if len(key) >= MIN_KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


def _frozen(value: Any) -> Any:
    return tuple(value) if is_array(value) else value


def _url_for(name: str) -> str:
    return _reversed(name, get_resolver(get_urlconf()), get_script_prefix(), get_language())


@lru_cache(maxsize=1024)
def _reversed(name: str, resolver: URLResolver, script_prefix: str, language: str | None) -> str:
    """All that `reverse` depends on is in the arguments: the URLs, where the site is mounted, the language in them."""
    try:
        return reverse("component_endpoint", kwargs={"name": name})
    except NoReverseMatch:
        raise ConfigurationError(
            "components have no endpoint; add to urlpatterns: "
            'path("components/<str:name>/", component_view, name="component_endpoint")'
        ) from None


def _sign_in_url(page: str) -> str:
    address = resolve_url(settings.LOGIN_URL)
    if not page:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({REDIRECT_FIELD_NAME: page})}"


def _on_commit(fn: Callable[[], None]) -> None:
    """After the transaction of the default database; what an event loop runs is in none. By then nothing may break
    what the site does after its commit."""

    def told() -> None:  # a function, since Django names it where it fails
        fn()

    if not is_on_loop() and transaction.get_connection().in_atomic_block:
        transaction.on_commit(told, robust=True)
    else:
        fn()


def _in_thread(fn: Callable[[], Any]) -> Awaitable[Any]:
    return sync_to_async(fn)()


def _off_loop(fn: Callable[[], Any]) -> Any:
    """In a thread that leaves no database connection behind."""

    def work() -> Any:
        try:
            return fn()
        finally:
            connections.close_all()

    return off_loop(work)


def _wait(awaitable: Awaitable[Any]) -> Any:
    async def value() -> Any:
        return await awaitable

    return async_to_sync(value)()
