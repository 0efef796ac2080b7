"""A FastAPI app with a page and a socket."""

import json
from typing import Annotated

import drowning  # noqa: F401  # registers
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import ComponentSettings

app = FastAPI()
settings = ComponentSettings(keys=("the key of an app that exists in tests only",), rate_per_s=0)
live = create_component_routes(app, settings=settings)
create_websocket_route(app)


@app.get("/page/{name}/")
def page(name: str, params: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(page.component(name, **json.loads(params)))
