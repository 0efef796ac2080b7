"""What every refusal owes, whatever was sent."""

import json

from attacks.components import effects
from attacks.target import Answer
from component_framework.core import ClientError

SENTENCES = {error.code: error.public for error in (ClientError, *ClientError.__subclasses__())}
TRACES = ("Traceback", "component_framework", "pydantic", "django", "starlette", "attacks.", ".py", "Error(")


def assert_refused(answer: Answer, status: int, code: str) -> None:
    """Refused so, with a fixed sentence, without a word about the server, and no handler has run."""
    assert answer.verdict == (status, code)
    assert_tells_nothing(answer)
    assert effects == []


def assert_tells_nothing(answer: Answer) -> None:
    body = answer.json
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert body["type"] == "error"
    assert body["error"] == SENTENCES[body["code"]]
    assert body.keys() <= {"type", "code", "error", "component_id", "key", "errors"}
    own_words = json.dumps({**body, "component_id": None, "key": None})  # these two repeat the message's
    assert not [trace for trace in TRACES if trace in own_words]
