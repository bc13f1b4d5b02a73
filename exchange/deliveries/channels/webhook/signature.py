"""Signing as Standard Webhooks 1.0 lays down: HMAC-SHA256 over id, timestamp and body, once per key.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence

PREFIX = "whsec_"
_LEAST, _MOST = 24, 64
_NEW = 32


class BadSecret(ValueError):
    """Not a secret: wrong prefix, not base64, or of a length that the specification rules out."""


def new_secret() -> str:
    """A fresh secret as its owner is shown it, once."""
    return PREFIX + base64.b64encode(os.urandom(_NEW)).decode()


def key_of(secret: str) -> bytes:
    """The key within a written secret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSecret("not base64") from error
    if not secret.startswith(PREFIX) or not _LEAST <= len(key) <= _MOST:
        raise BadSecret("not a webhook secret")
    return key


def key_id(key: bytes) -> str:
    """A name for the key that may be logged and shown: it tells keys apart and gives none away."""
    return hashlib.sha256(b"webhook-key-id:" + key).hexdigest()[:12]


def sign(key: bytes, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One ``v1`` signature."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers(keys: Sequence[bytes], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three header fields; during a rotation with one signature for each key that is valid."""
    if not keys:
        raise BadSecret("no valid key: an unsigned message is never sent")
    signatures = [sign(key, message_id=message_id, timestamp=timestamp, body=body) for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
