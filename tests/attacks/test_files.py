"""Section G, files: their names, how large they may be, and where they may come."""

import json
from html import unescape

import pytest

from attacks.components import effects
from attacks.target import Shown, Target, by_http, honest
from attacks.verdicts import assert_refused

pytestmark = by_http

MULTIPART = "multipart/form-data; boundary=B"
NAMES = {
    "G03 up": ("../../etc/x", "x"),
    "G03 up with backslashes": ("..\\..\\x", "x"),
    "G03 a drive": ("C:\\x", "x"),
    "G03 wide slashes": ("\uff0f..\uff0fx", "x"),
    "G03 a mark that turns round": ("x\u202egnp.exe", "xgnp.exe"),
    "G03 300 letters": ("x" * 300, "x" * 100),
    "G03 a hidden file": (".htaccess", "htaccess"),
}


def parts(shown: Shown, *files: tuple[str, str, bytes]) -> bytes:
    """The body that our client would send, with files as (name, file name, content)."""
    message = json.dumps(honest(shown, event="submit")).encode()
    body = b'--B\r\nContent-Disposition: form-data; name="live-message"\r\n\r\n' + message + b"\r\n"
    for name, file_name, content in files:
        head = f'--B\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        body += head.encode() + b"Content-Type: image/png\r\n\r\n" + content + b"\r\n"
    return body + b"--B--\r\n"


@pytest.mark.parametrize("attack", NAMES)
def test_a_files_name_is_only_a_name(target: Target, attack: str) -> None:
    given, clean = NAMES[attack]
    answer = target.post("papers", parts(target.show("papers"), ("0.paper", given, b"x")), media_type=MULTIPART)
    assert answer.status == 200
    assert f"['{clean}']" in unescape(answer.json["html"])


@pytest.mark.parametrize("name", ["a\0.png", "a\x1b.png"])
def test_g03_a_name_with_control_characters_loses_them_or_its_message(target: Target, name: str) -> None:
    answer = target.post("papers", parts(target.show("papers"), ("0.paper", name, b"x")), media_type=MULTIPART)
    assert answer.status in (400, 422) or "['a.png']" in unescape(answer.json["html"])


def test_g06_more_than_the_limit_is_not_read(target: Target) -> None:
    body = parts(target.show("papers"), ("0.paper", "a.png", b"x" * (10 * 1024 * 1024)))
    assert_refused(target.post("papers", body, media_type=MULTIPART), 413, "too_large")


def test_g06_up_to_the_limit_is_taken(target: Target) -> None:
    body = parts(target.show("papers"), ("0.paper", "a.png", b"x" * (9 * 1024 * 1024)))
    assert target.post("papers", body, media_type=MULTIPART).status == 200
    assert effects == ["submit"]


def test_g06_more_files_than_may_be_are_too_large(target: Target) -> None:
    body = parts(target.show("papers"), *[("0.paper", "a.png", b"x")] * 21)
    assert_refused(target.post("papers", body, media_type=MULTIPART), 413, "too_large")


def test_g06_what_takes_no_files_reads_no_more_than_ever(target: Target) -> None:
    body = parts(target.show("victim"), ("0.paper", "a.png", b"x" * (1024 * 1024)))
    assert_refused(target.post("victim", body, media_type=MULTIPART), 413, "too_large")


def test_g06_texts_do_not_grow_with_the_limit_for_files(target: Target) -> None:
    text = b'--B\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + b"x" * (1024 * 1024 + 1) + b"\r\n"
    body = text + parts(target.show("papers"), ("0.paper", "a.png", b"x"))
    assert_refused(target.post("papers", body, media_type=MULTIPART), 413, "too_large")


@pytest.mark.parametrize("headers", [{}, {"X-Component-Request": "1", "Origin": "https://evil.example"}])
def test_another_sites_files_are_forbidden(target: Target, headers: dict[str, str]) -> None:
    target.sign_in("alice")
    body = parts(target.show("papers"), ("0.paper", "a.png", b"x"))
    answer = target.post_from_elsewhere("papers", body, media_type=MULTIPART, headers=headers)
    assert answer.status == 403
    assert effects == []
