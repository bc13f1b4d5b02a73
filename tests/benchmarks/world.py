"""The world of the benchmarks: one publisher, F recipients that its notices reach, and agreements all around."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pycountry

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements
from tests.factories.accounts import Member

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "exchange" / "catalogue" / "samples" / "advance_cargo.json").read_text()
)
_numbers = count(1)
_COUNTRIES = [one.alpha_2 for one in pycountry.countries if one.alpha_2 not in ("CN", "NL")]


# More than these are copied in the database: what they are for is to be looked through.
_THROUGH_SERVICES = 100


@dataclass(frozen=True)
class World:
    """Who publishes, and who receives every notice of theirs."""

    operator: Member
    publisher: Member
    recipients: tuple[Member, ...]


def build(*, fan_out: int, others: int, operator: Member | None = None) -> World:
    """``fan_out`` agreements that entitle, and ``others`` that concern the same publisher and type but do not.

    ``operator``: of the world that is there already.
    """
    operator = operator or accounts.operator()
    recipients = tuple(accounts.member(operator, "authority", country="FR") for _ in range(fan_out))
    publisher = accounts.member(operator, "trader", country="DE")
    accounts.standing(publisher, by=recipients[0])
    for one in recipients[1:]:
        accounts.standing(publisher, by=one)
    scope = (
        Clause("/items", Form.PLAIN),
        Clause("/consignee", Form.PLAIN),
        Clause("/consignor/name", Form.HASHED),
    )
    for one in recipients:
        agreements.in_force(providers=[publisher], recipients=[one], scope=scope)
    for number in range(min(others, _THROUGH_SERVICES)):
        agreements.in_force(
            providers=[publisher],
            recipients=[recipients[number % fan_out]],
            scope=scope,
            conditions=({"corridor": [list(corridor(number))]},),
        )
    return World(operator, publisher, recipients)


def corridor(number: int) -> tuple[str, str]:
    """A dispatch and a destination country that no other number has, and no notice."""
    return _COUNTRIES[number % len(_COUNTRIES)], _COUNTRIES[number // len(_COUNTRIES)]


def notices() -> Iterator[tuple[str, dict[str, Any]]]:
    """References with notices of about 2 KB and four goods items, all different."""
    left_out = ("notify_party", "buyer", "seller", "representative", "equipment", "totals", "master_document")
    kept = {name: value for name, value in SAMPLE.items() if name not in left_out}
    while True:
        number = next(_numbers)
        yield f"BENCH-{number}", {**kept, "ucr": f"6DE{number:012d}"}
