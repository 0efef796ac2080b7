"""What an installation can set. Each framework spells the same names its own way."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

from pydantic import TypeAdapter, ValidationError

from component_framework.core.errors import ConfigurationError

ENVIRONMENT_PREFIX: Final = "COMPONENT_"
MIN_KEY_LENGTH: Final = 32
HOW_TO_MAKE_A_KEY: Final = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'


@dataclass(frozen=True, kw_only=True)
class ComponentSettings:
    """One installation's settings, all with a default but `keys`.

    Django reads them from `COMPONENT_FRAMEWORK = {"MAX_BODY_BYTES": ...}`, other hosts from the environment
    (`COMPONENT_MAX_BODY_BYTES`) or from here.
    """

    keys: tuple[str, ...] = field(default=(), repr=False)
    """Secrets that sign snapshots, newest first; each at least 32 characters. Older ones verify until removed."""

    app: str = ""
    """Names the installation: a snapshot of another one is refused even where both share a key."""

    debug: bool = False
    """Development: more checks (one root element, undeclared attributes), and a key for this process if none is set."""

    snapshot_max_age_s: int = 24 * 60 * 60
    """How long a page may stay open, without a message, before its components refresh themselves."""

    max_body_bytes: int = 1024 * 1024
    """The longest request body that is read, and how much text one with files may hold."""

    max_upload_bytes: int = 10 * 1024 * 1024
    """The longest multipart body that is read for a form which takes files."""

    max_files: int = 20
    """How many files one message may bring."""

    max_snapshot_bytes: int = 256 * 1024
    """The largest state that travels with the page; a larger one is an error that names its biggest fields."""

    max_depth: int = 32
    """How deep the JSON of a message may nest."""

    max_nodes: int = 10_000
    """How many values (objects, lists, texts, numbers) the JSON of a message may hold."""

    max_calls: int = 50
    """How many calls one message may carry."""

    rate_per_s: float = 50
    """Messages a second that one caller may send for long. 0 turns the limit off."""

    rate_burst: int = 500
    """Messages that one caller may send at once before `rate_per_s` counts."""

    bad_snapshots_per_minute: int = 30
    """Forged snapshots a minute that one caller may send for long; then it is refused. Stale ones do not count."""

    bad_snapshots_burst: int = 300
    """Forged snapshots that one caller may send at once before `bad_snapshots_per_minute` counts."""

    trusted_proxies: int = 0
    """Reverse proxies in front, each of which appends to `X-Forwarded-For`. With 0 that header is ignored."""

    reply_store: str = field(default="memory", repr=False)
    """Where replies are kept, so that a message which comes again is answered again and not done again: "memory" of
    this process, "redis://…" or "rediss://…" (extra `component-core[redis]`), "off"; Django: "cache", "cache:<alias>".
    """

    broker: str = field(default="memory", repr=False)
    """What tells pages, also those of other processes, that something has changed: "memory" reaches this process only,
    "redis://…" or "rediss://…" (extra `component-core[redis]`) every process that shares it, the keys and `app`. Else
    the path of a class, "module.Class", which is given these settings and makes a `Broker`.
    """

    handler_timeout_s: float = 30
    """How long an async handler or hook may take before it is cancelled and its message answered with `timeout`; 0 is
    no limit. Sync ones cannot be cancelled.
    """

    socket: str = ""
    """Where the socket is served, such as "/ws/", for hosts that cannot know it (Django); "" where there is none."""

    max_frame_bytes: int = 64 * 1024
    """The longest frame that a socket takes; longer messages go by HTTP."""

    max_subscriptions: int = 128
    """How many components one socket may listen for."""

    max_sockets: int = 20
    """How many sockets one user, or one session, may hold in this process."""

    max_sockets_per_address: int = 100
    """How many sockets visitors from one address may hold in this process."""

    def __post_init__(self) -> None:
        if any(len(key) < MIN_KEY_LENGTH for key in self.keys):
            raise ConfigurationError(
                f"a secret key has fewer than {MIN_KEY_LENGTH} characters; make one with: {HOW_TO_MAKE_A_KEY}"
            )

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> Self:
        """Settings from names in capitals, as in Django's `COMPONENT_FRAMEWORK`. Raises ConfigurationError by name."""
        known = {setting.name.upper(): setting.name for setting in fields(cls)}
        if unknown := sorted(set(given) - set(known)):
            raise ConfigurationError(f"unknown component settings {unknown}; known: {sorted(known)}")
        try:
            return TypeAdapter(cls).validate_python({known[name]: value for name, value in given.items()})
        except ValidationError as error:
            wrong = {str(e["loc"][0]).upper(): e["msg"] for e in error.errors(include_input=False)}
            raise ConfigurationError(f"component settings do not fit: {wrong}") from None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Settings from `COMPONENT_*` variables; `COMPONENT_SECRET_KEYS` holds the keys, separated by commas."""
        known = {setting.name.upper() for setting in fields(cls)}
        given: dict[str, Any] = {
            name.removeprefix(ENVIRONMENT_PREFIX): value
            for name, value in environment.items()
            if name.removeprefix(ENVIRONMENT_PREFIX) in known - {"KEYS"} and name.startswith(ENVIRONMENT_PREFIX)
        }
        if secrets := environment.get(f"{ENVIRONMENT_PREFIX}SECRET_KEYS", ""):
            given["KEYS"] = tuple(key.strip() for key in secrets.split(",") if key.strip())
        return cls.from_mapping(given)
