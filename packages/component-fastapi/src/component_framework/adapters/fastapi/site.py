"""What `create_component_routes` made on an app, for `create_websocket_route` to find."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.requests import HTTPConnection

from component_framework.core.errors import ConfigurationError
from component_framework.core.host import Host
from component_framework.core.identity import Identity

ATTRIBUTE: Final = "_component_site"


@dataclass(kw_only=True)
class Site:
    """One set of routes: `dependency` gives the user, `identify` whom that makes; `socket` is a route's name or ""."""

    dependency: Callable[..., Any]
    identify: Callable[[HTTPConnection, Any], Identity]
    host_of: Callable[[HTTPConnection], Host]
    socket: str = ""


def keep_site(app: FastAPI | APIRouter, site: Site) -> None:
    """`site` is what `site_of(app)` gives from here on."""
    setattr(app, ATTRIBUTE, site)  # no dictionary by app: routers are compared by their routes, so have no hash


def site_of(app: FastAPI | APIRouter) -> Site:
    """The last one made on `app`. Raises ConfigurationError before there is one."""
    site = getattr(app, ATTRIBUTE, None)
    if not isinstance(site, Site):
        raise ConfigurationError("create_websocket_route(app) comes after create_component_routes(app, …), same app")
    return site


def path_of(connection: HTTPConnection, route: str, **params: str) -> str:
    """The path of a route as the browser sees it, with the app's prefix, mount and root path."""
    # Not request.url_for(): in a mounted app it asks the outermost one, which does not know routes below a named mount.
    path = connection.app.url_path_for(route, **params)
    return f"{connection.scope.get('root_path', '').rstrip('/')}{path}"
