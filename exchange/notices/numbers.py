"""The hub's own numbers for notices: dated, readable on the telephone, telling nobody how many there are."""

import os
from datetime import datetime

# Crockford's alphabet: no I, L, O, U, so that a number read aloud is written down rightly.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 3
GROUP_LENGTH = 4
_DATE_LENGTH = 6
# What is taken for one of the alphabet's figures when it is read or typed.
_TAKEN = str.maketrans("ILO", "110")


def notice_number(at: datetime) -> str:
    """A new number such as ``261125-7QK3-M2XW-9TBD``: the UTC date, then 60 random bits."""
    letters = [ALPHABET[byte & 31] for byte in os.urandom(GROUPS * GROUP_LENGTH)]
    groups = ["".join(letters[i : i + GROUP_LENGTH]) for i in range(0, len(letters), GROUP_LENGTH)]
    return "-".join([at.strftime("%y%m%d"), *groups])


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
