"""Secrets at rest: sealed with a key made from the hub's own: a copy of the database signs nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

_PURPOSE = b"hub webhook secrets v1"


def seal(secret: str) -> bytes:
    """The secret as it is stored."""
    return _box().encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """The secret as its owner was shown it; sealed with an earlier SECRET_KEY it opens by the fallbacks."""
    return _box().decrypt(bytes(sealed)).decode()


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    derived = hashlib.blake2b(_PURPOSE, key=hashlib.sha512(key.encode()).digest(), digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
