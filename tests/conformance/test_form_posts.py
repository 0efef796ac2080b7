"""Form posts: from htmx, and from browsers without script."""

from conformance.site import Site, by_http, shown_in


@by_http
def test_htmx_gets_the_fragment(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.submit(shown, {"title": "Größe", "tags": ["a", "b"]}, is_htmx=True)
    state = shown_in(answer.text, shown.page).state
    assert (answer.status, state["title"], state["seen"]) == (200, "'Größe'", "['a', 'b']")


@by_http
def test_htmx_gets_refused_fields_as_a_fragment_with_reasons(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.submit(shown, {"title": "x"}, is_htmx=True)
    again = shown_in(answer.text, shown.page)
    assert (answer.status, len(again.errors), again.state) == (200, 1, shown.state)


@by_http
def test_a_plain_form_leads_back_to_its_page_which_shows_the_outcome_once(site: Site) -> None:
    shown = site.open("conforming_ledger")
    answer = site.submit(shown, {"title": "Milk", "tags": "a"})
    place = answer.headers["Location"]
    assert (answer.status, place.split("?")[0]) == (303, shown.page)
    assert site.load(place).state["title"] == "'Milk'"
    assert site.load(place).state["title"] == "''"


@by_http
def test_the_outcome_of_a_plain_form_goes_on_from_there(site: Site) -> None:
    answer = site.submit(site.open("conforming_ledger"), {"title": "Milk", "tags": "a"})
    shown = site.load(answer.headers["Location"])
    assert site.act(shown, "add").state["title"] == "'Milk'"
    again = site.submit(shown, {"live-event": "add"}, form=1)
    assert "live=" in again.headers["Location"]
    assert site.load(again.headers["Location"]).state["total"] == "1"


@by_http
def test_a_refused_plain_form_leads_back_to_its_page_with_reasons(site: Site) -> None:
    answer = site.submit(site.open("conforming_ledger"), {"title": "Milk"})
    shown = site.load(answer.headers["Location"])
    assert (answer.status, len(shown.errors), shown.state["title"]) == (303, 1, "''")


@by_http
def test_the_page_keeps_its_own_query(site: Site) -> None:
    shown = site.open("conforming_ledger", total=5)
    answer = site.submit(shown, {"live-event": "add"}, form=1)
    assert answer.headers["Location"].startswith(f"{shown.page}&live=")
    assert site.load(answer.headers["Location"]).state["total"] == "6"


@by_http
def test_one_button_says_event_and_arguments(site: Site) -> None:
    shown = site.open("conforming_ledger")
    button = next(one for one in shown.root.walk() if one.attributes.get("form") == "acts")
    answer = site.submit(shown, {button.attributes["name"]: button.attributes["value"]}, form=1)
    assert site.load(answer.headers["Location"]).state["total"] == "5"


@by_http
def test_the_outcome_is_shown_only_to_who_posted(site: Site) -> None:
    site.sign_in("alice")
    place = site.submit(site.open("conforming_ledger"), {"live-event": "add"}, form=1).headers["Location"]
    site.sign_out()
    site.sign_in("bob")
    assert site.load(place).state["total"] == "0"


@by_http
def test_the_outcome_is_shown_only_in_the_place_of_its_key(site: Site) -> None:
    shown = site.open("conforming_ledger", key="a")
    place = site.submit(shown, {"live-event": "add"}, form=1).headers["Location"]
    assert site.load(place.replace("%22a%22", "%22b%22")).state["total"] == "0"


@by_http
def test_a_late_plain_form_leads_to_a_fresh_page(site: Site) -> None:
    shown = site.open("conforming_stored")
    site.act(shown, "add")
    answer = site.submit(shown, {"live-event": "add"}, form=1)
    assert (answer.status, answer.headers["Location"]) == (303, shown.page)


@by_http
def test_a_late_form_of_htmx_refreshes_the_page(site: Site) -> None:
    shown = site.open("conforming_stored")
    site.act(shown, "add")
    answer = site.submit(shown, {"live-event": "add"}, form=1, is_htmx=True)
    assert (answer.status, answer.headers["HX-Refresh"]) == (204, "true")


@by_http
def test_other_refusals_of_a_plain_form_are_one_sentence(site: Site) -> None:
    answer = site.submit(site.open("conforming_ledger"), {"live-event": "nothing"}, form=1)
    assert (answer.status, answer.text) == (404, "there is no such event")


@by_http
def test_an_exception_behind_a_plain_form_is_the_hosts_own_500(site: Site) -> None:
    assert site.submit(site.open("conforming_ledger"), {"live-event": "fail"}, form=1).status == 500
