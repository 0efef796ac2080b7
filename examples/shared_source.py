"""The source of a component, read from the files that run, with its words marked for colours."""

import inspect
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from component_framework.core import Html

HERE = Path(__file__).resolve().parent
PYTHON = re.compile(
    r"(?P<comment>\#[^\n]*)|(?P<string>f?\"[^\"\n]*\")|(?P<mark>@[\w.]+|(?<=class )\w+|(?<=def )\w+)"
    rf"|(?P<word>\b(?:{'|'.join(keyword.kwlist)}|self)\b)"
)
TEMPLATE = re.compile(
    r"(?P<word>{%.*?%}|{{.*?}}|{#(?:def|css|js)\b.*?#}|</?(?:c-|[A-Z])[\w.-]*)"
    r"|(?P<comment>{#.*?#})|(?P<mark>\bdata-(?:live|key)[\w-]*)"
)


@dataclass(frozen=True)
class Source:
    """One piece of source: the file it is from, as a visitor would look for it, and its text."""

    file: str
    code: Html

    @property
    def is_template(self) -> bool:
        return not self.file.endswith(".py")


def class_source(cls: type, *, site: Path = HERE) -> Source:
    """The class. A file of `site` goes by its path there, any other by its path in this folder."""
    return Source(_shown(Path(inspect.getfile(cls)), site), _marked(inspect.getsource(cls), PYTHON))


def template_source(file: str | Path, *, site: Path = HERE) -> Source:
    """The template, as it was written."""
    return Source(_shown(Path(file), site), _marked(Path(file).read_text("utf-8"), TEMPLATE))


def _shown(file: Path, site: Path) -> str:
    path = file.resolve()
    return path.relative_to(site if path.is_relative_to(site) else HERE).as_posix()


def _marked(code: str, words: re.Pattern[str]) -> Html:
    return Html("".join(_pieces(code.strip(), words)))


def _pieces(code: str, words: re.Pattern[str]) -> Iterator[str]:
    end = 0
    for match in words.finditer(code):
        yield escape(code[end : match.start()])
        yield f'<span class="{match.lastgroup}">{escape(match.group())}</span>'
        end = match.end()
    yield escape(code[end:])
