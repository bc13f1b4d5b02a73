"""The slow oracle: answers a decision document by the letter of the semantics, recomputing everything.

It shares no code, index or generator with the hub. `answer(doc, tables)` takes the document and the type
tables and returns what the documented command prints.
"""

from collections import Counter
from typing import Any

from tests.oracle.deciding import (
    Asked,
    cases_of,
    entitled_by,
    followed_by,
    grounds_of,
    held_earlier,
    is_cancelled,
    is_live,
    withdrawal_is_due,
)
from tests.oracle.facts import Doc, is_active, moment
from tests.oracle.rules import (
    Case,
    current_version,
    first_failed,
    only_suspension_forbids,
    recipient_has_needed_standing,
)
from tests.oracle.subscribing import wants
from tests.oracle.tallying import note, note_forms
from tests.oracle.typetable import TypeTable
from tests.oracle.view import Shown, as_answer, union, view


def answer(doc: Doc, tables: dict[str, TypeTable], tally: Counter[str] | None = None) -> dict[str, Any]:
    """All answers of the document, in the order of its moments."""
    tally = tally if tally is not None else Counter()
    answers = []
    for question in doc["moments"]:
        notice = next(notice for notice in doc["notices"] if notice["id"] == question["notice"])
        version = next(v for v in notice["versions"] if v["version"] == question["version"])
        asked = Asked(doc, tables, notice, version, moment(question["at"]), tally)
        echo = {name: question[name] for name in ("at", "question", "notice", "version")}
        if question["question"] == "route":
            answers.append({**echo, "recipients": route(asked)})
        elif question["question"] == "explain":
            told = explain(asked, question["organisation"])
            answers.append({**echo, "organisation": question["organisation"], "agreements": told})
        else:
            ask = may_send if question["question"] == "may_send" else may_read
            answers.append({**echo, "deliveries": [ask(asked, delivery) for delivery in _listed(asked)]})
    return {"format": "hub-decide/1", "answers": answers}


def route(asked: Asked) -> list[dict[str, Any]]:
    """Who receives the version, or hears of it, per purpose: 'one delivery per version, recipient and
    purpose'."""
    found = []
    for recipient in sorted(organisation["id"] for organisation in asked.doc["organisations"]):
        for purpose in _purposes(asked.doc):
            decided = _route_to(asked, recipient, purpose)
            if decided is not None:
                asked.tally[f"routed {decided['kind']}"] += 1
                found.append({"organisation": recipient, "purpose": purpose, **decided})
    return found


def _route_to(asked: Asked, recipient: str, purpose: str) -> dict[str, Any] | None:
    """'When a notice is cancelled, its undelivered versions are withheld for good': no content is routed then."""
    earlier = held_earlier(asked, recipient, purpose)
    if asked.version["kind"] == "cancellation":
        return _cancelled(asked, recipient, earlier) if earlier else None
    if is_cancelled(asked):
        return None
    entitling = entitled_by(asked, recipient, purpose)
    if entitling:
        shown = _shown(entitling)
        note_forms(asked.tally, shown.values())
        if earlier or wants(asked.doc, recipient, purpose, asked.notice, asked.version, shown):
            return _decided("content", entitling, shown)
        asked.tally["not subscribed"] += 1
        return None
    if earlier:
        following = followed_by(asked, recipient, purpose, told_until=asked.version["version"] - 1)
        if following:
            return _decided("follow_up", following, _shown(following))
        due = withdrawal_is_due(asked, recipient, purpose)
        return _envelope(asked, "withdrawal", earlier) if due else None
    waiting = [case for case in cases_of(asked, recipient, purpose) if only_suspension_forbids(case, asked.t)]
    if waiting and wants(asked.doc, recipient, purpose, asked.notice, asked.version, _shown(waiting)):
        return {**_decided("withheld", waiting, {}), "reason": "suspended"}
    return None


