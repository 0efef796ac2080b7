"""The FastAPI site under test: `uvicorn faults.fastapi_site:app`."""

import json
import secrets
from typing import Annotated, Any

from fastapi import Cookie, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.fastapi_websocket import create_websocket_route
from component_framework.core import refresh, session_changed
from faults.components import Plain, database, write
from faults.inside import look_inside


def user(cookie: Annotated[str | None, Cookie()] = None) -> str | None:
    return "ada" if cookie and database.run("SELECT 1 FROM session WHERE cookie = ?", cookie) else None


app = FastAPI()
live = create_component_routes(app, renderer=Plain(), identity=user, audience=str)
create_websocket_route(app)


@app.get("/page/{name}/")
def page(name: str, params: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(page.component(name, **json.loads(params)))


@app.get("/show/{names}/")
def show(names: str, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    shown = "".join(page.component(name, key=number) for number, name in enumerate(names.split("+")))
    return HTMLResponse(f"<!doctype html><title>{names}</title>{page.script}{shown}")


@app.get("/private/{names}/")
def private(names: str, page: Annotated[LivePage, Depends(live)], user: Annotated[str | None, Depends(user)]) -> Any:
    return show(names, page) if user else RedirectResponse("/door/")


@app.get("/door/")
def door() -> HTMLResponse:
    return HTMLResponse("<!doctype html><title>door</title><h1>Please sign in</h1>")


@app.get("/row/{pk}/")
def row(pk: int, page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
    return HTMLResponse(f"<!doctype html><title>{pk}</title>{page.script}{page.component('entry', pk=pk)}")


@app.get("/row/{pk}/{what}/")
def change(pk: int, what: str) -> None:
    if what == "add":
        database.run("INSERT INTO post VALUES (?, ?)", pk, f"row {pk}")
    else:
        database.run("DELETE FROM post WHERE id = ?", pk)
    refresh("board")


@app.get("/sign-in/")
def sign_in(response: Response) -> None:
    cookie = secrets.token_hex()
    database.run("INSERT INTO session VALUES (?)", cookie)
    response.set_cookie("cookie", cookie)


@app.get("/sign-out/")
def sign_out(cookie: Annotated[str, Cookie()]) -> None:
    database.run("DELETE FROM session WHERE cookie = ?", cookie)
    session_changed("user:ada")


@app.get("/sessions/{how}/")
def end_sessions(how: str) -> None:
    """Nobody is told."""
    database.run("DELETE FROM session")


@app.get("/inside/")
async def inside() -> dict[str, int]:
    return look_inside()


@app.post("/write/")
async def note(request: Request) -> Any:
    for topic, text in await request.json():
        write(topic, text)
