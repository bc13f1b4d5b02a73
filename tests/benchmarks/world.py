"""The world of the benchmarks: one publisher, F recipients that its notices reach, and agreements all around."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pycountry

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements
from tests.factories.accounts import Member

_numbers = count(1)
_COUNTRIES = [one.alpha_2 for one in pycountry.countries if one.alpha_2 not in ("CN", "NL")]


@dataclass(frozen=True)
class World:
    """Who publishes, and who receives every notice of theirs."""

    operator: Member
    publisher: Member
    recipients: tuple[Member, ...]


def build(*, fan_out: int, others: int) -> World:
    """``fan_out`` agreements that entitle, and ``others`` that concern the same publisher and type but do not."""
    operator = accounts.operator()
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
    for number in range(others):
        dispatch = _COUNTRIES[number % len(_COUNTRIES)]
        destination = _COUNTRIES[number // len(_COUNTRIES)]
        agreements.in_force(
            providers=[publisher],
            recipients=[recipients[number % fan_out]],
            scope=scope,
            conditions=({"corridor": [[dispatch, destination]]},),
        )
    return World(operator, publisher, recipients)


def notices(sample: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """References with notices of about 2 KB and four goods items, all different."""
    left_out = ("notify_party", "buyer", "seller", "representative", "equipment", "totals", "master_document")
    kept = {name: value for name, value in sample.items() if name not in left_out}
    while True:
        number = next(_numbers)
        yield f"BENCH-{number}", {**kept, "ucr": f"6DE{number:012d}"}
