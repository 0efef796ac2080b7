"""Keys and seals: text that only this installation can have made, each purpose under a key of its own."""

import hashlib
import hmac
import re
import secrets
import warnings
import zlib
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from functools import lru_cache
from typing import Any, Final

from component_framework.core.errors import BadSnapshotError, ConfigurationError, StaleSnapshotError
from component_framework.core.settings import HOW_TO_MAKE_A_KEY, ComponentSettings

VERSION: Final = "cf1"
KEY_ID: Final = re.compile(r"[0-9a-f]{8}")
PLAIN, DEFLATED, ENCRYPTED = b"p", b"z", b"e"
COMPRESS_OVER_BYTES: Final = 1024
MAX_UNPACKED_BYTES: Final = 4 * 1024 * 1024
NONCE_BYTES: Final = 12
URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")  # RFC 4648, section 5


class Sealer:
    """Seals bytes for one purpose: `cf1.<key id>.<flag>.<data>.<MAC>`, base64url without padding.

    The newest key seals, all of them open. Keys are derived per purpose and app, so that a text sealed for one is
    nothing to another.
    """

    def __init__(self, keys: tuple[str, ...], *, purpose: str, app: str) -> None:
        context = f"{VERSION}|{purpose}|{app}".encode()
        self._keys = {_derived(key, b"key id").hex()[:8]: _derived(key, context) for key in keys}
        self._newest = next(iter(self._keys))
        self._head = f"{VERSION}.{self._newest}.".encode()

    def seal(self, data: bytes, *, is_secret: bool = False) -> str:
        """`data` as text. `is_secret` also encrypts it (AES-256-GCM; needs the extra `component-core[crypto]`)."""
        key = self._keys[self._newest]
        flag = PLAIN
        if is_secret:
            flag, nonce = ENCRYPTED, secrets.token_bytes(NONCE_BYTES)
            data = nonce + _cipher(key).encrypt(nonce, data, self._head + flag)
        elif len(data) > COMPRESS_OVER_BYTES:
            flag, data = _deflated(data)
        signed = self._head + flag + b"." + _text(data)
        return (signed + b"." + _text(_mac(key, signed))).decode()

    def open(self, sealed: str) -> bytes:
        """What `seal` was given. Raises BadSnapshotError, or StaleSnapshotError for a key that is no longer kept.

        The signature is compared, in constant time, before anything is decoded, decrypted or unpacked.
        """
        signed, _, signature = sealed.rpartition(".")
        parts = signed.split(".")
        if len(parts) != 4 or parts[0] != VERSION:
            raise BadSnapshotError("not a sealed text of this version")
        key = self._keys.get(parts[1])
        if key is None:
            error = StaleSnapshotError if KEY_ID.fullmatch(parts[1]) else BadSnapshotError
            raise error("sealed under a key that is not kept")
        sent = signed.encode("utf-8", "replace")
        if not hmac.compare_digest(_text(_mac(key, sent)), signature.encode("utf-8", "replace")):
            raise BadSnapshotError("the signature does not match")
        return _unpacked(key, *sent.rsplit(b".", 2))

    def name(self, *parts: str, beside: str = "") -> str:
        """An unguessable name for `parts`: 32 hex digits that nobody without the key can compute.

        The key is the one that sealed the text `beside`, of any purpose, so that the name lasts as long as that text;
        the newest one without it.
        """
        key_id = beside.split(".")[1] if beside.startswith(f"{VERSION}.") else self._newest
        return self._name(key_id if key_id in self._keys else self._newest, parts)

    def tag(self, *parts: str) -> str:
        """Twenty letters that tell, with `is_tag`, whether `parts` are the same; they give nothing of them away."""
        return self._newest + self._name(self._newest, parts)[:12]

    def is_tag(self, tag: str, *parts: str) -> bool:
        """Whether `tag` was made of `parts`, under a key that is still kept."""
        if tag[:8] not in self._keys:
            return False
        expected = self._name(tag[:8], parts)[:12]
        return hmac.compare_digest(tag[8:].encode("utf-8", "replace"), expected.encode())

    def _name(self, key_id: str, parts: tuple[str, ...]) -> str:
        data = "\0".join(parts).encode("utf-8", "replace")
        return hashlib.blake2b(data, key=self._keys[key_id], digest_size=16).hexdigest()


def sealer(settings: ComponentSettings, purpose: str) -> Sealer:
    """The sealer of an installation for one purpose. Raises ConfigurationError without a usable key."""
    return _sealer(settings.keys or usable_keys(settings), purpose, settings.app)


@lru_cache(maxsize=64)
def _sealer(keys: tuple[str, ...], purpose: str, app: str) -> Sealer:
    return Sealer(keys, purpose=purpose, app=app)  # all settings would take longer to hash than to seal a text


def usable_keys(settings: ComponentSettings) -> tuple[str, ...]:
    """The keys to seal with: those of `settings`, or while debugging one for this process, with a warning."""
    if settings.keys:
        return settings.keys
    if not settings.debug:
        raise ConfigurationError(f"no secret key to sign component state with; make one with: {HOW_TO_MAKE_A_KEY}")
    return (_process_key(),)


@lru_cache(maxsize=1)
def _process_key() -> str:
    warnings.warn("no secret key: component state is signed with one that this process forgets", stacklevel=2)
    return secrets.token_urlsafe(48)


def _derived(secret: str, context: bytes) -> bytes:
    """A key of 32 bytes for one use of `secret`, which is of any length: HMAC-SHA256 (RFC 2104)."""
    return hmac.digest(secret.encode(), context, "sha256")


def _mac(key: bytes, message: bytes) -> bytes:
    """32 bytes that nobody without `key` can make: keyed BLAKE2b (RFC 7693, section 2.9)."""
    return hashlib.blake2b(message, key=key, digest_size=32).digest()


def _text(data: bytes) -> bytes:
    return b2a_base64(data, newline=False).translate(URL_SAFE, b"=")


def _deflated(data: bytes) -> tuple[bytes, bytes]:
    if len(packed := zlib.compress(data)) < 0.9 * len(data):
        return DEFLATED, packed
    return PLAIN, data


def _unpacked(key: bytes, before: bytes, flag: bytes, text: bytes) -> bytes:
    data = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    if flag == DEFLATED:
        unzip = zlib.decompressobj()
        data = unzip.decompress(data, MAX_UNPACKED_BYTES)
        if unzip.unconsumed_tail:
            raise BadSnapshotError(f"unpacks to more than {MAX_UNPACKED_BYTES} bytes")
    elif flag == ENCRYPTED:
        nonce, data = data[:NONCE_BYTES], data[NONCE_BYTES:]
        data = _cipher(key).decrypt(nonce, data, before + b"." + flag)
    return data


def _cipher(key: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise ConfigurationError("encrypted state needs cryptography: pip install 'component-core[crypto]'") from None
    return AESGCM(_mac(key, b"encrypt"))
