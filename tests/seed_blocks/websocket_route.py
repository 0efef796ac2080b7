# ruff: noqa
# fmt: off
# --- the seed's block, verbatim ---
from fastapi import FastAPI
from component_framework.adapters.fastapi_websocket import create_websocket_route
app = FastAPI()
create_websocket_route(app) # Adds /ws endpoint
# --- end ---
