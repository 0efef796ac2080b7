"""What `manage.py check` says, and what it has nothing to say about."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.test import override_settings
from django.urls import path

from component_framework.adapters.django_renderer import DjangoRenderer
from component_framework.apps import checks as ours
from component_framework.core import Component, ComponentRegistry, Html

urlpatterns = [path("elsewhere/", lambda request: None)]  # a site that has forgotten the endpoint
REDIS = "django.core.cache.backends.redis.RedisCache"
LOCMEM = "django.template.loaders.locmem.Loader"
FINE = {
    "settings": {},
    "MAX_CALLS": {"COMPONENT_FRAMEWORK": {"MAX_CALLS": "3"}},
    "another finder beside": {
        "STATICFILES_FINDERS": [
            "django.contrib.staticfiles.finders.AppDirectoriesFinder",
            "django.contrib.staticfiles.finders.FileSystemFinder",
        ]
    },
}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> ComponentRegistry:
    """A registry that holds nothing but the test's own components."""
    alone = ComponentRegistry()
    monkeypatch.setattr(ours, "registry", alone)
    return alone


def said(*, deploy: bool = False) -> dict[str, CheckMessage]:
    found = checks.run_checks(tags=["components"], include_deployment_checks=deploy)
    return {str(message.id).removeprefix("component_framework."): message for message in found}


def engine(templates: dict[str, str], **options: Any) -> list[dict[str, Any]]:
    backend = "django.template.backends.django.DjangoTemplates"
    request = {"context_processors": ["django.template.context_processors.request"]}
    return [{"BACKEND": backend, "OPTIONS": {"loaders": [(LOCMEM, templates)], **request, **options}}]


@pytest.mark.parametrize("what", FINE)
def test_a_site_that_is_fine_hears_nothing(what: str) -> None:
    with override_settings(**FINE[what]):
        assert said() == {}


@pytest.mark.parametrize("given", [{"MAX_CAL": 3}, {"MAX_CALLS": "many"}, {"KEYS": ["short"]}])
def test_e001_a_setting_that_does_not_fit(given: dict[str, Any]) -> None:
    with override_settings(COMPONENT_FRAMEWORK=given):
        assert list(said()) == ["E001"]
        assert said()["E001"].hint
        assert isinstance(said()["E001"], checks.Error)


def test_w002_nobody_serves_the_client() -> None:
    apps = [app for app in settings.INSTALLED_APPS if app != "django.contrib.staticfiles"]
    with override_settings(INSTALLED_APPS=apps):
        assert "W002" in said()


def test_e003_nobody_finds_the_client() -> None:
    with override_settings(STATICFILES_FINDERS=["django.contrib.staticfiles.finders.AppDirectoriesFinder"]):
        assert list(said()) == ["E003"]
        assert ours.FINDER in str(said()["E003"].hint)


def test_e004_there_is_no_endpoint() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert list(said()) == ["E004"]
        assert 'path("components/<str:name>/", component_view' in said()["E004"].msg


def test_e005_an_engine_escapes_nothing(registered: ComponentRegistry) -> None:
    with override_settings(TEMPLATES=engine({}, autoescape=False)):
        assert list(said()) == ["E005"]


def test_w006_pages_do_not_know_the_request(registered: ComponentRegistry) -> None:
    with override_settings(TEMPLATES=engine({}, context_processors=[])):
        assert list(said()) == ["W006"]


class Fine(Component):
    count: int = 0

    def on_add(self, amount: int = 1) -> None: ...


class WrongField(Component):
    template_name = "one.html"
    made_by: "Missing"  # noqa: F821


class WrongHandler(Component):
    template_name = "one.html"

    def on_add(self, amount: "Missing") -> None: ...  # noqa: F821


class WrongMount(Component):
    template_name = "one.html"

    def mount(self, amount: "Missing") -> None: ...  # noqa: F821


@pytest.mark.parametrize("cls", [WrongField, WrongHandler, WrongMount])
def test_e010_an_annotation_that_means_nothing(registered: ComponentRegistry, cls: type[Component]) -> None:
    registered.register("wrong")(cls)
    with override_settings(TEMPLATES=engine({"one.html": "<p></p>"})):
        assert list(said()) == ["E010"]
        assert "Missing" in said()["E010"].msg
        assert said()["E010"].obj is cls


@pytest.mark.parametrize(("installed", "expected"), [(None, ["E011"]), (object(), [])])
def test_e011_encrypted_without_cryptography(
    registered: ComponentRegistry, monkeypatch: pytest.MonkeyPatch, installed: object, expected: list[str]
) -> None:
    registered.register("secret")(type("Secret", (Fine,), {"encrypted": True, "template_name": "one.html"}))
    monkeypatch.setattr(ours, "find_spec", lambda name: installed)
    with override_settings(TEMPLATES=engine({"one.html": "<p></p>"})):
        assert list(said()) == expected


