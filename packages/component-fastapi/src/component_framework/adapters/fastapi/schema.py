"""One operation for each event of each component, in the app's OpenAPI document: for people, and for fuzzers."""

import json
from collections.abc import Mapping
from typing import Any, Final

from component_framework.core.component import Component
from component_framework.core.errors import BadRequestError, InvalidError
from component_framework.core.form import FormComponent
from component_framework.core.handlers import Handler
from component_framework.core.json_data import is_array, is_object, parse_json

TEXT: Final = {"type": "string"}
UPDATE: Final = {
    "type": "object",
    "required": ["type", "component_id", "html", "state", "key", "effects"],
    "properties": {
        "type": {"const": "component_update"},
        "component_id": TEXT,
        "html": TEXT,
        "state": TEXT,
        "key": {"type": ["string", "null"]},
        "effects": {"type": "array", "items": {"type": "object"}},
        "streams": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "object", "required": ["do"]}},
        },
        "status": {"const": 422},
    },
}
ERROR: Final = {
    "type": "object",
    "required": ["type", "code", "error"],
    "properties": {
        "type": {"const": "error"},
        "code": TEXT,
        "error": TEXT,
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
    },
}
REFUSED_BY: Final = {422: {"anyOf": [ERROR, UPDATE]}}
"""What carries a refusal, by status: that of a form is an update, which shows why."""
REFUSALS: Final = {
    400: "no message, or a snapshot that is not valid here",
    401: "nobody is signed in",
    403: "not allowed, or from another site",
    404: "what was asked for does not exist",
    409: "it was changed meanwhile",
    410: "the snapshot is out of date",
    413: "too large",
    415: "not JSON",
    422: "the payload does not fit",
    429: "too many requests",
}


def operation(name: str, cls: type[Component], handler: Handler) -> dict[str, Any]:
    """What the route of one event adds to its entry in the document (OpenAPI 3.1, Operation Object)."""
    return {
        "summary": f"{name}: {handler.event}",
        "description": handler.function.__doc__ or f"Sends the event `{handler.event}` to a `{name}`.",
        "tags": [name],
        "parameters": [_header("X-Component-Request", "tells the request from another site's form")],
        "requestBody": {"required": True, "content": {"application/json": {"schema": message_schema(cls, handler)}}},
    }


def responses() -> dict[int | str, dict[str, Any]]:
    """The answers that an event can have, by status."""
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"description": text, "content": {"application/json": {"schema": REFUSED_BY.get(status, ERROR)}}}
        for status, text in REFUSALS.items()
    }
    done = {"description": "the component, rendered again", "content": {"application/json": {"schema": UPDATE}}}
    return {200: done, **refusals}


def message_schema(cls: type[Component], handler: Handler) -> dict[str, Any]:
    """The JSON schema of the event's message: the snapshot, and the handler's arguments as `payload`."""
    arguments = handler.signature.arguments
    payload: dict[str, Any] = {
        "type": "object",
        "properties": {name: inlined(argument.type.schema()) for name, argument in arguments.items()},
        "required": [name for name, argument in arguments.items() if argument.is_required],
        "additionalProperties": False,
    }
    if issubclass(cls, FormComponent) and handler.event == "submit":
        payload |= {"description": "values of the form's schema by name", "additionalProperties": True}
    state = {**TEXT, "description": f"the snapshot, `data-live-state` of a {cls.component_name} on a page"}
    return {
        "type": "object",
        "properties": {"state": state, "payload": payload, "key": {**TEXT, "maxLength": 100}},
        "required": ["state", *(["payload"] if payload["required"] else [])],
        "additionalProperties": False,
    }


def event_message(raw: bytes, event: str) -> bytes:
    """The message of the protocol for a body that leaves out what the address says: its type and the event."""
    body = parse_json(raw)
    if not is_object(body):
        raise BadRequestError("a message is a JSON object")
    if said := {"type", "event", "calls"} & body.keys():
        raise InvalidError({name: ["The address says this"] for name in said})
    return json.dumps({**body, "type": "component_event", "event": event}).encode()


def inlined(schema: Any) -> Any:
    """A JSON schema without `$defs`, which would be looked for elsewhere. What refers to itself may be anything."""
    definitions: dict[str, Any] = schema.get("$defs", {}) if is_object(schema) else {}
    return _inlined(schema, definitions, ())


def _inlined(schema: Any, definitions: Mapping[str, Any], trail: tuple[str, ...]) -> Any:
    if is_array(schema):
        return [_inlined(item, definitions, trail) for item in schema]
    if not is_object(schema):
        return schema
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return {} if name in trail else _inlined(definitions[name], definitions, (*trail, name))
    return {key: _inlined(value, definitions, trail) for key, value in schema.items() if key != "$defs"}


def _header(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "description": text, "schema": {"const": "1"}}
