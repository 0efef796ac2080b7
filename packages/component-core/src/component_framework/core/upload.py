"""Files that a form is sent with: what a schema declares them by, and what a handler gets (docs/forms.md, "Files")."""

import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final, Self, TypeGuard

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from component_framework.core.errors import InvalidError
from component_framework.core.json_data import is_array

MAX_NAME: Final = 100
MAX_SUFFIX: Final = 20
PIECE_BYTES: Final = 64 * 1024
NO_FILE: Final = "No file is expected here"
SLASHES: Final = re.compile(r"[/\\\u2044\u2215\u29f5\u29f8\u29f9]")
"""What parts a path, and what only looks so. Wide forms have become plain ones before."""
HIDDEN: Final = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
"""Unicode's categories of what is not seen: control characters, marks that turn the direction round, half pairs."""


class Upload:
    """One file, as it came with the message that is being handled; it is closed after that. Never state.

    `file` is what it holds, to be read in pieces, and `size` how many bytes that is. `name` is what the user's computer
    calls it, for people to read: at most 100 letters, none of them hidden, no folders. `content_type` is what the
    browser says that it is, and worth as much as the name's ending: nobody has looked inside.
    """

    __slots__ = ("content_type", "file", "name", "size")  # no dataclass: pydantic would make a dict of it

    def __init__(self, file: BinaryIO, *, name: str, content_type: str, size: int) -> None:
        self.file: Final = file
        self.name: Final = clean_name(name)
        self.content_type: Final = content_type
        self.size: Final = size

    @classmethod
    def of(cls, content: bytes, *, name: str, content_type: str = "application/octet-stream") -> Self:
        """An upload in memory, for tests and for `dispatch()`."""
        return cls(io.BytesIO(content), name=name, content_type=content_type, size=len(content))

    def read(self) -> bytes:
        """All that it holds."""
        self.file.seek(0)
        return self.file.read()

    def digest(self) -> str:
        """What tells it from every other: the same name, type and bytes have the same."""
        self.file.seek(0)
        content = hashlib.sha256()
        for piece in iter(partial(self.file.read, PIECE_BYTES), b""):
            content.update(piece)
        self.file.seek(0)
        return json.dumps([self.name, self.content_type, content.hexdigest()])

    def __repr__(self) -> str:
        return f"Upload(size={self.size})"

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_one)


@dataclass(frozen=True)
class MaxSize:
    """`Annotated[Upload, MaxSize(2_000_000)]`: refuses a larger file. On a list it is each file's limit."""

    max_bytes: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if any(upload.size > self.max_bytes for upload in uploads_in(value)):
            limit = _readable(self.max_bytes)
            raise PydanticCustomError("upload_too_large", "The file is larger than {limit}", {"limit": limit})
        return value


class Accept:
    """`Annotated[Upload, Accept("image/*", ".pdf")]`: refuses a file unless one of these fits, as HTML's `accept`.

    It judges the name and the type that the browser says, not what is inside.
    """

    def __init__(self, *accepted: str) -> None:
        self.accepted = tuple(text.lower() for text in accepted)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if not all(any(_fits(upload, text) for text in self.accepted) for upload in uploads_in(value)):
            accepted = ", ".join(self.accepted)
            raise PydanticCustomError("upload_type", "The file is none of {accepted}", {"accepted": accepted})
        return value


def uploads_in(value: Any) -> list[Upload]:
    """The files in what a control sent, or in a field's value: itself, or those in the list."""
    return [item for item in (value if is_array(value) else [value]) if isinstance(item, Upload)]


def is_upload(given: Any) -> TypeGuard[Upload | list[Upload]]:
    """Whether `given` is what a file's control sends: an upload, or a list of such."""
    return isinstance(given, Upload) or (
        is_array(given) and given != [] and all(isinstance(item, Upload) for item in given)
    )


def refuse_uploads(given: Mapping[str, Any]) -> None:
    """Raises InvalidError where any of `given` is a file."""
    if wrong := {name: [NO_FILE] for name, value in given.items() if is_upload(value)}:
        raise InvalidError(wrong)


def clean_name(name: str) -> str:
    """`name`, a file's as a client tells it, without folders and hidden letters; "file" if nothing is left."""
    last = SLASHES.split(unicodedata.normalize("NFKC", name[-50 * MAX_NAME :]))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in HIDDEN).strip(" .")
    stem, dot, suffix = seen.rpartition(".")
    if len(seen) > MAX_NAME and dot and len(suffix) <= MAX_SUFFIX:
        return f"{stem[: MAX_NAME - len(suffix) - 1]}.{suffix}"
    return seen[:MAX_NAME] or "file"


def _one(value: Any) -> Upload:
    if isinstance(value, Upload):
        return value
    raise PydanticCustomError("upload", "One file is expected")


def _fits(upload: Upload, accepted: str) -> bool:
    if accepted.startswith("."):
        return upload.name.lower().endswith(accepted)
    claimed = upload.content_type.partition(";")[0].strip().lower()
    return claimed.startswith(accepted[:-1]) if accepted.endswith("/*") else claimed == accepted


def _readable(size: int) -> str:
    """`size` in bytes as people say it: "500 bytes", "2 MB", "1.5 MB"."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
