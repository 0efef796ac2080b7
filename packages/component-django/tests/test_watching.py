"""Models in `watches`: what Django's signals tell, and what a component listens to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from testsite.components import Lead, TaskEditor, Tasks
from testsite.hearing import Hearing
from testsite.models import Cafe, Diary, Member, Order, Place, Restaurant, Shop, Task, UrgentTask
from testsite.visitor import Visitor

from component_framework.adapters.django_model.watching import watched_models
from component_framework.core import Component, ConfigurationError, refresh, registry
from component_framework.core.flow import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(heard: Hearing) -> Task:
    found = Task.objects.create(title="wash")
    heard.news()
    return found


@pytest.fixture
def member(heard: Hearing) -> Member:
    found = Member.objects.create(name="ann")
    heard.news()
    return found


def of(row: models.Model) -> set[str]:
    """What a change of `row` is told as, were it of one model only."""
    return {f"model:{row._meta.label_lower}", f"row:{row._meta.label_lower}:{row.pk}"}


def listens(component: Component) -> set[str]:
    return {topic.removeprefix("topic:") for topic in run(component._topics())}


class TestWhatIsTold:
    def test_a_row_that_is_made(self, heard: Hearing) -> None:
        task = Task.objects.create(title="wash")
        assert heard.news() == of(task)

    def test_a_row_that_is_saved(self, task: Task, heard: Hearing) -> None:
        task.save(update_fields=["title"])
        assert heard.news() == of(task)

    async def test_a_row_that_async_code_saves(self, task: Task, heard: Hearing) -> None:
        await task.asave()
        assert heard.news() == of(task)

    @pytest.mark.parametrize("delete", [Task.delete, lambda task: Task.objects.filter(pk=task.pk).delete()])
    def test_a_row_that_is_deleted(self, task: Task, heard: Hearing, delete: Callable[[Task], Any]) -> None:
        told = of(task)
        delete(task)
        assert heard.news() == told

    def test_a_row_that_goes_with_another(self, member: Member, heard: Hearing) -> None:
        task = Task.objects.create(title="wash", lead=member)
        heard.news()
        told = of(task) | of(member)
        member.delete()
        assert heard.news() == told

    def test_a_row_saved_as_one_of_a_proxy(self, task: Task, heard: Hearing) -> None:
        UrgentTask.objects.get(pk=task.pk).save()
        assert heard.news() == of(task)
        UrgentTask.objects.get(pk=task.pk).delete()
        assert heard.news() == of(task)

    def test_of_a_childs_row_its_parents_too(self, heard: Hearing) -> None:
        cafe = Cafe.objects.create(name="corner")
        told = of(cafe) | {"model:testsite.place", f"row:testsite.place:{cafe.place_ptr_id}"}
        assert heard.news() == told
        cafe.delete()
        assert heard.news() == told | {"rows:testsite.cafe"}  # its row of `Shop` was one of nobody knows which

    def test_of_a_parents_row_its_children_too(self, heard: Hearing) -> None:
        cafe = Cafe.objects.create(name="corner")
        heard.news()
        Restaurant.objects.get().save()
        assert heard.news() == of(cafe) | {"model:testsite.place", f"row:testsite.place:{cafe.pk}"}
        Shop.objects.get().save()
        assert heard.news() == {"model:testsite.cafe", "rows:testsite.cafe"}

    def test_a_row_of_a_fixture(self, heard: Hearing, tmp_path: Path) -> None:
        fixture = tmp_path / "tasks.json"
        fixture.write_text(json.dumps([{"model": "testsite.task", "pk": 7, "fields": {"title": "wash"}}]))
        call_command("loaddata", fixture, verbosity=0)
        assert heard.news() == of(Task(pk=7))

    def test_nothing_of_what_nobody_watches(self, heard: Hearing) -> None:
        diary = Diary.objects.create(text="a secret")
        diary.delete()
        assert heard.news() == set()
        assert not any(signal.has_listeners(Diary) for signal in (post_save, post_delete))

    def test_nothing_of_what_sends_no_signal_until_somebody_says_it(self, task: Task, heard: Hearing) -> None:
        Task.objects.update(title="iron")
        Task.objects.bulk_create([Task(title="cook")])
        assert heard.news() == set()
        refresh(Task)
        assert heard.news() == {"model:testsite.task", "rows:testsite.task"}
        refresh(task)
        assert heard.news() == of(task)


class TestRelationsToMany:
    def test_both_sides_hear_of_a_new_one(self, task: Task, member: Member, heard: Hearing) -> None:
        task.members.add(member)
        assert heard.news() == of(task) | of(member)
        member.tasks.set([])
        assert heard.news() == of(task) | of(member)
        member.tasks.add(task)
        assert heard.news() == of(task) | of(member)
        task.members.remove(member)
        assert heard.news() == of(task) | of(member)

    def test_what_was_there_already_is_no_news(self, task: Task, member: Member, heard: Hearing) -> None:
        task.members.add(member)
        heard.news()
        task.members.add(member)
        assert heard.news() == set()

    @pytest.mark.parametrize("is_forward", [True, False])
    def test_who_is_let_go_is_not_known(self, task: Task, member: Member, heard: Hearing, is_forward: bool) -> None:
        task.members.add(member)
        heard.news()
        (task.members if is_forward else member.tasks).clear()
        cleared, others = (task, "member") if is_forward else (member, "task")
        assert heard.news() == of(cleared) | {f"model:testsite.{others}", f"rows:testsite.{others}"}

    def test_friends_are_friends_of_each_other(self, member: Member, heard: Hearing) -> None:
        other = Member.objects.create(name="bob")
        heard.news()
        member.friends.add(other)
        assert heard.news() == of(member) | of(other)

    def test_those_of_what_nobody_watches_are_left_alone(self) -> None:
        assert not m2m_changed.has_listeners(Order.tags.through)


class TestWhoListens:
    def test_a_component_to_any_row_of_a_model(self) -> None:
        assert listens(Tasks()) == {"notice", "model:testsite.task", "model:testsite.place", "model:testsite.cafe"}

    def test_a_model_component_to_its_own_row(self) -> None:
        own = {"row:testsite.task:7", "rows:testsite.task"}
        assert listens(TaskEditor(pk=7)) == {"notice", "model:testsite.member"} | own

    def test_one_without_a_row_to_none(self) -> None:
        assert listens(TaskEditor()) == {"notice", "model:testsite.member"}

    def test_one_that_has_made_its_row_to_that(self) -> None:
        editor = TaskEditor()
        editor.dispatch("save", state={"title": "wash"})
        assert f"row:testsite.task:{Task.objects.get().pk}" in listens(editor)

    def test_one_to_whatever_row_it_says(self, member: Member, task: Task) -> None:
        assert "row:testsite.member" not in " ".join(listens(Lead(pk=task.pk)))
        Task.objects.update(lead=member)
        assert {f"row:testsite.member:{member.pk}", "rows:testsite.member"} <= listens(Lead(pk=task.pk))

    def test_one_whose_row_is_gone_to_none(self, task: Task, visitor: Visitor) -> None:
        shown = visitor.open_at(f"/page/lead/{task.pk}/", "lead")
        task.delete()
        answer = visitor.send(shown, event="save", fields={"title": "iron"})
        assert answer.status_code == 409
        assert "data-live-watches" not in answer.json()["html"]

    def test_a_child_and_a_proxy_of_a_components_model_are_models_like_others(self) -> None:
        class Urgent(TaskEditor):
            model = UrgentTask

        class Eating(TaskEditor):
            model = Cafe
            state_fields = ["name"]
            watches = [Place]

        assert "row:testsite.task:7" in listens(Urgent(pk=7))
        assert listens(Eating(pk=7)) == {"model:testsite.place"}

    @pytest.mark.parametrize("watched", [Order, Order(pk=1)])
    def test_not_to_what_no_class_names(self, watched: object) -> None:
        class Sloppy(Component):
            def get_watches(self) -> list[object]:
                return [watched]

        with pytest.raises(ConfigurationError, match=r"add watches = \[Order\] to the class"):
            listens(Sloppy())

    def test_not_to_what_is_neither_a_model_nor_a_row(self) -> None:
        class Sloppy(Component):
            watches = [Task.objects]

        with pytest.raises(ConfigurationError, match="is no topic: give a model"):
            listens(Sloppy())

    def test_a_class_that_is_registered_late_is_found_when_it_is_shown(self, heard: Hearing) -> None:
        class Late(models.Model):
            class Meta:
                app_label = "late"

        class Shows(Component):
            watches = [Late]

        registry.register("late")(Shows)
        try:
            assert listens(Shows()) == {"model:late.late"}
        finally:
            del registry._classes["late"]

    def test_abstract_models_have_no_rows_to_watch(self) -> None:
        class Named(models.Model):
            class Meta:
                abstract = True

        class Sloppy(Component):
            watches = [Named, "notice", Task]

        assert list(watched_models(Sloppy)) == [Task]


class TestWhatItCosts:
    def test_no_query(self, task: Task, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            task.save()
        with django_assert_num_queries(1):
            Task.objects.create(title="wash")
        with django_assert_num_queries(1):
            listens(Lead(pk=task.pk))
        with django_assert_num_queries(0):
            listens(TaskEditor(pk=task.pk))

    def test_what_django_reads_more_where_somebody_listens(
        self, task: Task, member: Member, django_assert_num_queries: Any
    ) -> None:
        with transaction.atomic():
            with django_assert_num_queries(2):  # which of them are there already, and the new ones
                task.members.add(member)
            with django_assert_num_queries(3):  # the rows, what refers to them, and them
                Task.objects.all().delete()
            with django_assert_num_queries(1):
                Diary.objects.all().delete()
