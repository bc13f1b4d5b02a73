"""The oracle's rules against small cases whose answers are argued from the text alone.

Each case changes one thing in a world where everything holds; the expected answer is the number of the first
rule that fails, or None where R may receive.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.oracle.handmade import ALWAYS, TABLES, day, event, signed, terms, world
from tests.oracle.oracle import answer

Change = Callable[[dict[str, Any]], object]


def failed_rule(
    change: Change, at: str = day(3, 1, 1), recipient: str = "A1", version: int = 1
) -> int | None:
    """The first rule that fails for agreement 7, version `version`, at that moment."""
    doc = world()
    change(doc)
    newest = doc["notices"][0]["versions"][0]["version"]
    question = {"at": at, "question": "explain", "notice": "N1", "version": newest, "organisation": recipient}
    doc["moments"] = [question]
    told = answer(doc, TABLES)["answers"][0]["agreements"]
    return next(line["failed_rule"] for line in told if (line["agreement"], line["version"]) == (7, version))


def events(*added: dict[str, Any]) -> Change:
    """More events of agreement 7."""
    return lambda doc: doc["agreements"][0]["events"].extend(added)


def clauses(**changes: Any) -> Change:
    """Other terms of agreement 7, version 1."""
    return lambda doc: doc["agreements"][0]["versions"][0].update(changes)


def successor(*added: dict[str, Any], **changes: Any) -> Change:
    """A version 2 of agreement 7, effective from 1 March 01:00, signed by both."""

    def change(doc: dict[str, Any]) -> None:
        second = terms(version=2, proposed_at=day(2, 10), effective_from=day(3, 1, 1), **changes)
        doc["agreements"][0]["versions"].append(second)
        doc["agreements"][0]["events"] += [*signed(2, day(2, 11), "T1", "A1"), *added]

    return change


def both(*changes: Change) -> Change:
    """Several changes."""
    return lambda doc: [change(doc) for change in changes]


def through_groups(*added: dict[str, Any], **changes: Any) -> Change:
    """T1 provides as a member of G1, A1 receives as a member of G2; both groups are kept by S1, who
    signed."""
    sides = {
        "providers": {"organisations": [], "groups": ["G1"]},
        "recipients": {"organisations": [], "groups": ["G2"]},
    }
    return both(clauses(**sides, **changes), events(*signed(1, day(1, 20), "S1"), *added))


def standing(holder: str, **changes: Any) -> Change:
    """Change the listing of a holder."""

    def change(doc: dict[str, Any]) -> None:
        next(listing for listing in doc["standing"] if listing["holder"] == holder).update(changes)

    return change


def membership(identifier: str, *periods: list[str | None]) -> Change:
    """Change when an organisation is an active member."""

    def change(doc: dict[str, Any]) -> None:
        next(o for o in doc["organisations"] if o["id"] == identifier)["active"] = list(periods)

    return change


def acceded(by: str, at: str) -> dict[str, Any]:
    """An organisation accedes to version 1."""
    return event("acceded", at, by, version=1)


def left(by: str, at: str) -> dict[str, Any]:
    """An organisation leaves version 1."""
    return event("left", at, by, version=1)


def when(**condition: Any) -> Change:
    """One condition."""
    return clauses(conditions=[condition])


NOTHING = both()
BOTH_ACCEDED = (acceded("T1", day(2, 1)), acceded("A1", day(2, 1)))
RECOGNISED = [{"by": "A1", "periods": ALWAYS}]

CASES: list[tuple[str, Change, dict[str, Any], int | None]] = [
    ("everything holds", NOTHING, {}, None),
    # 1: in force
    ("a signature of this very version is missing", lambda d: d["agreements"][0]["events"].pop(), {}, 1),
    ("the first instant counts", clauses(effective_from=day(3, 1)), {"at": day(3, 1)}, None),
    ("the last instant does not", clauses(effective_until=day(3, 1, 1)), {}, 1),
    ("suspended", events(event("suspended", day(3, 1, 1), "A1")), {}, 1),
    ("suspended and resumed after the notice", events(event("suspended", day(3, 1, 1), "A1"),
     event("resumed", day(3, 1, 2), "T1")), {"at": day(3, 1, 2)}, None),
    ("terminated", events(event("terminated", day(3, 1, 1), "A1")), {}, 1),
    ("superseded at the instant the successor comes into force", successor(), {}, 1),
    ("the successor goes on", successor(), {"version": 2}, None),
    ("an unsigned successor supersedes nothing", both(
     successor(), lambda d: d["agreements"][0]["events"].pop()), {}, None),
    # 2: provider
    ("the publisher is no provider", both(clauses(providers={"organisations": ["T2"], "groups": []}), events(
     *signed(1, day(1, 20), "T2"))), {}, 2),
    ("a named provider that left is a party no more", events(left("T1", day(2, 20))), {}, 2),
    ("a member that has not acceded", through_groups(acceded("A1", day(2, 1))), {}, 2),
    ("members that have acceded", through_groups(*BOTH_ACCEDED), {}, None),
    # 3: recipient
    ("another authority is no recipient", NOTHING, {"recipient": "A2"}, 3),
    ("the objection period runs", through_groups(acceded("T1", day(2, 1)), acceded("A1", day(2, 20)),
     objection_days=10), {}, 3),
    ("the objection period is over at its last instant", through_groups(acceded("T1", day(2, 1)),
     acceded("A1", day(2, 19))), {"at": day(3, 1)}, None),
    ("a new accession starts a new objection period", through_groups(*BOTH_ACCEDED, left("A1", day(2, 20)),
     acceded("A1", day(2, 20, 1))), {}, 3),
    ("a named organisation has no objection period", clauses(objection_days=365), {}, None),
    ("excluded at once", events(event("excluded", day(3, 1, 1), "T1", recipient="A1")), {}, 3),
    ("another provider's exclusion says nothing", events(
     event("excluded", day(2, 2), "T2", recipient="A1")), {}, None),
    ("the publisher is no recipient of its own", clauses(
     recipients={"organisations": ["A1", "T1"], "groups": []}), {"recipient": "T1"}, 3),
    # 4: members
    ("the recipient is no active member at t", membership("A1", [day(1, 1), day(3, 1, 1)]), {}, 4),
    ("the publisher's standing is over, but it had it then", standing(
     "T1", periods=[[day(1, 1), day(3, 1, 1)]]), {}, None),
    ("the publisher had no standing at acceptance", standing("T1", periods=[[day(1, 1), day(3, 1)]]), {}, 4),
    ("enrolled is not accredited", standing("T1", kind="enrolled"), {}, 4),
    ("granted by an authority that is no party", standing("T1", granted_by="A2"), {}, 4),
    ("a party merely recognises it", standing("T1", granted_by="A2", recognised=RECOGNISED), {}, 4),
    ("recognised, and the agreement says so", both(standing("T1", granted_by="A2", recognised=RECOGNISED),
     clauses(recognised=True)), {}, None),
    ("no authority is a party: whoever granted it", both(standing("T1", granted_by="A2"), events(
     *signed(1, day(1, 20), "T2")), clauses(recipients={"organisations": ["T2"], "groups": []})),
     {"recipient": "T2"}, None),
    ("a recipient that is a trader needs it at t", both(
     standing("T2", periods=[[day(1, 1), day(3, 1, 1)]]), events(*signed(1, day(1, 20), "T2")),
     clauses(recipients={"organisations": ["T2", "A1"], "groups": []})), {"recipient": "T2"}, 4),
    # 5: type
    ("another type", clauses(types=["risk"]), {}, 5),
    ("the handling class admits no association", both(events(*signed(1, day(1, 20), "S1")),
     clauses(recipients={"organisations": ["S1"], "groups": []})), {"recipient": "S1"}, 5),
    # 6: conditions
    ("corridor", when(corridor=[["DE", "FR"], ["CN", "FR"]]), {}, None),
    ("corridor, any present value", when(corridor=[["*", "FR"]]), {}, None),
    ("corridor, wrong way", when(corridor=[["FR", "CN"]]), {}, 6),
    ("an absent field satisfies none", when(country={"of": "transit", "any_of": ["CN", ""]}), {}, 6),
    ("an empty field satisfies none", when(mode=["", "1"]), {}, 6),
    ("any place", when(place={"element": None, "any_of": ["CNSHA"]}), {}, None),
    ("a place names its element", when(place={"element": "/place_of_discharge", "any_of": ["CNSHA"]}), {}, 6),
    ("HS by prefix", when(hs=["8471"]), {}, None),
    ("a code shorter than the prefix fails", when(hs=["3004"]), {}, 6),
    ("value, both bounds included", when(value={"min": "100", "max": "100.0", "currency": "EUR"}), {}, None),
    ("value, the currency must match", when(value={"min": "0", "max": None, "currency": "CHF"}), {}, 6),
    ("mass is of items, never of totals", when(mass={"min": "30", "max": None}), {}, 6),
    ("conditions on items hold on one and the same item", clauses(conditions=[{"hs": ["8471"]},
     {"country": {"of": "origin", "any_of": ["VN"]}}]), {}, 6),
    # 7: then, too
    ("a new agreement opens no earlier notice", clauses(effective_from=day(3, 1, 1)), {}, 7),
    ("back-fill does, from its date", clauses(
     effective_from=day(3, 1, 1), back_fill_from=day(3, 1)), {}, None),
    ("back-fill, accepted before its date", clauses(
     effective_from=day(3, 1, 1), back_fill_from=day(3, 1, 1)), {}, 7),
    ("the versions of one agreement count as one", successor(), {"version": 2, "at": day(3, 1, 2)}, None),
    ("accepted during a suspension", events(event("suspended", day(3, 1), "A1"),
     event("resumed", day(3, 1, 1), "A1")), {}, 7),
    ("accepted during a suspension, back-fill or not", both(clauses(back_fill_from=day(1, 1)), events(
     event("suspended", day(3, 1), "A1"), event("resumed", day(3, 1, 1), "A1"))), {}, 7),
    ("excluded then, readmitted since", events(event("excluded", day(2, 2), "T1", recipient="A1"),
     event("readmitted", day(3, 1, 1), "T1", recipient="A1")), {}, 7),
    # 8: something to see
    ("no path covers anything that is there", clauses(scope=[{"path": "/ucr", "form": "plain"}]), {}, 8),
    ("the longest path hides it", clauses(scope=[{"path": "/consignor", "form": "plain"},
     {"path": "/consignor/name", "form": "hidden"}, {"path": "/consignor/identifier", "form": "hidden"}]),
     {}, 8),
    ("a mask that leaves nothing", clauses(scope=[{"path": "/to_order", "form": "truncated"}]), {}, 8),
    ("an element that nobody classified", clauses(scope=[{"path": "/internal", "form": "plain"}]), {}, 8),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "asked", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES]
)
def test_first_rule_that_fails(change: Change, asked: dict[str, Any], expected: int | None) -> None:
    assert failed_rule(change, **asked) == expected
