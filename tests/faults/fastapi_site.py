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


@app.get("/show/{names}/")
def show(names: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    shown = "".join(page.component(name) for name in names.split("+"))
    return HTMLResponse(f"<!doctype html><title>{names}</title>{page.script}{shown}")


@app.get("/inside/")
async def inside() -> dict[str, int]:
    return look_inside()


@app.post("/write/")
async def note(request: Request) -> Any:
    for topic, text in await request.json():
        write(topic, text)
