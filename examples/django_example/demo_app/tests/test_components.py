import json

import pytest
from django.test import TestCase

from component_framework.core.errors import InvalidError
from component_framework.testing import Mounted, mount
from django_example.demo_app.components import Poll, TallyBoard
from django_example.demo_app.models import Tally, Todo
from shared_components import Clicker, Counter, HtmxCounter, Todos


class ClickerTests(TestCase):
    def test_a_click_counts_one(self) -> None:
        clicker = mount(Clicker)
        clicker.click("Click me")
        assert clicker.state["clicks"] == 1


class CounterTests(TestCase):
    def test_the_buttons_count_by_their_amounts(self) -> None:
        counter = mount(Counter, count=5)
        counter.click("+1")
        counter.click("+5")
        counter.click('[data-live-arg-amount="-1"]')
        assert counter.state["count"] == 10

    def test_the_step_is_what_the_visitor_typed(self) -> None:
        counter = mount(Counter, count=5)
        counter.fill("step", "7")
        counter.click("Add 7")
        assert counter.state["count"] == 12

    def test_an_empty_step_adds_nothing(self) -> None:
        counter = mount(Counter, count=5)
        counter.fill("step", "")
        counter.click("Add 0")
        assert counter.state["count"] == 5


class TallyBoardTests(TestCase):
    def test_a_new_tally_starts_at_nothing(self) -> None:
        board = mount(TallyBoard)
        board.submit(name="  Tea ")
        assert Tally.objects.get().name == "Tea"
        assert "Tea" in board.html
        assert board.state["draft"] == ""

    def test_a_name_is_given_once(self) -> None:
        Tally.objects.create(name="Tea", value=3)
        board = mount(TallyBoard)
        board.submit(name="Tea")
        assert "This one is on the board already." in board.html
        assert 'value="Tea"' in board.html
        assert Tally.objects.get().value == 3

    def test_rows_count_up_and_down(self) -> None:
        tea = Tally.objects.create(name="Tea", value=3)
        board = mount(TallyBoard)
        board.click("+")
        board.click("+")
        board.click('[data-live-click="take_one"]')
        tea.refresh_from_db()
        assert tea.value == 4


