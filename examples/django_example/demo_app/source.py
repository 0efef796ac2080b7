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

from component_framework.core import registry
from django_example.settings import BASE_DIR

PYTHON = re.compile(
    r"(?P<comment>\#[^\n]*)|(?P<string>f?\"[^\"\n]*\")|(?P<mark>@[\w.]+|(?<=class )\w+|(?<=def )\w+)"
    rf"|(?P<word>\b(?:{'|'.join(keyword.kwlist)}|self)\b)"
)
TEMPLATE = re.compile(r"(?P<comment>{#.*?#})|(?P<word>{%.*?%}|{{.*?}})|(?P<mark>\bdata-(?:live|key)[\w-]*)")


@dataclass(frozen=True)
class Source:
    """One piece of source: the file it is from, below the example's folder, and its text as HTML."""

    file: str
    code: SafeString


def component_sources(name: str) -> list[Source]:
    """The class and the template of the component registered as `name`."""
    cls = registry.get(name)
    template = get_template(f"components/{name}.html").template
    return [
        Source(_shown(inspect.getfile(cls)), _marked(inspect.getsource(cls), PYTHON)),
        Source(_shown(template.origin.name), _marked(template.source, TEMPLATE)),
    ]


def _shown(file: str) -> str:
    return str(Path(file).resolve().relative_to(BASE_DIR))


def _marked(code: str, words: re.Pattern[str]) -> SafeString:
    return mark_safe("".join(_pieces(code.strip(), words)))  # noqa: S308 - every piece is escaped


def _pieces(code: str, words: re.Pattern[str]) -> Iterator[SafeString]:
    end = 0
    for match in words.finditer(code):
        yield format_html("{}", code[end : match.start()])
        yield format_html('<span class="{}">{}</span>', match.lastgroup, match.group())
        end = match.end()
    yield format_html("{}", code[end:])
