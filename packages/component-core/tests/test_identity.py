"""Who sends a message."""

import pytest

from component_framework.core.identity import NOBODY, Identity

VISITOR = Identity(audience="session:s1")
ALICE = Identity(user="alice", audience="user:1")


@pytest.mark.parametrize(("identity", "wanted"), [(NOBODY, False), (VISITOR, False), (ALICE, True)])
def test_a_user_audience_is_signed_in(identity: Identity, wanted: bool) -> None:
    assert identity.is_signed_in is wanted


@pytest.mark.parametrize(
    ("identity", "audience", "wanted"),
    [
        (NOBODY, "", True),
        (VISITOR, "session:s1", True),
        (ALICE, "user:1", True),
        (VISITOR, "", True),  # the host has started a session meanwhile
        (ALICE, "", False),  # signed in meanwhile
        (ALICE, "user:2", False),
        (ALICE, "session:1", False),
        (NOBODY, "user:1", False),
        (NOBODY, "session:s1", False),
        (VISITOR, "session:s2", False),
        (VISITOR, "user:1", False),
    ],
)
def test_whose_snapshots_may_be_sent(identity: Identity, audience: str, wanted: bool) -> None:
    assert identity.may_send(audience) is wanted


def test_nobody_is_no_user_and_has_no_hidden_fields() -> None:
    assert (NOBODY.user, NOBODY.audience, NOBODY.caller, dict(NOBODY.form_fields())) == (None, "", "", {})
