"""How often a process looks for garbage: what it has loaded stays, and its work makes few cycles."""

import gc

# Python's own first threshold is 700 (2,000 since 3.12): routing a hundred notices would set off thousands of looks.
_THRESHOLDS = (20_000, 10, 50)


def settle() -> None:
    """Called once a process is ready to work: what it holds by then is never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
