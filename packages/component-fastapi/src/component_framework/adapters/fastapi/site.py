"""What `create_component_routes` and `create_websocket_route` made on an app, for each other to find."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.requests import HTTPConnection

from component_framework.core.errors import ConfigurationError
from component_framework.core.host import Host
from component_framework.core.identity import Identity
from component_framework.core.settings import ComponentSettings
from component_framework.core.signing import sealer
from component_framework.core.snapshot import STATE

SITE: Final = "_component_site"
SOCKET: Final = "_component_socket"


@dataclass(kw_only=True)
class Site:
    """One set of routes: `dependency` gives the user, `identify` whom that makes."""

    dependency: Callable[..., Any]
    identify: Callable[[HTTPConnection, Any], Identity]
    host_of: Callable[[HTTPConnection], Host]


def keep_site(app: FastAPI | APIRouter, site: Site) -> None:
    """`site` is what `site_of(app)` gives from here on."""
    setattr(app, SITE, site)  # no dictionary by app: routers are compared by their routes, so have no hash


def site_of(app: FastAPI | APIRouter) -> Site | None:
    """The last one made on `app`."""
    site: Site | None = getattr(app, SITE, None)
    return site


def keep_socket(app: FastAPI | APIRouter, route: str) -> None:
    """`route` is the name of the socket that pages of `app` are to open, from here on."""
    setattr(app, SOCKET, route)


def socket_of(app: FastAPI | APIRouter) -> str:
    """The name of the last socket's route on `app`; "" without one."""
    route: str = getattr(app, SOCKET, "")
    return route


def check_key(settings: ComponentSettings) -> None:
    """Raises ConfigurationError, with the command that makes a key, where there is none to sign with."""
    try:
        sealer(settings, STATE)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{error}. Put it into COMPONENT_SECRET_KEYS, or pass settings=ComponentSettings(keys=(…,))"
        ) from None


def path_of(connection: HTTPConnection, route: str, **params: str) -> str:
    """The path of a route as the browser sees it, with the app's prefix, mount and root path."""
    # Not request.url_for(): in a mounted app it asks the outermost one, which does not know routes below a named mount.
    path = connection.app.url_path_for(route, **params)
    return f"{connection.scope.get('root_path', '').rstrip('/')}{path}"
