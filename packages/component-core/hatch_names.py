"""Short names for the variables of the joined client: the readable ones are for the modules, not for the wire.

Within one statement at top level every variable of one spelling gets one new spelling, which changes nothing as long as
no spelling means a variable of ours here and something of the browser's there: `check_globals` refuses such a module.
Properties, and with them all that other scripts see, keep their names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import count, product
from string import ascii_lowercase, ascii_uppercase

TOKEN = re.compile(r"=>|\.\.\.|\?\.(?!\d)|\d[\w.]*|[A-Za-z_$][\w$]*|\S")
WORD = re.compile(r"[A-Za-z_$]")
KEYWORDS = frozenset(
    """async await break case catch class const continue default delete do else export extends false finally for
    function if import in instanceof let new null of return static super switch this throw true try typeof undefined
    var void while yield""".split()
)
DECLARING = ("const", "let", "var")
BLOCK_FOLLOWS = (")", "=>", ";", "{", "}", "", "else", "try", "finally", "do")
CONDITIONS = ("if", "for", "while", "switch")
SHORTER = {"const": "let", "true": "!0", "false": "!1"}
CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Token:
    """One token: where it stands, what brackets hold it (`(`, `[`, `block`, `object`, `class`), and what it is."""

    text: str
    start: int
    inside: str = ""
    is_variable: bool = False
    is_shorthand: bool = False


def shorten(source: str, code: str, outer: Set[str]) -> str:
    """`source`, the client's modules one after the other, with short names for what they declare.

    `code` is `source` without comments and the insides of texts. What is declared at top level, `outer`, has one name
    everywhere (capitals, then longer ones); what one statement at top level declares within itself begins anew with
    `a`, which gives the compressor the same few letters in the same order again and again.
    """
    statements = list(split(read(code)))
    own = [declarations(tokens) for tokens in statements]
    used = Counter(token.text for tokens in statements for token in tokens if token.is_variable)
    kept = used.keys() - outer - set().union(*own)
    fresh = short_names(ascii_uppercase, kept)
    renamed = {name: next(fresh) for name, _ in used.most_common() if name in outer}
    parts, end = [], 0
    for names, tokens in zip(own, statements, strict=True):
        taken = kept | {renamed[token.text] for token in tokens if token.text in renamed}
        local = local_names(tokens, names - outer, taken)
        for token in tokens:
            if token.is_variable and (name := local.get(token.text) or renamed.get(token.text)):
                parts += [source[end : token.start], f"{token.text}:" if token.is_shorthand else "", name]
                end = token.start + len(token.text)
    return "".join([*parts, source[end:]])


def local_names(tokens: list[Token], names: Set[str], taken: Set[str]) -> dict[str, str]:
    """Short names for `names`, which the piece declares. Two share one where no function holds both."""
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        if token.is_variable and token.text in names:
            places.setdefault(token.text, []).append(at)
    scopes = sorted(_functions(tokens), key=len)
    whole = range(len(tokens))
    reach = {
        name: next((scope for scope in scopes if found[0] in scope and found[-1] in scope), whole)
        for name, found in places.items()
    }
    given: dict[str, str] = {}
    for name, scope in reach.items():
        near = {short for other, short in given.items() if _overlap(scope, reach[other])}
        given[name] = next(short_names(ascii_lowercase, taken | near))
    return given


def tidy(script: str, code: str) -> str:
    """`script` in fewer letters: no line ends, no semicolons before closing braces, no parentheses round a single
    parameter, one `let` for constants in a row, no comma after the last of a list, `!0` for `true`."""
    tokens = read(code)
    instead = _shorter_words(tokens)
    dropped = {at for at, char in enumerate(code) if char == "\n" and script[at - 1] in ";})"}
    dropped |= {token.start for at, token in enumerate(tokens) if _is_last_comma(tokens, at)}
    opened: list[int] = []
    starts = [0]
    condition = ""
    for at, token in enumerate(tokens):
        before, after = _text(tokens, at - 1), _text(tokens, at + 1)
        if token.text == "(":
            opened.append(at)
            is_apart = not script[: token.start][-1:].isalnum()
            is_name = WORD.match(after) and after not in KEYWORDS
            if is_apart and is_name and [_text(tokens, at + 2), _text(tokens, at + 3)] == [")", "=>"]:
                dropped |= {token.start, tokens[at + 2].start}
        elif token.text == ")":
            condition = _text(tokens, opened.pop() - 1)
        elif token.text == ";":
            if after == "}" and not (before == ")" and condition in CONDITIONS):
                dropped.add(token.start)
            elif after == _text(tokens, starts[-1]) == "const":
                instead[token.start] = ","
                end = tokens[at + 1].start + len("const")
                dropped |= set(range(token.start + 1, end + (script[end] == " ")))
            starts[-1] = at + 1
        if token.text in CLOSES:
            starts.append(at + 1)
        elif token.text in ")]}":
            starts.pop()
            if token.text == "}" and after not in (";", ",", ".", ")", "(", "?."):
                starts[-1] = at + 1
    return "".join(instead.get(at, char) for at, char in enumerate(script) if at not in dropped)


def _is_last_comma(tokens: list[Token], at: int) -> bool:
    if tokens[at].text != "," or _text(tokens, at - 1) in (",", "["):
        return False
    return _text(tokens, at + 1) in CLOSES.values()


def _shorter_words(tokens: list[Token]) -> dict[int, str]:
    """What stands in place of which character."""
    instead: dict[int, str] = {}
    for at, token in enumerate(tokens):
        is_name = _text(tokens, at - 1) in (".", "?.") or _text(tokens, at + 1) in (":", "(")
        if token.text in SHORTER and not is_name:
            instead |= dict.fromkeys(range(token.start, token.start + len(token.text)), "")
            instead[token.start] = SHORTER[token.text]
    return instead


def split(tokens: list[Token]) -> Iterator[list[Token]]:
    """The pieces that share no variables but those of the top level: its statements, and the members of its classes."""
    start, depth = 0, 0
    for at, token in enumerate(tokens):
        depth -= token.text in ")]}"
        is_member = depth == 1 and token.inside == "class"
        is_body = token.text == "}" and (is_member or tokens[start].text in ("async", "class", "function", "for", "if"))
        is_end = token.text == ";" or is_body or (token.text == "{" and _kind(tokens, at) == "class")
        if is_end and (depth == 0 or is_member) and _text(tokens, at + 1) not in (";", "else", "catch", "finally"):
            yield tokens[start : at + 1]
            start = at + 1
        depth += token.text in CLOSES
    if tokens[start:]:
        yield tokens[start:]


def check_globals(modules: Mapping[str, tuple[str, Set[str]]]) -> None:
    """Raises ValueError for a name that one module declares and another takes from the browser.

    `modules`: name -> its masked code and the names that it imports.
    """
    own: dict[str, str] = {}
    foreign: dict[str, str] = {}
    for module, (code, imported) in modules.items():
        tokens = read(code)
        declared = declarations(tokens) | imported
        own |= dict.fromkeys(declared, module)
        foreign |= {token.text: module for token in tokens if token.is_variable and token.text not in declared}
    for name in own.keys() & foreign.keys():
        raise ValueError(f"{own[name]} declares {name!r}, which {foreign[name]} takes from the browser: rename it")


def read(code: str) -> list[Token]:
    """The tokens of masked code; strings are their first quote."""
    tokens = [Token(found[0], found.start()) for found in TOKEN.finditer(code)]
    open_: list[str] = []
    for at, token in enumerate(tokens):
        if token.text in ")]}":
            open_.pop()
        token.inside = open_[-1] if open_ else "block"
        if token.text in CLOSES:
            open_.append(_kind(tokens, at) if token.text == "{" else token.text)
        elif WORD.match(token.text) and token.text not in KEYWORDS:
            _classify(tokens, at)
    return tokens


def declarations(tokens: list[Token]) -> set[str]:
    """The names that const, let, var, class, function, parameters and catch declare."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if token.text in DECLARING:
            found |= set(_declared(tokens, at + 1, is_list=False))
        elif token.text in ("class", "function") and _text(tokens, at + 1) not in ("(", "{", "extends"):
            found.add(_text(tokens, at + 1))
        elif token.text == "(" and _takes_parameters(tokens, at):
            found |= set(_declared(tokens, at + 1, is_list=True))
        elif token.is_variable and _text(tokens, at + 1) == "=>":
            found.add(token.text)
    return found