def _envelope(asked: Asked, kind: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """'Envelope only', under the grounds of what R holds."""
    return _decided(kind, grounds_of(asked, earlier[-1]), {})


def _cancelled(asked: Asked, recipient: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """'A cancellation goes to everyone that holds any version'; for one suspended or removed it is withheld."""
    active = is_active(asked.doc, recipient, asked.t)
    told = _envelope(asked, "cancellation", earlier)
    return told if active else {**told, "reason": "recipient-not-active"}


def may_send(asked: Asked, delivery: dict[str, Any]) -> dict[str, Any]:
    """*May send*: 'asks it again before each attempt, replay or late retry, at that moment'."""
    recipient, purpose = delivery["recipient"], delivery["purpose"]
    if asked.version["kind"] == "cancellation":
        return _verdict(delivery, is_active(asked.doc, recipient, asked.t), grounds_of(asked, delivery))
    if delivery.get("kind") == "withdrawal":
        grounds = grounds_of(asked, delivery)
        standing = any(recipient_has_needed_standing(case, asked.t) for case in grounds)
        return _verdict(delivery, standing and is_active(asked.doc, recipient, asked.t), grounds)
    if is_cancelled(asked):
        return _verdict(delivery, False, [])
    newest = current_version(asked.notice, asked.t)
    about_newest = Asked(asked.doc, asked.tables, asked.notice, newest, asked.t, asked.tally)
    if newest["version"] != asked.version["version"] and not _may_receive(about_newest, recipient, purpose):
        asked.tally["not sent: newer refused"] += 1
        return _verdict(delivery, False, [])
    cases = _may_receive(asked, recipient, purpose)
    return _verdict(delivery, bool(cases), cases, _shown(cases))


def _may_receive(asked: Asked, recipient: str, purpose: str) -> list[Case]:
    """Entitled outright, or by follow-up."""
    newest = current_version(asked.notice, asked.t)["version"]
    entitling = entitled_by(asked, recipient, purpose)
    return entitling or followed_by(asked, recipient, purpose, told_until=newest)


def may_read(asked: Asked, delivery: dict[str, Any]) -> dict[str, Any]:
    """*May read*: 'R is active, and at least one of its grounds is live. It shows the elements of the live
    grounds as they were when delivered, never wider.'"""
    if delivery["first_left"] is None or asked.t < moment(delivery["first_left"]):
        return _verdict(delivery, False, [])
    if not is_active(asked.doc, delivery["recipient"], asked.t):
        return _verdict(delivery, False, [])
    live = [case for case in grounds_of(asked, delivery) if is_live(case, delivery, asked.t)]
    asked.tally["may read" if live else "may not read"] += 1
    is_content = delivery.get("kind", "content") in ("content", "follow_up")
    return _verdict(delivery, bool(live), live, _shown(live) if is_content else {})


def explain(asked: Asked, recipient: str) -> list[dict[str, Any]]:
    """'Each agreement considered with the first rule that failed (by the numbers above)'."""
    told = []
    for purpose in _purposes(asked.doc):
        for case in cases_of(asked, recipient, purpose):
            failed = first_failed(case, asked.t)
            note(asked.tally, case, failed, asked.t)
            told.append(
                {
                    "agreement": case.agreement["number"],
                    "version": case.terms["version"],
                    "purpose": purpose,
                    "entitled": failed is None,
                    "failed_rule": failed,
                }
            )
    return sorted(told, key=lambda line: (line["agreement"], line["version"]))


def _shown(cases: list[Case]) -> dict[str, Shown]:
    return union([view(c.agreement["number"], c.terms, c.version["content"], c.table) for c in cases])


def _decided(kind: str, cases: list[Case], shown: dict[str, Shown]) -> dict[str, Any]:
    return {"kind": kind, "reason": None, "agreements": _pairs(cases), "elements": as_answer(shown)}


def _verdict(
    delivery: dict[str, Any], allowed: bool, cases: list[Case], shown: dict[str, Shown] | None = None
) -> dict[str, Any]:
    return {
        "recipient": delivery["recipient"],
        "purpose": delivery["purpose"],
        "allowed": allowed,
        "agreements": _pairs(cases) if allowed else [],
        "elements": as_answer(shown or {}),
    }


def _pairs(cases: list[Case]) -> list[list[int]]:
    return [[case.agreement["number"], case.terms["version"]] for case in cases]


def _listed(asked: Asked) -> list[dict[str, Any]]:
    chosen = [
        delivery
        for delivery in asked.doc["deliveries"]
        if delivery["notice"] == asked.notice["id"] and delivery["version"] == asked.version["version"]
    ]
    return sorted(chosen, key=lambda delivery: (delivery["recipient"], delivery["purpose"]))


def _purposes(doc: Doc) -> list[str]:
    return sorted({terms["purpose"] for agreement in doc["agreements"] for terms in agreement["versions"]})
