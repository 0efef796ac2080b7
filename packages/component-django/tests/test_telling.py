"""When it is told what was saved: once, after the commit, whatever becomes of the telling."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, TestCase
from django.urls import path
from testsite.hearing import Hearing, hearing
from testsite.models import Member, Task

from component_framework.adapters.django_model import telling
from component_framework.adapters.django_model.telling import MAX_ROWS
from component_framework.core import MemoryBroker, refresh

TASK = {"model:testsite.task", "row:testsite.task:1"}


def save(number: int = 1) -> None:
    Task(pk=number, title="wash").save()


class UndoError(Exception):
    """Rolls back."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise UndoError
    except UndoError:
        pass


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_nothing_is_told_before_the_commit(self, heard: Hearing) -> None:
        with transaction.atomic():
            save()
            with transaction.atomic():
                save()
            assert heard.news() == set()
        assert heard.news() == TASK

    def test_what_is_undone_is_not_told(self, heard: Hearing) -> None:
        with undone():
            save()
            Task.objects.all().delete()
        assert heard.news() == set()
        save()
        assert heard.news() == TASK

    def test_a_savepoint_that_is_undone_takes_its_own_with_it(self, heard: Hearing) -> None:
        with transaction.atomic():
            save(1)
            with undone():
                save(2)
        assert heard.news() == TASK

    def test_a_savepoint_that_is_undone_leaves_what_comes_after_it(self, heard: Hearing) -> None:
        with transaction.atomic():
            with undone():
                save()
            save()
        assert heard.news() == TASK
        with transaction.atomic():
            with undone():
                save()
            with transaction.atomic():
                save()
        assert heard.news() == TASK

    def test_a_topic_is_told_once_however_often_it_was_saved(self, heard: Hearing) -> None:
        with transaction.atomic():
            for _ in range(3):
                save()
                with transaction.atomic():
                    save()
                    with transaction.atomic():
                        save()
        assert heard.news() == TASK

    def test_each_transaction_tells(self, heard: Hearing) -> None:
        for _ in range(2):
            with transaction.atomic():
                save()
            assert heard.news() == TASK

    def test_a_save_of_a_hook_that_runs_after_the_commit_tells_too(self, heard: Hearing) -> None:
        def again() -> None:
            assert heard.news() == TASK
            with transaction.atomic():
                save()
            assert heard.news() == TASK
            save()

        with transaction.atomic():
            save()
            transaction.on_commit(again)
        assert heard.news() == TASK

    def test_where_the_site_commits_by_itself_nothing_is_told(self, heard: Hearing) -> None:
        transaction.set_autocommit(False)
        try:
            save()
            transaction.commit()
        finally:
            transaction.set_autocommit(True)
        assert heard.news() == set()

    def test_a_thousand_rows_are_told_as_all(self, heard: Hearing) -> None:
        with transaction.atomic():
            for number in range(MAX_ROWS + 50):
                save(number)
            with transaction.atomic():
                save(number + 1)
            Member.objects.create(pk=1)
        told = heard.news()
        assert {"model:testsite.task", "rows:testsite.task", "row:testsite.member:1"} <= told
        assert len([name for name in told if name.startswith("row:testsite.task:")]) == MAX_ROWS

    def test_nothing_of_a_transaction_is_kept(self, heard: Hearing) -> None:
        with undone():
            save()
        with transaction.atomic():
            save()
        assert connections[DEFAULT_DB_ALIAS] not in telling._running


@pytest.mark.django_db(transaction=True, databases=["default", "other"])
def test_each_database_has_its_own_transactions(heard: Hearing) -> None:
    with transaction.atomic(using="other"):
        Task(pk=1).save(using="other")
        Member(pk=1).save()
        assert heard.news() == {"model:testsite.member", "row:testsite.member:1"}
        Task.objects.using("other").all().delete()
        Task(pk=1).save(using="other")
        assert heard.news() == set()
    assert heard.news() == TASK
    with transaction.atomic():
        Task(pk=1).save(using="other")
        assert heard.news() == TASK


def saving(request: HttpRequest) -> HttpResponse:
    save()
    return HttpResponse(", ".join(request.heard.news()))  # type: ignore[attr-defined]


urlpatterns = [path("saving/", saving)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_a_request_that_is_one_transaction_tells_after_it(
    heard: Hearing, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpRequest, "heard", heard, raising=False)
    monkeypatch.setitem(connections[DEFAULT_DB_ALIAS].settings_dict, "ATOMIC_REQUESTS", True)
    assert client.get("/saving/").content == b""
    assert heard.news() == TASK


class Broken(MemoryBroker):
    def publish(self, topic: str, payload: str = "") -> None:
        raise OSError("out of reach")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_atomic", [True, False])
def test_a_broker_that_fails_breaks_no_save(is_atomic: bool, caplog: pytest.LogCaptureFixture) -> None:
    with hearing(Broken()):
        if is_atomic:
            with transaction.atomic():
                save()
        else:
            save()
    assert Task.objects.count() == 1
    assert "pages could not be told what was saved" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_fails_stops_nothing_that_the_site_does_after_its_commit(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mails: list[str] = []
    with hearing(Broken()), transaction.atomic():
        refresh("board")
        transaction.on_commit(lambda: mails.append("sent"))
    assert mails == ["sent"]
    assert "out of reach" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_settings_that_name_no_broker_break_no_save(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.COMPONENT_FRAMEWORK = {"BROKER": "a mistake"}
    save()
    assert "the setting BROKER" in caplog.text


class TestInATestCase(TestCase):
    """Django's own, in whose transaction nothing is ever committed."""

    def test_what_is_captured_on_commit_tells_each_time(self) -> None:
        with hearing(broker := Hearing()):
            for _ in range(2):
                with self.captureOnCommitCallbacks(execute=True):
                    save()
                    assert broker.news() == set()
                assert broker.news() == TASK
