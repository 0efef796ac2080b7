import json
import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from component_framework.testing import mount
from django_example.demo_app.middleware import POLICY
from django_example.demo_app.models import Customer, Order, Tally, Todo

COMPONENTS = {
    "home": "clicker",
    "counter": "counter",
    "tallies": "tally_board",
    "todos": "todos",
    "signup": "signup",
    "form_demo": "contact_form",
    "model_demo": "customer_form",
    "customers": "customer_list",
    "dashboard": "dashboard",
    "websocket_demo": "order_board",
    "feed": "feed",
    "attributes": "example_click",
    "htmx": "htmx_counter",
    "cotton": "poll",
}


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
        self.assertContains(response, "shared_components/counters.py")
        self.assertContains(response, '<span class="word">self</span>.count += amount')
        self.assertContains(response, "templates/components/counter.html")
        self.assertContains(response, '<span class="mark">data-live-click</span>=&quot;add_step&quot;')

    def test_the_source_of_a_cotton_template_is_as_it_was_written(self) -> None:
        self.assertContains(self.client.get(reverse("cotton")), '<span class="word">&lt;c-panel</span> :title=')

    def test_the_cotton_page_fills_the_slots_of_its_panels(self) -> None:
        response = self.client.get(reverse("cotton"))
        self.assertContains(response, "<footer>cotton_component</footer>", html=True)
        self.assertContains(response, '<footer><span role="status">9 votes</span></footer>', html=True)


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


class OrderTests(TestCase):
    def setUp(self) -> None:
        self.order = Order.objects.create(customer=Customer.objects.create(name="Ada", email="ada@example.com"))

    def test_the_editor_costs_one_query(self) -> None:
        with self.assertNumQueries(2):  # the numbers above it are the other
            self.client.get(reverse("model_demo", args=[self.order.pk]))

    def test_an_order_that_is_not_there_is_not_found(self) -> None:
        assert self.client.get(reverse("model_demo", args=[4711])).status_code == 404

    def test_the_second_of_two_saves_is_refused_and_shows_both(self) -> None:
        mine = mount("order_editor", pk=self.order.pk).fill("notes", "mine")
        mount("order_editor", pk=self.order.pk).submit("[data-live-submit]", notes="theirs", total="0")
        mine.submit("[data-live-submit]", total="0")
        assert mine.status == 409
        assert mine.find("Somebody else was quicker") is not None
        self.order.refresh_from_db()
        assert self.order.notes == "theirs"

    def test_a_customer_is_added_once(self) -> None:
        form = mount("customer_form")
        form.submit("form", name="Alan", email="alan@example.com")
        assert form.find("Alan is a customer now.") is not None
        form.submit("form", name="Somebody", email="ada@example.com")
        assert form.state["field_errors"] == {"email": ["Another customer has this address."]}
        assert Customer.objects.count() == 2


class CustomerTests(TestCase):
    def add(self, *names: str) -> None:
        for name in names:
            customer = Customer.objects.create(name=name, email=f"{name.split()[0]}@example.com", city="Vienna")
            Order.objects.create(customer=customer)

    def test_a_longer_list_costs_no_more_queries(self) -> None:
        self.add("Kurt Gödel")
        with self.assertNumQueries(2):
            self.client.get(reverse("customers"))
        self.add(*(f"Person{number} of many" for number in range(30)))
        with self.assertNumQueries(2):
            self.client.get(reverse("customers"))

    def test_what_does_not_fit_in_the_address_counts_as_absent(self) -> None:
        self.add("Kurt Gödel")
        for query in ("sort=password", "sort=-customer__email", "page=x", "page=0", "page=999", f"search={'k' * 500}"):
            with self.subTest(query):
                self.assertContains(self.client.get(f"{reverse('customers')}?{query}"), "Kurt Gödel")

    def test_a_percent_sign_is_searched_for_like_any_letter(self) -> None:
        self.add("Kurt Gödel", "Hundred% Sure")
        response = self.client.get(f"{reverse('customers')}?search=%25")
        self.assertContains(response, "Hundred% Sure")
        self.assertNotContains(response, "Kurt Gödel")


class FormTests(TestCase):
    """The todo page as a browser without script uses it."""

    def press(self, **fields: str) -> HttpResponse:
        """Open the page, then send a form of it; the answer is the page after the redirect."""
        html = self.client.get(reverse("todos")).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html)) | fields
        address = reverse("component_endpoint", args=["todos"])
        response = self.client.post(address, hidden, headers={"referer": f"http://testserver{reverse('todos')}"})
        assert response.status_code == 303
        return self.client.get(response.headers["Location"])

    def test_a_todo_is_added_ticked_and_deleted(self) -> None:
        self.assertContains(self.press(**{"live-event": "add", "title": "Milk"}), ">Milk</span>")
        todo = Todo.objects.get()
        self.assertContains(
            self.press(**{"live-event": f"toggle?id={todo.pk}&done=true"}), "<strong>0</strong> items left"
        )
        self.assertNotContains(self.press(**{"live-event": f"remove?id={todo.pk}"}), "Milk")

    def test_the_reason_for_a_refusal_is_on_the_page_that_follows(self) -> None:
        self.assertContains(self.press(**{"live-event": "add", "title": "t" * 121}), "At most 120 letters")


class HtmxTests(TestCase):
    def test_htmx_without_the_client_is_answered_by_the_component(self) -> None:
        html = self.client.get(reverse("htmx")).content.decode()
        values = re.search(r'id="more"[^>]*hx-vals="([^"]*)"', html)
        assert values is not None
        address = reverse("component_endpoint", args=["htmx_counter"])
        response = self.client.post(address, json.loads(unescape(values.group(1))), headers={"hx-request": "true"})
        self.assertContains(response, '<output aria-live="polite">6</output>', html=True)
        assert response.content.decode().lstrip().startswith("<section")
