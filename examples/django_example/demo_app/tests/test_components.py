from django.test import TestCase

from component_framework.testing import mount
from django_example.demo_app.components import Clicker, Counter, TallyBoard
from django_example.demo_app.models import Tally


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
