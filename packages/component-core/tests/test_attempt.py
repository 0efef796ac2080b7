"""Whether what a message does can be done again."""

import threading
from contextvars import copy_context

from component_framework.core import Component
from component_framework.core.attempt import attempt


class Mailer(Component):
    def on_send(self) -> None:
        self.outer_effect()


def test_an_attempt_may_be_repeated_until_a_handler_has_an_outer_effect() -> None:
    with attempt() as first:
        assert first.may_repeat
        Mailer().outer_effect()
    assert not first.may_repeat


def test_another_attempt_begins_anew() -> None:
    with attempt():
        Mailer().outer_effect()
    with attempt() as second:
        assert second.may_repeat


def test_outside_an_attempt_there_is_nothing_to_commit_to() -> None:
    Mailer().outer_effect()
    with attempt() as later:
        assert later.may_repeat


def test_a_thread_that_inherits_the_context_speaks_of_the_same_attempt() -> None:
    with attempt() as current:
        thread = threading.Thread(target=copy_context().run, args=(Mailer().outer_effect,))
        thread.start()
        thread.join()
    assert not current.may_repeat
