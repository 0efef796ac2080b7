"""What models and rows are called where topics are told."""

import uuid
from typing import Any

import pytest
from django.db import models
from testsite.models import Cafe, Place, Restaurant, Shop, Task, UrgentTask

from component_framework.adapters.django_model.topics import changed_topics, model_topic, row_topic
from component_framework.core import ConfigurationError


class Ticket(models.Model):
    id = models.UUIDField(primary_key=True)

    class Meta:
        app_label = "tickets"


class Named(models.Model):
    class Meta:
        abstract = True


def test_a_proxys_rows_are_its_models() -> None:
    assert model_topic(UrgentTask) == model_topic(Task) == "model:testsite.task"
    assert row_topic(UrgentTask, 1) == "row:testsite.task:1"


@pytest.mark.parametrize("given", [1, "1", " 1"])
def test_a_row_has_one_name_however_its_key_is_written(given: Any) -> None:
    assert row_topic(Task, given) == "row:testsite.task:1"


def test_a_key_is_what_the_database_takes_it_for() -> None:
    key = uuid.uuid4()
    assert row_topic(Ticket, key) == row_topic(Ticket, key.hex) == f"row:tickets.ticket:{key}"
    assert row_topic(Ticket, "no key") == "row:tickets.ticket:no key"


def test_a_change_of_a_row_is_one_of_its_model() -> None:
    assert set(changed_topics(UrgentTask(pk=1))) == {"model:testsite.task", "row:testsite.task:1"}


def test_a_change_of_a_model_is_one_of_each_of_its_rows() -> None:
    assert set(changed_topics(Task)) == {"model:testsite.task", "rows:testsite.task"}


def test_without_a_key_it_may_be_any_row() -> None:
    assert set(changed_topics(Task())) == {"model:testsite.task", "rows:testsite.task"}


def test_a_childs_row_is_one_of_its_parents() -> None:
    cafe = Cafe(id=3, place_ptr_id=3, restaurant_ptr_id=3, number=9, shop_ptr_id=9)
    models_of = {f"model:testsite.{name}" for name in ("cafe", "restaurant", "place", "shop")}
    rows = {*(f"row:testsite.{name}:3" for name in ("cafe", "restaurant", "place")), "row:testsite.shop:9"}
    assert set(changed_topics(cafe)) == models_of | rows


def test_a_parents_row_may_be_one_of_its_children() -> None:
    models_of = {f"model:testsite.{name}" for name in ("cafe", "restaurant", "place")}
    rows = {f"row:testsite.{name}:3" for name in ("cafe", "restaurant", "place")}
    assert set(changed_topics(Place(pk=3))) == models_of | rows


def test_which_row_of_a_child_is_not_known_from_its_other_parent() -> None:
    assert set(changed_topics(Shop(pk=9))) == {
        "model:testsite.shop",
        "row:testsite.shop:9",
        "model:testsite.cafe",
        "rows:testsite.cafe",
    }


@pytest.mark.parametrize("given", [Task.objects, 42, str])
def test_what_is_no_model_and_no_row_is_refused(given: object) -> None:
    with pytest.raises(ConfigurationError, match="is no topic: give a model"):
        changed_topics(given)


def test_an_abstract_model_has_no_rows() -> None:
    with pytest.raises(ConfigurationError, match="Named is abstract"):
        changed_topics(Named)


def test_a_restaurant_is_its_place() -> None:
    assert "row:testsite.place:3" in changed_topics(Restaurant(id=3, place_ptr_id=3))
