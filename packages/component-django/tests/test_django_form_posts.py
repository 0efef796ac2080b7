"""Model forms whose fields are written by `live_fields`, sent to the real views with script and without."""

import json
from typing import Any

import pytest
from django.test import override_settings
from testsite.components import ran
from testsite.models import Invoice, InvoiceLine, Label
from testsite.visitor import Visitor
from testsite.walker import AsyncVisitor

PAGE = "/page/invoice_form/"
FORM = "[data-live-submit]"
FITS = {"number": "A1", "status": "open", "notes": ""}


def post(visitor: Visitor, page: str, **texts: Any) -> str:
    """Where a post of the page's form leads."""
    location: str = visitor.submit(visitor.form(page, FORM), texts)["Location"]
    return location


@pytest.mark.django_db
def test_every_field_has_its_control(visitor: Visitor) -> None:
    Label.objects.create(name="shown")
    Label.objects.create(name="secret")
    form = visitor.look(PAGE).find_all(FORM)[0]
    fields = [field.attributes["data-field"] for field in form.find_all("[data-field]")]
    assert fields == ["number", "status", "notes", "labels", "lines"]
    assert [option.text for option in form.find_all("select")[1].find_all("option")] == ["shown"]
    assert form.find_all("input[name=number]")[0].attributes["maxlength"] == "8"


@pytest.mark.django_db
def test_without_script_rows_come_and_all_is_saved(visitor: Visitor) -> None:
    label = Label.objects.create(name="shown")
    page = post(visitor, PAGE, **FITS, **{"live-event": "add_item?list_name=lines"})
    post(visitor, page, **FITS, labels=[label.pk], **{"lines.0.what": "Pen", "lines.0.qty": "2"})
    invoice = Invoice.objects.get()
    assert (invoice.number, list(invoice.labels.all())) == ("A1", [label])
    assert list(InvoiceLine.objects.values_list("what", "qty")) == [("Pen", 2)]


@pytest.mark.django_db
def test_without_script_reasons_are_beside_their_fields(visitor: Visitor) -> None:
    page = post(visitor, PAGE, number="", status="lost", notes="kept")
    form = visitor.look(page).find_all(FORM)[0]
    told = {field.attributes["data-field"]: field.find_all(".errors p") for field in form.find_all("[data-field]")}
    assert [name for name, reasons in told.items() if reasons] == ["number", "status"]
    assert form.find_all("textarea")[0].text.strip() == "kept"


@pytest.mark.django_db
def test_a_choice_that_is_not_offered_is_refused(visitor: Visitor) -> None:
    secret = Label.objects.create(name="secret")
    fields = {**FITS, "labels": [str(secret.pk)]}
    answer = visitor.send(visitor.open("invoice_form"), event="submit", fields=fields)
    assert (answer.status_code, Invoice.objects.count()) == (422, 0)
    assert "Select a valid choice" in json.loads(answer.content)["html"]


@pytest.mark.django_db(transaction=True)
@override_settings(ROOT_URLCONF="testsite.async_urls")
def test_async_handlers_of_forms_run_on_the_loop() -> None:
    ran.clear()
    walker = AsyncVisitor()
    answer = walker.send(walker.open("later_invoice_form"), event="submit", fields=FITS)
    assert (answer.status_code, ran) == (200, [{"number": "A1"}])
    assert Invoice.objects.get().number == "A1"