def short_names(alphabet: str, taken: Set[str]) -> Iterator[str]:
    for length in count(1):
        for letters in product(alphabet, repeat=length):
            name = "".join(letters)
            if name not in taken and name not in KEYWORDS:
                yield name


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _kind(tokens: list[Token], at: int) -> str:
    """What the brace opens."""
    before = _text(tokens, at - 1)
    if "class" in (_text(tokens, at - 2), _text(tokens, at - 1)) or _text(tokens, at - 2) == "extends":
        return "class"
    return "block" if before in BLOCK_FOLLOWS else "object"


def _classify(tokens: list[Token], at: int) -> None:
    token, before, after = tokens[at], _text(tokens, at - 1), _text(tokens, at + 1)
    starts = before in ("{", ",") or (token.inside == "class" and before in (";", "}", "static", "async", "get", "set"))
    if before in (".", "?."):
        return
    if token.inside in ("object", "class") and after == "(" and (starts or before in ("async", "get", "set")):
        return  # a method
    if token.inside == "class" and token.text in ("get", "set") and WORD.match(after):
        return  # of a property
    if token.inside == "object" and starts and after == ":":
        return
    if token.inside == "class" and starts and after in ("=", ";"):
        return
    token.is_variable = True
    token.is_shorthand = token.inside == "object" and starts and after in (",", "}", "=")


