import re
from typing import Any

from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from django_example.demo_app.middleware import POLICY
from django_example.demo_app.models import Tally

COMPONENTS = {"home": "clicker", "counter": "counter", "tallies": "tally_board"}


class PageTests(TestCase):
    def test_every_page_shows_its_live_component(self) -> None:
        for page, component in COMPONENTS.items():
            with self.subTest(page):
                response = self.client.get(reverse(page))
                self.assertContains(response, f'data-live="{component}"', count=1)
                self.assertContains(response, f'href="{reverse(page)}" aria-current="page"', count=1)

    def test_every_page_has_the_strict_policy(self) -> None:
        for page in COMPONENTS:
            with self.subTest(page):
                assert self.client.get(reverse(page)).headers["Content-Security-Policy"] == POLICY

    def test_no_page_has_inline_script_or_style(self) -> None:
        for page in COMPONENTS:
            with self.subTest(page):
                html = self.client.get(reverse(page)).content.decode()
                assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)

    def test_the_admin_is_left_to_django(self) -> None:
        response = self.client.get(reverse("admin:index"), follow=True)
        assert "Content-Security-Policy" not in response.headers
        assert response.status_code == 200

    def test_the_source_shown_is_the_source_that_runs(self) -> None:
        response = self.client.get(reverse("counter"))
        self.assertContains(response, "demo_app/components.py")
        self.assertContains(response, '<span class="word">self</span>.count += amount')
        self.assertContains(response, "templates/components/counter.html")
        self.assertContains(response, '<span class="mark">data-live-click</span>=&quot;add_step&quot;')


class EventTests(TestCase):
    """Events as the browser sends them, through the real view with CSRF protection on."""

    def setUp(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def post(self, page: str, *, token: str | None = None, **message: Any) -> HttpResponse:
        """Open `page`, then send the message to the component on it."""
        html = self.client.get(reverse(page)).content.decode()
        root = re.search(r"<[^>]*\sdata-live=[^>]*>", html)
        assert root is not None, html
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', root.group()))
        return self.client.post(
            found["data-live-url"],
            {
                "type": "component_event",
                "component": found["data-live"],
                "component_id": found["id"],
                "state": found["data-live-state"],
                "key": "test:1",
                **message,
            },
            content_type="application/json",
            headers={
                "X-CSRFToken": self.client.cookies["csrftoken"].value if token is None else token,
                "X-Component-Request": "1",
            },
        )

    def test_a_click_counts(self) -> None:
        response = self.post("counter", event="increment", fields={"amount": "2"})
        assert response.status_code == 200
        self.assertInHTML('<output aria-live="polite">7</output>', response.json()["html"])

    def test_a_click_without_the_csrf_token_is_refused(self) -> None:
        response = self.post("counter", token="", event="increment")
        assert response.status_code == 403

    def test_an_amount_that_is_no_number_is_refused(self) -> None:
        response = self.post("counter", event="increment", payload={"amount": "2"})
        assert (response.status_code, response.json()["code"]) == (422, "invalid")

    def test_the_count_is_not_the_browsers_to_set(self) -> None:
        response = self.post("counter", fields={"count": "1000"})
        assert (response.status_code, response.json()["code"]) == (422, "invalid")

    def test_a_tally_that_does_not_exist_is_not_found(self) -> None:
        response = self.post("tallies", event="add_one", fields={"id": "4711"})
        assert (response.status_code, response.json()["code"]) == (404, "not_found")

    def test_a_tally_is_counted_in_the_database(self) -> None:
        tally = Tally.objects.create(name="Tea", value=1)
        response = self.post("tallies", event="add_one", fields={"id": str(tally.pk)})
        self.assertInHTML("<output>2</output>", response.json()["html"])
        tally.refresh_from_db()
        assert tally.value == 2
