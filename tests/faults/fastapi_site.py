"""The FastAPI site under test: `uvicorn faults.fastapi_site:app`."""

import json
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from faults.components import Plain, write
from faults.inside import look_inside

app = FastAPI()
live = create_component_routes(app, renderer=Plain())
create_websocket_route(app)


@app.get("/page/{name}/")
def page(name: str, params: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(page.component(name, **json.loads(params)))


@app.get("/show/{name}/")
def show(name: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(f"<!doctype html><title>{name}</title>{page.script}{page.component(name)}")


@app.get("/inside/")
async def inside() -> dict[str, int]:
    return look_inside()


@app.post("/write/")
async def note(request: Request) -> Any:
    for topic, text in await request.json():
        write(topic, text)
