"""The oracle's views, routing, sending and reading against cases argued from the text."""

from typing import Any

from tests.oracle.handmade import CONTENT, TABLES, day, event, signed, terms, world
from tests.oracle.oracle import answer

SAFETY = "safety_and_security"


def ask(doc: dict[str, Any], question: str, at: str, version: int = 1) -> list[dict[str, Any]]:
    """The recipients or deliveries that the oracle answers."""
    doc["moments"] = [{"at": at, "question": question, "notice": "N1", "version": version}]
    only = answer(doc, TABLES)["answers"][0]
    return only.get("recipients", only.get("deliveries"))


def kinds(answers: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Who hears what."""
    return [(line["organisation"], line["kind"]) for line in answers]


def forms(line: dict[str, Any]) -> dict[str, Any]:
    """Path to (form, value)."""
    return {element["path"]: (element["form"], element["value"]) for element in line["elements"]}


def amended(kind: str = "amendment", **content: Any) -> dict[str, Any]:
    """A world whose notice has a version 2, accepted on 5 March; A1 holds version 1 since 1 March 02:00."""
    doc = world()
    doc["notices"][0]["versions"].append(
        {"version": 2, "kind": kind, "accepted_at": day(3, 5), "content": {**CONTENT, **content}}
    )
    doc["deliveries"] = [
        {"notice": "N1", "version": 1, "recipient": "A1", "purpose": SAFETY, "agreements": [[7, 1]],
         "first_left": day(3, 1, 2)}
    ]  # fmt: skip
    return doc


def with_terms(doc: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Other terms of agreement 7."""
    doc["agreements"][0]["versions"][0].update(changes)
    return doc


def with_events(doc: dict[str, Any], *added: dict[str, Any]) -> dict[str, Any]:
    """More events of agreement 7."""
    doc["agreements"][0]["events"] += added
    return doc


def with_second_agreement(doc: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An agreement 8 between the same parties."""
    doc["agreements"].append(
        {"number": 8, "versions": [terms(**changes)], "events": signed(1, day(1, 20), "T1", "A1")}
    )
    return doc


# ---- scope


def test_longest_path_decides_and_masks_apply() -> None:
    scope = [
        {"path": "/consignor", "form": "hidden"},
        {"path": "/consignor/identifier", "form": "country_only"},
        {"path": "/items", "form": "truncated"},
        {"path": "/items/*/origin_country", "form": "plain"},
        {"path": "/items/*/origin_country", "form": "country_only"},
    ]
    (line,) = ask(with_terms(world(), scope=scope), "route", day(3, 1))
    assert forms(line) == {
        "/consignor/identifier": ("country_only", "CN"),
        "/items/0/hs": ("truncated", "8471"),
        "/items/0/origin_country": ("country_only", "CN"),
        "/items/0/gross_mass": ("truncated", "10"),
        "/items/0/value/amount": ("truncated", "100"),
        "/items/0/value/currency": ("truncated", "E"),
        "/items/1/hs": ("truncated", "30"),
        "/items/1/origin_country": ("country_only", "VN"),
        "/items/1/gross_mass": ("truncated", "2"),
        "/items/1/value/amount": ("truncated", "1"),
        "/items/1/value/currency": ("truncated", "U"),
    }


def test_matching_items_only_hides_the_others_and_the_totals() -> None:
    doc = with_terms(world(), items="matching", conditions=[{"hs": ["8471"]}])
    (line,) = ask(doc, "route", day(3, 1))
    assert not [path for path in forms(line) if path.startswith(("/items/1", "/totals", "/internal"))]
    assert forms(line)["/items/0/sequence"] == ("plain", 1)


def test_union_takes_the_wider_form_with_the_grounds_that_give_it() -> None:
    doc = with_terms(
        world(), scope=[{"path": "/consignor", "form": "hashed"}, {"path": "/mode", "form": "plain"}]
    )
    scope = [{"path": "/consignor/name", "form": "plain"}, {"path": "/consignor", "form": "hashed"}]
    (line,) = ask(with_second_agreement(doc, scope=scope), "route", day(3, 1))
    assert line["agreements"] == [[7, 1], [8, 1]]
    grounds = {element["path"]: element["grounds"] for element in line["elements"]}
    assert grounds["/consignor/name"] == [{"agreement": 8, "version": 1, "clause": "/consignor/name"}]
    assert grounds["/consignor/identifier"] == [{"agreement": 7, "version": 1, "clause": "/consignor"}]


def test_purposes_never_mix() -> None:
    doc = with_second_agreement(world(), purpose="revenue", scope=[{"path": "/mode", "form": "plain"}])
    first, second = ask(doc, "route", day(3, 1))
    assert (first["purpose"], second["purpose"]) == ("revenue", SAFETY)
    assert list(forms(first)) == ["/mode"]


# ---- routing


def test_filter_never_reads_a_masked_element() -> None:
    wanted = {"organisation": "A1", "purpose": None, "created": None, "ended": None, "types": [],
              "filter": [{"path": "/consignor/name", "any_of": ["Wang"]}]}  # fmt: skip
    doc = world()
    doc["subscriptions"] = [wanted]
    assert kinds(ask(doc, "route", day(3, 1))) == [("A1", "content")]
    with_terms(doc, scope=[{"path": "", "form": "plain"}, {"path": "/consignor", "form": "hashed"}])
    assert ask(doc, "route", day(3, 1)) == []


def test_subscription_works_forward_from_its_creation() -> None:
    doc = world()
    doc["subscriptions"] = [
        {
            "organisation": "A1",
            "purpose": None,
            "created": day(3, 1),
            "ended": None,
            "types": [],
            "filter": [],
        }
    ]
    assert kinds(ask(doc, "route", day(3, 1))) == [("A1", "content")]
    doc["subscriptions"][0]["created"] = day(3, 1, 1)
    assert ask(doc, "route", day(3, 1, 2)) == []


def test_suspension_while_waiting_withholds_from_those_that_hold_nothing() -> None:
    doc = with_events(world(), event("suspended", day(3, 1, 1), "A1"))
    (line,) = ask(doc, "route", day(3, 1, 1))
    assert (line["kind"], line["reason"]) == ("withheld", "suspended")


def test_authority_follows_a_notice_that_no_longer_matches_for_90_days() -> None:
    doc = with_terms(amended(destination_country="DE"), conditions=[{"corridor": [["CN", "FR"]]}])
    assert kinds(ask(doc, "route", day(3, 5), 2)) == [("A1", "follow_up")]
    assert kinds(ask(doc, "route", day(5, 30, 1), 2)) == [("A1", "follow_up")]
    assert kinds(ask(doc, "route", day(5, 30, 2), 2)) == [("A1", "withdrawal")]


def test_without_follow_up_it_is_withdrawn() -> None:
    doc = amended(destination_country="DE")
    with_terms(doc, conditions=[{"corridor": [["CN", "FR"]]}], follow_up=False)
    assert kinds(ask(doc, "route", day(3, 5), 2)) == [("A1", "withdrawal")]


def test_withdrawal_during_a_suspension_and_after_an_exclusion() -> None:
    suspended = with_events(amended(), event("suspended", day(3, 4), "A1"))
    assert kinds(ask(suspended, "route", day(3, 5), 2)) == [("A1", "withdrawal")]
    excluded = with_events(amended(), event("excluded", day(3, 4), "T1", recipient="A1"))
    assert kinds(ask(excluded, "route", day(3, 5), 2)) == [("A1", "withdrawal")]
    excluded["organisations"][2]["active"] = [[day(1, 1), day(3, 5)]]
    assert ask(excluded, "route", day(3, 5), 2) == []


def test_cancellation_goes_to_everyone_that_holds_any_version() -> None:
    doc = with_events(amended("cancellation"), event("terminated", day(3, 4), "A1"))
    assert kinds(ask(doc, "route", day(3, 5), 2)) == [("A1", "cancellation")]
    doc["deliveries"][0]["first_left"] = None
    assert ask(doc, "route", day(3, 5), 2) == []


def test_holders_hear_of_successors_whatever_they_subscribe_to() -> None:
    doc = amended()
    doc["subscriptions"] = [
        {
            "organisation": "A1",
            "purpose": "revenue",
            "created": None,
            "ended": None,
            "types": [],
            "filter": [],
        }
    ]
    assert kinds(ask(doc, "route", day(3, 5), 2)) == [("A1", "content")]


def test_back_fill_gives_newcomers_the_current_version_alone() -> None:
    doc = with_terms(amended(), effective_from=day(4, 1), back_fill_from=day(1, 1), follow_up=False)
    doc["deliveries"] = []
    assert ask(doc, "route", day(4, 1), 1) == []
    assert kinds(ask(doc, "route", day(4, 1), 2)) == [("A1", "content")]


# ---- may send


def test_undelivered_version_is_sent_if_the_newer_one_may_be_received_too() -> None:
    doc = amended()
    doc["deliveries"][0]["first_left"] = None
    assert ask(doc, "may_send", day(3, 5))[0]["allowed"]
    with_terms(doc, conditions=[{"mode": ["1"]}])
    doc["notices"][0]["versions"][0]["content"] = {**CONTENT, "mode": "1"}
    assert ask(doc, "may_send", day(3, 4))[0]["allowed"]
    assert not ask(doc, "may_send", day(3, 5))[0]["allowed"]


def test_cancelled_notice_is_never_sent() -> None:
    doc = amended("cancellation")
    doc["deliveries"][0]["first_left"] = None
    assert not ask(doc, "may_send", day(3, 5))[0]["allowed"]


def test_withheld_on_suspension_and_sent_again_when_resumed() -> None:
    doc = with_events(amended(), event("suspended", day(3, 2), "A1"), event("resumed", day(3, 3), "T1"))
    assert [ask(doc, "may_send", day(3, number))[0]["allowed"] for number in (1, 2, 3)] == [True, False, True]


# ---- may read


def test_readable_until_retention_ends_whatever_became_of_the_agreement() -> None:
    doc = with_events(amended(), event("terminated", day(3, 3), "A1"))
    with_terms(doc, retention={"days": 10, "from": "receipt"})
    assert ask(doc, "may_read", day(3, 11, 1))[0]["allowed"]
    assert not ask(doc, "may_read", day(3, 11, 2))[0]["allowed"]


def test_retention_from_cancellation_is_open_until_then() -> None:
    doc = with_terms(amended("cancellation"), retention={"days": 2, "from": "cancellation"})
    allowed = [ask(doc, "may_read", at)[0]["allowed"] for at in (day(3, 6, 23), day(3, 7))]
    assert allowed == [True, False]


def test_suspended_and_then_ended_stays_closed() -> None:
    doc = with_events(
        amended(),
        event("suspended", day(3, 2), "A1"),
        event("terminated", day(3, 3), "A1"),
        event("resumed", day(3, 4), "A1"),
    )
    assert [ask(doc, "may_read", day(3, number, 3))[0]["allowed"] for number in (1, 2, 4)] == [
        True,
        False,
        False,
    ]


def test_one_live_ground_shows_its_own_elements_only() -> None:
    doc = with_second_agreement(amended(), scope=[{"path": "/consignor", "form": "hashed"}])
    doc["deliveries"][0]["agreements"] = [[7, 1], [8, 1]]
    with_events(doc, event("suspended", day(3, 2), "A1"))
    (line,) = ask(doc, "may_read", day(3, 2))
    assert line["allowed"]
    assert set(forms(line)) == {"/consignor/name", "/consignor/identifier"}
    assert {form for form, _ in forms(line).values()} == {"hashed"}
