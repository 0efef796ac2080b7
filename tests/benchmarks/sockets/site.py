"""The site that is measured: components that are pushed to their pages, and bare sockets that get as many bytes."""

import json
import time
from collections import defaultdict
from typing import Annotated, Any

from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse
from faults.components import Plain
from faults.inside import look_inside

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import Component, registry, ws_manager


@registry.register("news")
class News(Component):
    renderer = Plain()
    text: str = ""


app = FastAPI()
live = create_component_routes(app, renderer=Plain())
create_websocket_route(app)
bare: dict[str, set[WebSocket]] = defaultdict(set)


@app.get("/page/")
def page(page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(page.component("news"))


@app.get("/inside/")
async def inside() -> dict[str, int]:
    return look_inside()


@app.post("/ours/{component_id}/")
async def ours(component_id: str, number: int) -> None:
    """Pushes to all pages that show it; the text says which push it is, and when it began."""
    text = f"{number} {time.time_ns()}"
    result = await News(component_id=component_id).adispatch(state={"text": text})
    await ws_manager.broadcast_update(component_id, result["html"], result["state"])


@app.websocket("/bare/{group}/")
async def bare_socket(socket: WebSocket, group: str) -> None:
    await socket.accept()
    bare[group].add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        bare[group].discard(socket)


@app.post("/bare/{group}/")
async def floor(group: str, number: int, length: int) -> None:
    """The least that any server does: the same number of bytes, to one socket after the other."""
    frame: dict[str, Any] = {"html": f"<output>{number} {time.time_ns()}</output>", "filler": ""}
    frame["filler"] = "x" * max(length - len(json.dumps(frame)), 0)
    text = json.dumps(frame)
    for socket in list(bare[group]):
        await socket.send_text(text)
