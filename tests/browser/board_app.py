"""A tiny FastAPI app with one component that windows share: `python board_app.py <port> <file of the notes>`."""

import sys
from html import escape
from pathlib import Path
from typing import Annotated, Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import Component, registry

NOTES = Path(sys.argv[2])


@registry.register("board")
class Board(Component):
    watches = ["board"]

    def on_post(self, text: str) -> None:
        with NOTES.open("a") as file:
            file.write(f"{text}\n")
        self.refresh("board")


class Templates:
    def render(self, template_name: str, context: Any) -> str:
        notes = "".join(f"<li>{escape(note)}</li>" for note in NOTES.read_text().splitlines())
        form = '<form data-live-submit="post"><input name="text"><button>Post</button></form>'
        return f"<section>{form}<ul>{notes}</ul></section>"


app = FastAPI()
live = create_component_routes(app, renderer=Templates())
create_websocket_route(app)


@app.get("/")
def home(page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(f"<!doctype html><title>Board</title>{page.script}{page.component('board')}")


if __name__ == "__main__":
    Server(app, endpoints=build_endpoint_description_strings(host="127.0.0.1", port=int(sys.argv[1]))).run()