@pytest.mark.parametrize(
    ("attributes", "missing"),
    [({}, "components/fine.html"), ({"template_name": "own.html"}, "own.html"), ({"renderer": DjangoRenderer()}, "")],
)
def test_e012_there_is_no_template(registered: ComponentRegistry, attributes: dict[str, Any], missing: str) -> None:
    registered.register("fine")(type("Fine", (Fine,), attributes))
    with override_settings(TEMPLATES=engine({})):
        assert list(said()) == ["E012"]
        assert missing in said()["E012"].msg


def test_e007_the_sockets_address_is_relative() -> None:
    with override_settings(COMPONENT_FRAMEWORK={"SOCKET": "ws/"}):
        assert list(said()) == ["E007"]
    with override_settings(COMPONENT_FRAMEWORK={"SOCKET": "/ws/"}):
        assert list(said()) == []


def test_another_renderers_templates_are_its_own_business(registered: ComponentRegistry) -> None:
    class Elsewhere:
        def render(self, template_name: str, context: object) -> str:
            return "<p></p>"

    registered.register("fine")(type("Fine", (Fine,), {"renderer": Elsewhere()}))
    with override_settings(TEMPLATES=engine({})):
        assert said() == {}


def test_a_component_that_renders_itself_needs_no_template(registered: ComponentRegistry) -> None:
    class Bare(Component):
        def render(self) -> Html:
            return Html("<p></p>")

    registered.register("bare")(Bare)
    with override_settings(TEMPLATES=engine({})):
        assert said() == {}


ONE_ROOT = [
    *("<p>a</p>", "\n<!-- a -->\n<p>a</p>\n", "{# a #}<p>{{ a }}</p>", "{% load components %}<p></p>", "<input>"),
    *("{% if a %}<p>a</p>{% else %}<b>b</b>{% endif %}", "{% include 'x.html' %}", "{% extends 'x.html' %}"),
    *("{% comment %}<p></p>{% endcomment %}<p>a</p>", "<ul>{% for a in b %}<li>{% endfor %}</ul>", "<c-card />"),
    *("{% with a=b %}<p>a</p>{% endwith %}", "<p>{% verbatim %}{{ a }}{% endverbatim %}</p>"),
]
OTHERS = ["", "text", "<p>a</p><p>b</p>", "<p>a</p> text", "{{ a }}", "{# a #}", '<p id="mine"></p>', "a <p>b</p>"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [*((source, []) for source in ONE_ROOT), *((source, ["W013"]) for source in OTHERS if source)],
)
def test_w013_a_template_without_a_single_root(registered: ComponentRegistry, source: str, expected: list[str]) -> None:
    registered.register("fine")(Fine)
    with override_settings(TEMPLATES=engine({"components/fine.html": source})):
        assert list(said()) == expected


SHARED_CACHE = {"default": {"BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1"}}


def deployed(**given: Any) -> dict[str, Any]:
    """A site whose processes share all that they must, except for what is `given`."""
    return {"CACHES": SHARED_CACHE, "COMPONENT_FRAMEWORK": {"REPLY_STORE": "cache", **given}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (deployed(), []),
        (deployed(RATE_PER_S=0), ["W020"]),
        (deployed(DEBUG=True), ["W021"]),
        ({"COMPONENT_FRAMEWORK": {"REPLY_STORE": "off"}}, ["W022"]),
        (deployed(REPLY_STORE="memory"), ["W023"]),
        ({"COMPONENT_FRAMEWORK": {"REPLY_STORE": "cache"}}, ["W022", "W023"]),
        ({"COMPONENT_FRAMEWORK": {"MAX_CAL": 1}}, ["E001"]),
    ],
    ids=["fine", "W020", "W021", "W022", "W023 in memory", "W023 in a cache of the process", "E001 has said all"],
)
def test_w02x_what_is_unsafe_in_deployment(given: dict[str, Any], expected: list[str]) -> None:
    with override_settings(**given):
        assert list(said(deploy=True)) == expected
        assert "W020" not in said()


def test_the_settings_as_they_are_while_debugging_are_no_deployment() -> None:
    with override_settings(DEBUG=True, **deployed()):
        assert said(deploy=True) == {}


CLASH = """
import sys; sys.path.append({folder!r})
import django
from django.conf import settings
settings.configure(SECRET_KEY="x" * 40, INSTALLED_APPS=["component_framework"])
django.setup()
"""


def test_beside_the_project_of_the_same_name_nothing_starts(tmp_path: Any) -> None:
    info = tmp_path / "component_framework-0.6.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: component-framework\nVersion: 0.6.0\n")
    command = [sys.executable, "-c", CLASH.format(folder=str(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ImportError: component-framework 0.6.0 is installed" in done.stderr
