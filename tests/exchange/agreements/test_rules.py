"""Each rule on terms, tripped by the smallest thing that breaks it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from exchange.agreements import rules
from exchange.agreements.models import (
    Direction,
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    Responsibility,
    RetentionStart,
)
from exchange.agreements.rules import Setting
from exchange.agreements.terms import Clause, LegalBasis, Retention, Side, Terms
from exchange.catalogue import types

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TRADER, AUTHORITY, ASSOCIATION, NOBODY = uuid4(), uuid4(), uuid4(), uuid4()
TRADERS, MIXED = uuid4(), uuid4()
SETTING = Setting(
    drafter=TRADER,
    drafter_is_operator=False,
    at=NOW,
    kinds={TRADER: "trader", AUTHORITY: "authority", ASSOCIATION: "association"},
    group_kinds={TRADERS: frozenset({"trader"}), MIXED: frozenset({"trader", "association"})},
    keepers={TRADERS: ASSOCIATION, MIXED: ASSOCIATION},
    types={one.id: one for one in types.every()},
)


def basis(party: UUID, direction: Direction) -> LegalBasis:
    return LegalBasis(party, direction, "Law", "Article 1", Responsibility.CONTROLLER)


GOOD = Terms(
    purpose=Purpose.REVENUE,
    providers=Side((TRADER,)),
    recipients=Side((AUTHORITY,)),
    types=("advance_cargo",),
    scope=(Clause("/items/*/hs_code", Form.PLAIN),),
    retention=Retention(1, RetentionStart.RECEIPT),
    legal_basis=(basis(TRADER, Direction.GIVES), basis(AUTHORITY, Direction.RECEIVES)),
)


def found(**changes: Any) -> set[tuple[str, str]]:
    terms = replace(GOOD, **changes)
    return {(fault.code, fault.place) for fault in rules.proposal_faults(terms, SETTING)}


def test_good_terms_have_no_fault() -> None:
    assert found() == set()
    assert rules.draft_faults(Terms(purpose=Purpose.REVENUE), SETTING) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"recipients": Side((AUTHORITY, NOBODY))},
            {("unknown-organisation", "/recipients/organisations/1"), ("no-legal-basis", "/legal_basis")},
        ),
        (
            {"providers": Side((TRADER,), (NOBODY,))},
            {("unknown-group", "/providers/groups/0"), ("no-legal-basis", "/legal_basis")},
        ),
        ({"types": ("advance_cargo", "advance_cargo")}, {("named-twice", "/types/1")}),
        ({"recipients": Side((AUTHORITY, AUTHORITY))}, {("named-twice", "/recipients/organisations/1")}),
        ({"types": ("advance_cargo", "gossip")}, {("unknown-type", "/types/1")}),
        ({"types": ()}, {("no-type", "/types")}),
        ({"standing": ()}, {("no-standing", "/standing")}),
        ({"title": "For \N{RIGHT-TO-LEFT OVERRIDE}statistics"}, {("title-not-plain", "/title")}),
        ({"scope": ()}, {("no-scope", "/scope")}),
        ({"retention": None}, {("no-retention", "/retention")}),
        ({"items": ItemScope.MATCHING}, {("matching-without-item-condition", "/items")}),
        (
            {"items": ItemScope.MATCHING, "conditions": [{"country": {"of": "transit", "any_of": ["FR"]}}]},
            {("matching-without-item-condition", "/items")},
        ),
        (
            {"effective_from": NOW + timedelta(1), "effective_until": NOW + timedelta(1)},
            {("ends-before-it-begins", "/effective_until")},
        ),
        ({"effective_until": NOW}, {("already-over", "/effective_until")}),
        ({"legal_basis": GOOD.legal_basis[:1]}, {("no-legal-basis", "/legal_basis")}),
        (
            {"legal_basis": (*GOOD.legal_basis, basis(TRADER, Direction.RECEIVES))},
            {("basis-of-nobody", "/legal_basis/2/party")},
        ),
        (
            {"legal_basis": (*GOOD.legal_basis, basis(TRADER, Direction.GIVES))},
            {("basis-twice", "/legal_basis/2")},
        ),
        ({"onward_groups": (TRADERS,)}, {("onward-groups-need-the-rule", "/onward_sharing/groups")}),
        (
            {"onward_sharing": OnwardSharing.GROUPS},
            {("onward-groups-need-the-rule", "/onward_sharing/groups")},
        ),
        (
            {"onward_sharing": OnwardSharing.GROUPS, "onward_groups": (NOBODY,)},
            {("unknown-group", "/onward_sharing/groups/0")},
        ),
        ({"conditions": [{"mode": []}]}, {("empty-list", "/conditions/0/mode")}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_told_with_its_place(
    changes: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert found(**changes) == expected


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("", set()),
        ("/items", set()),
        ("/items/*", set()),
        ("/items/*/value", set()),
        ("/items/0/hs_code", {"path-has-index", "path-covers-nothing"}),
        ("/items/-", {"path-has-index", "path-covers-nothing"}),
        ("items", {"bad-path", "path-covers-nothing"}),
        ("/items//hs_code", {"bad-path", "path-covers-nothing"}),
        ("/items/", {"bad-path", "path-covers-nothing"}),
        ("/ite", {"path-covers-nothing"}),
        ("/items/*/hs_code/deeper", {"path-covers-nothing"}),
        ("/cites/~2", {"bad-path", "path-covers-nothing"}),
    ],
)
def test_a_path_is_a_pattern_that_covers_something(path: str, codes: set[str]) -> None:
    assert {code for code, _ in found(scope=(Clause(path, Form.PLAIN),))} == codes


def test_a_path_need_only_cover_something_of_one_type() -> None:
    scope = (Clause("/listing_url", Form.PLAIN), Clause("/items/*/hs_code", Form.PLAIN))
    together = found(types=("advance_cargo", "ecommerce_parcel"), scope=scope)
    assert together <= {("path-covers-nothing", "/scope/0/path")}


def test_the_only_provider_is_not_the_only_recipient() -> None:
    bases = (basis(TRADER, Direction.GIVES), basis(TRADER, Direction.RECEIVES))
    assert found(recipients=Side((TRADER,)), legal_basis=bases) == {("one-party-alone", "/recipients")}


def test_no_agreement_widens_a_handling_class() -> None:
    def with_recipient(*, organisation: UUID | None = None, group: UUID | None = None) -> Any:
        side = Side((organisation,) if organisation else (), (group,) if group else ())
        party = organisation or group
        bases = (basis(TRADER, Direction.GIVES), basis(party, Direction.RECEIVES))
        return {"recipients": side, "legal_basis": bases, "scope": (Clause("", Form.PLAIN),)}

    refused = {("handling-refuses", "/types/0")}
    assert found(**with_recipient(organisation=ASSOCIATION)) == refused
    assert found(**with_recipient(group=MIXED)) == refused
    assert found(**with_recipient(group=TRADERS)) == set()
    assert found(types=("risk_alert",), **with_recipient(group=TRADERS)) == refused
    assert found(types=("advisory",), **with_recipient(group=MIXED)) == set()


def test_only_a_signatory_or_the_operator_proposes() -> None:
    outsider = replace(SETTING, drafter=NOBODY)
    assert [fault.code for fault in rules.proposal_faults(GOOD, outsider)] == ["drafter-is-no-signatory"]
    assert rules.proposal_faults(GOOD, replace(outsider, drafter_is_operator=True)) == []
    keeper = replace(SETTING, drafter=ASSOCIATION)
    grouped = replace(
        GOOD,
        providers=Side((), (TRADERS,)),
        legal_basis=(basis(TRADERS, Direction.GIVES), basis(AUTHORITY, Direction.RECEIVES)),
    )
    assert rules.proposal_faults(grouped, keeper) == []


def test_every_fault_is_told_at_once() -> None:
    empty = Terms(purpose=Purpose.REVENUE, standing=())
    codes = {fault.code for fault in rules.proposal_faults(empty, SETTING)}
    assert codes == {
        "no-standing",
        "no-party",
        "no-type",
        "no-scope",
        "no-retention",
        "drafter-is-no-signatory",
    }
