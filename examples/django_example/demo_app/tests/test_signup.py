import pytest
from django.test import SimpleTestCase

from component_framework.core.errors import InvalidError
from component_framework.testing import Mounted, mount
from shared_components import Badge, Programme, Signup

FITTING = {"full_name": "Ada", "email": "ada@example.org", "age": "36", "country": "Austria"}


def errors(signup: Mounted) -> list[str]:
    return [error.text for error in signup.root.find_all(".error") if error.text]


def options(signup: Mounted, name: str) -> list[str]:
    return [option.text for option in signup.root.find_all(f'select[name="{name}"] option')]


class SignupTests(SimpleTestCase):
    def setUp(self) -> None:
        self.signup = mount(Signup)

    def test_an_error_shows_once_its_field_was_left(self) -> None:
        self.signup.fill("email", "ada@")
        assert errors(self.signup) == []
        self.signup._send(self.signup.root, event="touch", fields={"field": "email", "email": "ada@"})
        assert errors(self.signup) == ["That is no e-mail address."]
        self.signup.fill("email", "ada@example.org")
        assert errors(self.signup) == []

    def test_a_submit_shows_every_error(self) -> None:
        self.signup.submit()
        assert len(errors(self.signup)) == 4
        self.signup.fill("country", "Germany")
        assert "Which city is nearest to you?" in errors(self.signup)
        self.signup.fill("age", "12")
        assert "You can come from 16 on." in errors(self.signup)

    def test_cities_and_workshops_follow_what_they_depend_on(self) -> None:
        self.signup.fill("country", "Austria").fill("city", "Linz")
        self.signup._send(
            self.signup.root, fields={"days": ["Friday", "Sunday"]}
        )  # the harness sends the one box that it ticks
        self.signup.fill("workshops", ["Queues by hand", "Your first component"])
        self.signup._send(self.signup.root, fields={"days": ["Sunday"]})
        assert self.signup.state["workshops"] == ["Your first component"]
        self.signup.fill("country", "Germany")
        assert (self.signup.state["city"], options(self.signup, "city")[1:]) == (None, ["Berlin", "Hamburg", "Munich"])

    def test_empty_texts_are_none_where_the_type_says_so(self) -> None:
        self.signup.fill("age", "36").fill("employer", "Acme").fill("wishes", "tea")
        self.signup.fill("age", "").fill("employer", "").fill("wishes", "")
        state = self.signup.state
        assert (state["age"], state["employer"], state["wishes"]) == (None, None, "")

    def test_what_is_on_no_list_is_refused(self) -> None:
        with pytest.raises(InvalidError):
            self.signup._send(self.signup.root, fields={"country": "Atlantis"})
        self.signup._send(self.signup.root, fields={"country": "Austria", "city": "Berlin"})
        assert self.signup.state["city"] is None

    def test_a_form_that_fits_is_accepted_and_the_next_begins_anew(self) -> None:
        self.signup.fill("country", "Austria").fill('[value="Friday"]', True)
        self.signup.submit(**FITTING, city="Graz")
        assert self.signup.find("h3").text == "See you there, Ada!"
        self.signup.click("Sign up somebody else")
        assert self.signup.state == mount(Signup).state

    def test_putting_the_last_error_right_does_not_send_the_form(self) -> None:
        self.signup.fill("country", "Austria").fill('[value="Friday"]', True)
        self.signup.submit(**{**FITTING, "email": ""}, city="Graz")
        self.signup.fill("email", "ada@example.org")
        assert errors(self.signup) == []
        assert not self.signup.state["is_accepted"]


class ProgrammeTests(SimpleTestCase):
    def setUp(self) -> None:
        self.programme = mount(Programme)

    def shown(self) -> list[str]:
        return [row.attributes["data-key"] for row in self.programme.root.find_all("li.talk")]

    def test_talks_move_within_the_list(self) -> None:
        self.programme.click('[aria-label="Earlier: Tests that last"]')
        self.programme.click('[aria-label="Earlier: Types that pay"]')
        assert self.shown() == ["types", "tests", "queues"]
        self.programme.click("Reverse")
        assert self.shown() == ["queues", "tests", "types"]
        assert self.programme.find(".drawing").attributes["data-lengths"] == "30 60 45"

    def test_a_talk_is_found_and_added(self) -> None:
        self.programme.click("Add a talk").fill("search", "MAPS")
        self.programme.click("Maps from open data").click("Close")
        assert self.shown() == ["types", "queues", "tests", "maps"]
        assert self.programme.state["search"] == ""

    def test_a_talk_is_left_out_after_a_question(self) -> None:
        self.programme.click('[aria-label="Remove: Queues by hand"]').click("Keep it")
        self.programme.click('[aria-label="Remove: Queues by hand"]').click("Leave it out")
        assert self.shown() == ["types", "tests"]
        assert self.programme.find("dialog") is None

    def test_a_talk_that_is_not_there_is_no_error(self) -> None:
        for event in ("add", "ask", "remove"):
            self.programme._send(self.programme.root, event=event, fields={"id": "gone"})
        self.programme._send(self.programme.root, event="move", fields={"id": "gone", "by": "1"})
        assert self.shown() == ["types", "queues", "tests"]


class BadgeTests(SimpleTestCase):
    def test_the_preview_follows(self) -> None:
        badge = mount(Badge).fill("nickname", "Ada King Lovelace").fill("motto", "On!")
        assert badge.find("b").text == "AK"
        assert "20 letters" in badge.html
        assert badge.click("Another colour").state["colour"] == "blue"