def _functions(tokens: list[Token]) -> Iterator[range]:
    """Where each function with parameters in parentheses stands, from its parameters to its end."""
    for at, token in enumerate(tokens):
        if token.text != "(" or not _takes_parameters(tokens, at):
            continue
        end = _closing(tokens, at) + 1
        body = end + 1 if _text(tokens, end) == "=>" else end
        yield range(at, _closing(tokens, body) + 1 if _text(tokens, body) == "{" else _after_value(tokens, body))


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _takes_parameters(tokens: list[Token], at: int) -> bool:
    end = _closing(tokens, at)
    if _text(tokens, end + 1) == "=>" or (_text(tokens, at - 1) == "catch" and _text(tokens, at - 2) != "."):
        return True
    return _text(tokens, end + 1) == "{" and _text(tokens, at - 1) not in CONDITIONS


def _closing(tokens: list[Token], at: int) -> int:
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end].text in CLOSES) - (tokens[end].text in ")]}")
        if depth == 0:
            return end
    return len(tokens)


def _declared(tokens: list[Token], at: int, *, is_list: bool) -> Iterator[str]:
    """The names in the pattern or parameter list that begins there. What stands behind `=` is a value, no pattern."""
    depth = 0
    while at < len(tokens):
        text = tokens[at].text
        if depth == 0 and (text in (")", ";") or (not is_list and text in ("of", "in"))):
            return
        if text == "=":
            at = _after_value(tokens, at)
            continue
        depth += (text in CLOSES) - (text in ")]}")
        if tokens[at].is_variable:
            yield text
        at += 1


def _after_value(tokens: list[Token], at: int) -> int:
    """The place of the comma, bracket or semicolon that ends the value behind the `=` at `at`."""
    depth = 0
    while at < len(tokens):
        text = tokens[at].text
        if depth == 0 and (text in (",", ";") or text in ")]}"):
            return at
        depth += (text in CLOSES) - (text in ")]}")
        at += 1
    return at
