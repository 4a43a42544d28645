"""Encryption at rest with keys from outside the database, and the keyed hashes.

`settings.ENCRYPTION_KEYS`: the first key encrypts, every key decrypts. `settings.INDEX_KEY` derives the hashes.
"""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

_VERSION = b"\x01"
_KEY_ID = 4
_NONCE = 12
_HEADER = 1 + _KEY_ID + _NONCE


class CannotDecrypt(ValueError):
    """The bytes are not ours, were altered, or their key is no longer configured."""


def encrypt(data: bytes, *, context: bytes = b"") -> bytes:
    """AES-256-GCM: version, key id, nonce, ciphertext. `context` must be given again to decrypt."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(_NONCE)
    return _VERSION + key_id + nonce + AESGCM(key).encrypt(nonce, data, context)


def decrypt(data: bytes, *, context: bytes = b"") -> bytes:
    """The reverse of `encrypt`; raises CannotDecrypt when a single bit differs."""
    if len(data) < _HEADER or data[:1] != _VERSION:
        raise CannotDecrypt("Not an encrypted value of this product.")
    key = _keys().get(key_id_of(data))
    if key is None:
        raise CannotDecrypt("The key of this value is not configured.")
    try:
        return AESGCM(key).decrypt(data[1 + _KEY_ID : _HEADER], data[_HEADER:], context)
    except InvalidTag as error:
        raise CannotDecrypt("The value was altered or belongs elsewhere.") from error


def key_id_of(data: bytes) -> bytes:
    """Which key a stored value was encrypted with (a rotation finds the old ones by it)."""
    return data[1 : 1 + _KEY_ID]


def current_key_id() -> bytes:
    """The id of the key that encrypts new values."""
    return next(iter(_keys()))


def blind_index(text: str) -> bytes:
    """A keyed hash for exact matching of encrypted values: blanks and case do not matter. 32 bytes."""
    return keyed_hash("blind-index", "".join(text.split()).upper().encode("utf-8"))


def keyed_hash(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 under a key of its own for each purpose."""
    return hmac.new(_derived(purpose), data, hashlib.sha256).digest()


@lru_cache(maxsize=16)
def _derived(purpose: str) -> bytes:
    return hmac.new(_decoded(settings.INDEX_KEY), b"claimcenter/" + purpose.encode("ascii"), hashlib.sha256).digest()


@lru_cache(maxsize=1)
def _keys() -> dict[bytes, bytes]:
    keys = [_decoded(text) for text in settings.ENCRYPTION_KEYS]
    return {hashlib.sha256(key).digest()[:_KEY_ID]: key for key in keys}


def _decoded(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.strip())
    except binascii.Error as error:
        raise ImproperlyConfigured("A key is 32 bytes in urlsafe base64.") from error
    if len(key) != 32:
        raise ImproperlyConfigured("A key is 32 bytes in urlsafe base64.")
    return key


def _forget_keys(*, setting: str, **_: object) -> None:
    if setting in {"ENCRYPTION_KEYS", "INDEX_KEY"}:
        _keys.cache_clear()
        _derived.cache_clear()


setting_changed.connect(_forget_keys, dispatch_uid="practice.crypto.forget_keys")
