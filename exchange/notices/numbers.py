"""The hub's own numbers for notices: dated, readable on the telephone, telling nobody how many there are."""

import os
from base64 import b32encode
from datetime import datetime

# Crockford's alphabet: no I, L, O, U, so that a number read aloud is written down rightly.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 3
GROUP_LENGTH = 4
_DATE_LENGTH = 6
_RANDOM_BYTES = 8
# The same five bits in the alphabet of RFC 4648 and in ours.
_OURS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())
# What is taken for one of the alphabet's figures when it is read or typed.
_TAKEN = str.maketrans("ILO", "110")


def notice_number(at: datetime) -> str:
    """A new number such as ``261125-7QK3-M2XW-9TBD``: the UTC date, then 60 random bits."""
    letters = b32encode(os.urandom(_RANDOM_BYTES)).translate(_OURS).decode()
    return f"{at:%y%m%d}-{letters[:4]}-{letters[4:8]}-{letters[8:12]}"


def as_written(typed: str) -> str:
    """A number as the hub writes it, from one typed in small letters, without dashes or with spaces.

    What cannot be such a number comes back in capitals.
    """
    bare = typed.upper().replace("-", "").replace(" ", "").translate(_TAKEN)
    date, letters = bare[:_DATE_LENGTH], bare[_DATE_LENGTH:]
    if not date.isdecimal() or len(letters) != GROUPS * GROUP_LENGTH or not set(letters) <= set(ALPHABET):
        return typed.upper()
    groups = [letters[i : i + GROUP_LENGTH] for i in range(0, len(letters), GROUP_LENGTH)]
    return "-".join([date, *groups])
