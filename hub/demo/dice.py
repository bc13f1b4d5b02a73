"""Chance that comes out the same each time: the day can be told again, and an interrupted seeding taken up."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
_SEED = "a day in November"


def dice(stream: str) -> random.Random:
    """A generator of its own for each stream, so that no stream depends on another."""
    return random.Random(f"{_SEED}/{stream}")  # noqa: S311 - invents traffic, guards nothing


def share(name: str) -> float:
    """A number between 0 and 1 that belongs to a name for good."""
    return int.from_bytes(hashlib.sha256(f"{_SEED}/{name}".encode()).digest()[:6], "big") / 2**48


def pick(rng: random.Random, weights: Mapping[Thing, float]) -> Thing:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def any_of(rng: random.Random, things: Sequence[Thing]) -> Thing:
    return things[rng.randrange(len(things))]
