"""The error tree, held against docs/protocol.md."""

import pytest

from component_framework.core import errors
from component_framework.core.errors import ClientError, ComponentError, InvalidError, TooManyError, UnknownEventError

CODES = {
    "BadRequestError": (400, "bad_request"),
    "BadSnapshotError": (400, "bad_snapshot"),
    "BusyError": (503, "busy"),
    "SignedOutError": (401, "signed_out"),
    "ForbiddenError": (403, "forbidden"),
    "UnknownComponentError": (404, "unknown_component"),
    "UnknownEventError": (404, "unknown_event"),
    "NotFoundError": (404, "not_found"),
    "MethodError": (405, "method"),
    "ConflictError": (409, "conflict"),
    "ContendedError": (409, "conflict"),
    "StaleSnapshotError": (410, "stale_snapshot"),
    "TooLargeError": (413, "too_large"),
    "TooManyCallsError": (413, "too_many_calls"),
    "MediaTypeError": (415, "media_type"),
    "InvalidError": (422, "invalid"),
    "RefusedFormError": (422, "invalid"),
    "RefusedSaveError": (422, "invalid"),
    "TimedOutError": (500, "timeout"),
    "TooManyError": (429, "too_many"),
}
FOUND = [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, ComponentError)]


def test_every_client_error_has_the_protocols_status_and_code() -> None:
    clients = {cls.__name__: (cls.status, cls.code) for cls in FOUND if issubclass(cls, ClientError)}
    assert clients == CODES | {"ClientError": (400, "bad_request")}


def test_every_public_sentence_is_fixed_and_its_own() -> None:
    sentences = [cls.__dict__["public"] for cls in FOUND if "public" in vars(cls)]
    assert len(set(sentences)) == len(sentences)
    assert not any("{" in sentence for sentence in sentences)


def test_what_is_no_clients_mistake_is_a_500() -> None:
    others = [cls for cls in FOUND if not issubclass(cls, ClientError)]
    assert {(cls.status, cls.code) for cls in others} == {(500, "internal")}


@pytest.mark.parametrize("cls", FOUND)
def test_every_error_says_what_it_is(cls: type[ComponentError]) -> None:
    assert cls.__doc__


def test_an_unknown_event_keeps_its_facts_and_tells_the_known_ones() -> None:
    error = UnknownEventError("Counter", "x\ny", ["b", "a"])
    assert (error.component, error.event) == ("Counter", "x\ny")
    assert str(error) == r"Counter has no handler for the event 'x\ny'; it handles ['a', 'b']"


def test_invalid_input_keeps_fifty_reasons_and_tells_names_only() -> None:
    error = InvalidError({f"n{i:02}": ["hunter2"] for i in range(60)})
    assert len(error.errors) == 50
    assert "n49" in str(error)
    assert "hunter2" not in str(error)


def test_too_many_says_when_to_come_back() -> None:
    assert TooManyError(7).retry_after_s == 7
    assert "retry after 7 s" in str(TooManyError(7))
