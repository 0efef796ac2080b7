"""Files in Django's forms: handed to the form's own validation, stored by the model's field, never state."""

from pathlib import Path
from typing import Any

import pytest
from django import forms
from testsite.models import Scan

from component_framework.adapters.django_model import DjangoFormComponent, ModelFormComponent
from component_framework.core import InvalidError, Upload, registry
from component_framework.testing import mount


class Letter(forms.Form):
    subject = forms.CharField()
    scan = forms.FileField(widget=forms.FileInput(attrs={"accept": ".txt"}))

    def clean_scan(self) -> Any:
        if self.cleaned_data["scan"].size > 5:
            raise forms.ValidationError("Too long")
        return self.cleaned_data["scan"]


sent: list[tuple[str, bytes]] = []


@registry.register("letter_form")
class LetterForm(DjangoFormComponent):
    form_class = Letter
    template_name = "components/invoice_form.html"

    def on_submit(self) -> None:
        file = self.validated_data["scan"]
        sent.append((file.name, file.read()))


@registry.register("scan_form")
class ScanForm(ModelFormComponent):
    model = Scan
    state_fields = ["title", "file"]
    template_name = "components/invoice_form.html"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    sent.clear()
    return tmp_path


def text(content: bytes, name: str = "a.txt") -> Upload:
    return Upload.of(content, name=name, content_type="text/plain")


def test_a_file_is_handed_over() -> None:
    form = mount(LetterForm).fill("scan", text(b"hello"))
    form.submit("form", subject="Hi")
    assert sent == [("a.txt", b"hello")]
    assert form.state["form_data"] == {"subject": "", "scan": ""}


def test_a_file_that_is_missing_or_does_not_fit_is_refused_beside_its_control() -> None:
    form = mount(LetterForm)
    assert form.submit("form", subject="Hi").state["field_errors"] == {"scan": ["This field is required."]}
    form.fill("scan", text(b"too long")).submit("form", subject="Hi")
    assert form.state["field_errors"] == {"scan": ["Too long"]}
    assert sent == []


def test_its_control_says_what_it_takes_and_the_form_is_sent_whole() -> None:
    form = mount(LetterForm)
    control = form.find("[name=scan]").attributes
    assert (control["type"], control["accept"], "required" in control) == ("file", ".txt", True)
    assert form.find("form").attributes["enctype"] == "multipart/form-data"


@pytest.mark.parametrize("given", [{"scan": "a text"}, {"subject": text(b"x")}, {"other": text(b"x")}])
def test_a_text_is_no_file_and_no_file_a_text(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        LetterForm().dispatch("submit", given)


@pytest.mark.django_db
def test_a_models_file_is_stored_and_kept_until_another_comes(media: Path) -> None:
    form = mount(ScanForm).fill("file", text(b"one"))
    form.submit("form", title="first")
    scan = Scan.objects.get()
    assert (media / scan.file.name).read_bytes() == b"one"

    editor = mount(ScanForm, pk=scan.pk)
    assert "required" not in editor.find("[name=file]").attributes
    editor.submit("form", title="second")
    scan.refresh_from_db()
    assert (scan.title, (media / scan.file.name).read_bytes()) == ("second", b"one")

    editor.fill("file", text(b"two", scan.file.name)).submit("form", title="second")
    scan.refresh_from_db()
    assert (media / scan.file.name).read_bytes() == b"two"


@pytest.mark.django_db
def test_a_file_that_somebody_replaced_meanwhile_is_a_conflict(media: Path) -> None:
    scan = Scan.objects.create(title="first", file="theirs.txt")
    editor = mount(ScanForm, pk=scan.pk)
    Scan.objects.update(file="newer.txt")
    editor.fill("file", text(b"mine")).submit("form", title="first")
    assert editor.status == 409
    assert [*media.iterdir()] == []
