"""Whatever the hub did otherwise than the oracle answers is found."""

from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from tests.exchange.property.judging import difference
from tests.exchange.property.watching import Seen
from tests.exchange.property.world import World
from tests.factories.accounts import Member
from tests.oracle.facts import Doc

NOTICE, AT = uuid4(), datetime(2026, 3, 1, tzinfo=UTC)
PAIR = {"recipient": "R", "purpose": "revenue"}
ROUTED: Doc = {"kind": "content", "reason": None, "agreements": [[1, 1]]}
SHOWN = {
    "path": "/ucr",
    "form": "plain",
    "value": "5DE",
    "grounds": [{"agreement": 1, "version": 1, "clause": "/ucr"}],
}
HASHED = {**SHOWN, "form": "hashed", "value": "made with the document's key"}


@pytest.fixture
def world() -> World:
    operator = Member(None, None, None)  # type: ignore[arg-type]
    made = World(Random(0), {}, operator, AT)
    made.journal.accepted(
        NOTICE,
        publisher=uuid4(),
        type_id="advance_cargo",
        n=1,
        kind="original",
        at=AT,
        content={"ucr": "5DE"},
    )
    return made


@pytest.mark.parametrize(
    "done",
    [
        (),
        ({**PAIR, **ROUTED, "kind": "follow_up"},),
        ({**PAIR, **ROUTED, "agreements": [[2, 1]]},),
        ({**PAIR, **ROUTED, "reason": "suspended"},),
        ({**PAIR, **ROUTED}, {**PAIR, **ROUTED, "recipient": "another"}),
    ],
)
def test_a_routing_that_came_to_anything_else_is_found(done: tuple[Doc, ...], world: World) -> None:
    answer = {"recipients": [{"organisation": "R", "purpose": "revenue", **ROUTED}]}
    right = ({**PAIR, **ROUTED},)
    assert difference(Seen("route", AT, "route", NOTICE, 1, right), answer, world, {}) is None
    assert difference(Seen("route", AT, "route", NOTICE, 1, done), answer, world, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"allowed": False},
        {"agreements": [[1, 1], [2, 1]]},
        {"elements": {}},
        {"elements": {"/ucr": ("truncated", "5DE", [(1, 1, "/ucr")])}},
        {"elements": {"/ucr": ("plain", "5D", [(1, 1, "/ucr")])}},
        {"elements": {"/ucr": ("plain", "5DE", [(1, 2, "/ucr")])}},
    ],
)
def test_an_opening_that_showed_anything_else_is_found(wrong: dict[str, Any], world: World) -> None:
    answer = {"deliveries": [{**PAIR, "allowed": True, "agreements": [[1, 1]], "elements": [SHOWN]}]}
    row = {
        **PAIR, **ROUTED, "allowed": True, "elements": {"/ucr": ("plain", "5DE", [(1, 1, "/ucr")])}
    }  # fmt: skip
    assert difference(Seen("open", AT, "may_send", NOTICE, 1, (row,)), answer, world, {}) is None
    assert difference(Seen("open", AT, "may_send", NOTICE, 1, ({**row, **wrong},)), answer, world, {})


def test_a_hash_is_compared_under_the_agreements_own_key(world: World) -> None:
    answer = {"deliveries": [{**PAIR, "allowed": True, "agreements": [[1, 1]], "elements": [HASHED]}]}
    value = "hmac-sha256:737224df3be690453037baa1f35b500eb46a602ed16aac5522fd3fedc090eaf9"
    row = {**PAIR, **ROUTED, "allowed": True, "elements": {"/ucr": ("hashed", value, [(1, 1, "/ucr")])}}
    seen = Seen("open", AT, "may_send", NOTICE, 1, (row,))
    assert difference(seen, answer, world, {1: b"the key"}) is None
    assert difference(seen, answer, world, {1: b"another key"})
