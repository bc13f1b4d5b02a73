"""Time and time-ordered identifiers. One clock judges every entitlement: the database's."""

import hashlib
import os
import time
import uuid
from datetime import datetime

from accounts import acting


def uuid7() -> uuid.UUID:
    """A version 7 identifier (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    return uuid.UUID(int=value)


def uuid8(other: uuid.UUID, named: bytes) -> uuid.UUID:
    """A version 8 identifier (RFC 9562 section 5.8): the same for the same time-ordered identifier and bytes.

    It has the other's time, and so sorts with it; the rest is a BLAKE2b digest.
    """
    value = int.from_bytes(hashlib.blake2b(other.bytes + named, digest_size=10).digest())
    value = (other.int & ~((1 << 80) - 1)) | (value & ~(0xF << 76) | (0x8 << 76))
    return uuid.UUID(int=value & ~(0b11 << 62) | (0b10 << 62))


def transaction_time() -> datetime:
    """The start of the current transaction by the database's clock: what ``accepted_at`` is made of."""
    return acting.transaction_time()