class TodosTests(TestCase):
    def setUp(self) -> None:
        self.milk = Todo.objects.create(title="Milk")
        self.tea = Todo.objects.create(title="Tea", done=True)
        self.todos = mount(Todos)

    def titles(self) -> list[str]:
        """The titles in the database, ticked ones with an x."""
        return [f"x {todo.title}" if todo.done else todo.title for todo in Todo.objects.all()]

    def shown(self) -> list[str]:
        return [title.text for title in self.todos.root.find_all(".todo-title")]

    def act(self, event: str, todo: Todo, **fields: str) -> Mounted:
        """What the row's control sends; the harness names controls by name, and every row has the same ones."""
        return self.todos._send(self.todos.root, event=event, fields={"id": str(todo.pk), **fields})

    def edit(self, todo: Todo, title: str) -> Mounted:
        self.todos.click(f'[aria-label="Edit: {todo.title}"]')
        return self.act("save", todo, title=title)

    def test_a_new_todo_is_active_trimmed_and_comes_last(self) -> None:
        self.todos.submit(".todo-add", title="  Bread ")
        assert self.titles() == ["Milk", "x Tea", "Bread"]
        assert self.todos.find(".todo-count").text == "2 items left"

    def test_an_empty_title_makes_no_todo(self) -> None:
        self.todos.submit(".todo-add", title="  ")
        assert self.titles() == ["Milk", "x Tea"]

    def test_a_title_is_edited_in_place(self) -> None:
        self.todos.click('[aria-label="Edit: Milk"]')
        assert self.todos.effects == [{"type": "focus", "target": ".todo-edit [name=title]"}]
        self.todos.submit(".todo-edit", title=" Oat milk ")
        assert self.titles() == ["Oat milk", "x Tea"]
        assert self.shown() == ["Oat milk", "Tea"]

    def test_an_emptied_title_removes_the_todo(self) -> None:
        self.edit(self.milk, " ")
        assert self.titles() == ["x Tea"]

    def test_after_a_cancel_leaving_the_field_saves_nothing(self) -> None:
        self.todos.click('[aria-label="Edit: Milk"]').press(".todo-edit", "Escape")
        self.act("save", self.milk, title="Oat milk")
        assert self.titles() == ["Milk", "x Tea"]
        assert self.todos.root.find_all(".editing") == []

    def test_what_is_not_edited_any_more_is_not_cancelled(self) -> None:
        self.todos.click('[aria-label="Edit: Milk"]')
        self.act("cancel", self.tea)
        assert self.todos.state["edited"] == self.milk.pk

    def test_todos_are_toggled_one_by_one_and_together(self) -> None:
        self.act("toggle", self.milk, done="true")
        self.act("toggle", self.tea, done="")
        assert self.titles() == ["x Milk", "Tea"]
        self.todos._send(self.todos.root, event="toggle_all", fields={"done": "true"})
        assert self.titles() == ["x Milk", "x Tea"]
        self.todos._send(self.todos.root, event="toggle_all", fields={"done": ""})
        assert self.titles() == ["Milk", "Tea"]

    def test_a_todo_is_removed_and_the_completed_ones_are_cleared(self) -> None:
        self.todos.click('[aria-label="Delete: Milk"]')
        assert self.titles() == ["x Tea"]
        self.todos.click("Clear completed")
        assert self.titles() == []
        assert "todo-main" not in self.todos.html
        assert "todo-footer" not in self.todos.html

    def test_the_filter_shows_some_and_counts_all(self) -> None:
        self.todos.click("Active")
        assert self.shown() == ["Milk"]
        self.todos.click("Completed")
        assert self.shown() == ["Tea"]
        assert self.todos.query == "show=completed"
        assert self.todos.find(".todo-count").text == "1 item left"

    def test_a_title_that_is_too_long_stays_in_its_field_until_it_is_not(self) -> None:
        self.todos.submit(".todo-add", title="n" * 121)
        self.edit(self.milk, "m" * 121)
        self.act("toggle", self.tea, done="")
        assert self.todos.html.count("At most 120 letters, please.") == 2
        assert self.titles() == ["Milk", "Tea"]
        self.act("save", self.milk, title="m" * 120)
        self.todos.submit(".todo-add", title="Bread")
        assert 'aria-invalid="true"' not in self.todos.html
        assert self.titles() == ["m" * 120, "Tea", "Bread"]

    def test_a_pasted_novel_is_refused_without_a_crash(self) -> None:
        self.todos.submit(".todo-add", title="n" * 500_000)
        assert "At most 120 letters" in self.todos.html
        assert self.titles() == ["Milk", "x Tea"]

    def test_what_somebody_else_has_deleted_is_no_error(self) -> None:
        self.todos.click('[aria-label="Edit: Milk"]')
        Todo.objects.all().delete()
        self.act("save", self.milk, title="Oat milk")
        assert self.titles() == []
        assert "todo-main" not in self.todos.html

    def test_a_title_is_text_wherever_it_stands(self) -> None:
        self.todos.submit(".todo-add", title='<b onclick="x()">&amp;')
        assert "<b " not in self.todos.html
        assert self.shown()[-1] == '<b onclick="x()">&amp;'


class HtmxCounterTests(TestCase):
    def test_the_buttons_carry_event_amount_and_snapshot(self) -> None:
        counter = mount(HtmxCounter, count=5)
        sent = json.loads(counter.find("+5").attributes["hx-vals"])
        assert (sent["live-event"], sent["amount"]) == ("increment", "5")
        assert sent["live-state"] == counter.snapshot


class PollTests(TestCase):
    def test_a_vote_counts_in_buttons_and_footer(self) -> None:
        poll = mount(Poll, question="Now?")
        poll.click('[data-live-arg-drink="Tea"]')
        assert poll.find("h3").text == "Now?"
        assert poll.find("footer").text == "10 votes"
        assert poll.state["votes"]["Tea"] == 4

    def test_only_what_is_on_the_list_can_be_voted_for(self) -> None:
        with pytest.raises(InvalidError):
            mount(Poll).send("vote", drink="Gin")
