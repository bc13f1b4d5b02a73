"""The hub's own numbers for notices: dated, readable on the telephone, telling nobody how many there are."""

import os
from datetime import datetime

# Crockford's alphabet: no I, L, O, U, so that a number read aloud is written down rightly.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 3
GROUP_LENGTH = 4


def notice_number(at: datetime) -> str:
    """A new number such as ``261125-7QK3-M2XW-9TBD``: the UTC date, then 60 random bits."""
    letters = [ALPHABET[byte & 31] for byte in os.urandom(GROUPS * GROUP_LENGTH)]
    groups = ["".join(letters[i : i + GROUP_LENGTH]) for i in range(0, len(letters), GROUP_LENGTH)]
    return "-".join([at.strftime("%y%m%d"), *groups])
