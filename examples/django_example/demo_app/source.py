"""The source of a component, read from the files that run, with its words marked for colours."""

import inspect
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

import shared_components
from component_framework.adapters.django_renderer import DjangoCottonRenderer
from component_framework.core import registry
from django_example.settings import BASE_DIR

SHARED = Path(shared_components.__file__).resolve().parent
PYTHON = re.compile(
    r"(?P<comment>\#[^\n]*)|(?P<string>f?\"[^\"\n]*\")|(?P<mark>@[\w.]+|(?<=class )\w+|(?<=def )\w+)"
    rf"|(?P<word>\b(?:{'|'.join(keyword.kwlist)}|self)\b)"
)
TEMPLATE = re.compile(
    r"(?P<comment>{#.*?#})|(?P<word>{%.*?%}|{{.*?}}|</?c-[\w.-]+)|(?P<mark>\bdata-(?:live|key)[\w-]*)"
)


@dataclass(frozen=True)
class Source:
    """One piece of source: the file it is from, below the examples' folders, and its text as HTML."""

    file: str
    code: SafeString


def component_sources(name: str, *templates: str) -> list[Source]:
    """The class and the template of the component registered as `name`, and more templates by their names."""
    cls = registry.get(name)
    folder = "cotton" if isinstance(cls.renderer, DjangoCottonRenderer) else "components"
    files = [get_template(one).template.origin.name for one in (f"{folder}/{name}.html", *templates)]
    code = Source(_shown(inspect.getfile(cls)), _marked(inspect.getsource(cls), PYTHON))
    # From the files: django-cotton's loader hands out what it has made of them.
    return [code, *(Source(_shown(file), _marked(Path(file).read_text("utf-8"), TEMPLATE)) for file in files)]


def _shown(file: str) -> str:
    path = Path(file).resolve()
    return str(path.relative_to(BASE_DIR if path.is_relative_to(BASE_DIR) else SHARED.parent))


def _marked(code: str, words: re.Pattern[str]) -> SafeString:
    return mark_safe("".join(_pieces(code.strip(), words)))  # noqa: S308 - every piece is escaped


def _pieces(code: str, words: re.Pattern[str]) -> Iterator[SafeString]:
    end = 0
    for match in words.finditer(code):
        yield format_html("{}", code[end : match.start()])
        yield format_html('<span class="{}">{}</span>', match.lastgroup, match.group())
        end = match.end()
    yield format_html("{}", code[end:])
