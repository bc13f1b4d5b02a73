"""What authorities ask and order in the course of the day, and what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.review import selectors as cases
from hub.demo import cast
from hub.demo.cargo import iso
from hub.demo.day import HOURS, WAVES, Document, hour
from hub.demo.places import OFFICES
from hub.demo.traffic import Sent, Traffic

REQUEST, SCREENING, DO_NOT_LOAD, HOLD = "information_request", "screening_request", "do_not_load", "hold"

_DESKS = {
    "nl": ("NL000511", "+31 88 555 00 24"),
    "fr": ("FR000740", "+33 1 55 55 00 40"),
    "sg": ("SG000001", "+65 5550 0199"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """A request or order of the story, about a notice of the publisher's that the authority holds.

    ``due``: hours until it is to be answered; what stays unanswered past that is overdue.
    """

    reference: str
    wave: int
    type: str
    authority: str
    publisher: str
    addressee: str = "publisher"
    informed: tuple[str, ...] = ()
    due: int = 4
    by_sea: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody answers, or the authority itself says later: ``to`` is the order's reference."""

    reference: str
    wave: int
    to: str
    type: str
    by: str
    content: Mapping[str, Any]


def _question(text: str) -> dict[str, Any]:
    return {"kind": "clarification", "questions": [{"text": text}]}


ORDERS = (
    Order("NL-RFI-26001", 0, REQUEST, "nl", "lotus", "declarant", ("carrier",),
          more=_question("What are the goods of the first line made of, and what are they used for?")),
    Order("NL-HOLD-26001", 0, HOLD, "nl", "lotus", "declarant", due=30, by_sea=True, more={"kind": "scan"}),
    Order("NL-RFI-26002", 0, REQUEST, "nl", "lotus", more=_question("Who packed the container, and where?")),
    Order("NL-DNL-26001", 1, DO_NOT_LOAD, "nl", "lotus", "carrier", ("declarant",), due=1, by_sea=True),
    Order("NL-RFI-26003", 1, REQUEST, "nl", "lotus", more=_question("Name the maker of the goods.")),
    Order("FR-SCR-26001", 1, SCREENING, "fr", "poste", "publisher"),
    Order("SG-RFI-26001", 1, REQUEST, "sg", "meridian", "carrier",
          more=_question("Was the seal whole when the container was discharged?")),
    Order("NL-HOLD-26002", 2, HOLD, "nl", "lotus", "declarant", due=30, more={"kind": "documentary"}),
    Order("NL-RFI-26004", 2, REQUEST, "nl", "lotus", more=_question("Send the packing list.")),
    Order("FR-SCR-26002", 3, SCREENING, "fr", "poste"),
    Order("FR-RFI-26001", 4, REQUEST, "fr", "bazar", due=30,
          more=_question("Which seller stands behind this account?")),
    Order("NL-DNL-26002", 5, DO_NOT_LOAD, "nl", "lotus", "carrier", ("declarant",), due=6, by_sea=True),
    Order("NL-HOLD-26003", 5, HOLD, "nl", "lotus", "declarant", due=40, by_sea=True, more={"kind": "physical"}),
    Order("NL-SCR-26001", 5, SCREENING, "nl", "lotus", "publisher", due=12),
)  # fmt: skip

REACTIONS = (
    Reaction("LTX-ANS-26001", 1, "NL-RFI-26001", "answer", "lotus", {
        "outcome": "answered", "statements": [{"text": "Polyester throughout; for sale in household shops."}],
        "documents": [{"type": "380", "number": "INV-77120"}]}),
    Reaction("MER-ANS-26001", 2, "SG-RFI-26001", "answer", "meridian", {
        "outcome": "answered", "statements": [{"text": "Whole; the number was read at the gate."}]}),
    Reaction("NL-REL-26001", 2, "NL-HOLD-26001", "release", "nl", {
        "conditions": ["Keep the goods together until the import declaration is accepted."]}),
    Reaction("NL-ASM-26001", 2, "NL-RFI-26001", "assessment_complete", "nl", {}),
    Reaction("LTX-ANS-26002", 2, "NL-RFI-26003", "answer", "lotus", {
        "outcome": "cannot_answer", "ask": {"identifier": "NL803377120", "name": "Noordzee Retail BV"}}),
    Reaction("POSTE-ANS-26001", 2, "FR-SCR-26001", "answer", "poste", {
        "outcome": "answered", "screening": {"result": "clear", "methods": ["XRY", "EDD"]}}),
    Reaction("MER-ANS-26002", 2, "NL-DNL-26001", "answer", "meridian", {"outcome": "acknowledged"}),
    Reaction("NL-ASM-26002", 3, "NL-RFI-26004", "assessment_complete", "nl", {"closes": ["NL-RFI-26004"]}),
    Reaction("NL-REL-26002", 3, "NL-DNL-26001", "release", "nl", {}),
)  # fmt: skip


class Correspondence:
    """Orders and what becomes of them, each sent when its part of the day is over."""

    def __init__(self, traffic: Traffic) -> None:
        self.traffic = traffic
        self.orders: dict[str, tuple[Order, Sent]] = {}

    def go_on(self, wave: int) -> None:
        """Send what the story has for the end of this part of the day."""
        for reaction in REACTIONS:
            if reaction.wave == wave:
                self._react(reaction)
        for order in ORDERS:
            if order.wave == wave:
                self._order(order)

    def about(self, reference: str) -> Sent:
        """The notice that an order is about."""
        return self.orders[reference][1]

    def _order(self, order: Order) -> None:
        known = self._known(order)
        if known is not None:
            self.orders[order.reference] = (order, known)
            return
        traffic, at = self.traffic, self._end_of(order.wave)
        sent = traffic.take(order.authority, order.publisher, wave=order.wave, by_sea=order.by_sea)
        self.orders[order.reference] = (order, sent)
        document = {
            **self._head(order.authority, sent, at),
            "addressee": order.addressee,
            **({"informed": list(order.informed)} if order.informed else {}),
            **_SAY[order.type](sent, at, at + timedelta(hours=order.due)),
            **order.more,
        }
        self._send(order.authority, cast.OFFICER, order.type, order.reference, document, order.wave)

    def _known(self, order: Order) -> Sent | None:
        """What the order is about, where an interrupted seeding has sent it already."""
        with self.traffic.world.acting(order.authority, cast.OFFICER) as by:
            case = (
                cases.cases(at=transaction_time())
                .filter(authority_id=by.organisation, reference=order.reference)
                .first()
            )
        if case is None:
            return None
        self.traffic.note(order.authority, order.type, order.reference, case.reply_number, {}, order.wave)
        self.traffic.taken.add(case.number)
        return self.traffic.sent[case.number]

    def _react(self, reaction: Reaction) -> None:
        order, sent = self.orders[reaction.to]
        at = self._end_of(reaction.wave)
        if reaction.type == "answer":
            document = _answer(order, sent, reaction, at)
            role = cast.PUBLISHER
        else:
            role = cast.OFFICER
            document = {**self._head(reaction.by, sent, at), "addressee": "publisher", **reaction.content}
            if reaction.type == "release":
                document |= {"lifts": [order.reference], "released_at": iso(at)}
            else:
                document |= {"completed_at": iso(at)}
        self._send(reaction.by, role, reaction.type, reaction.reference, document, reaction.wave)

    def _send(self, key: str, role: str, type_id: str, reference: str, document: Document, wave: int) -> None:
        with self.traffic.world.acting(key, role) as by:
            by.check_may(permissions.NOTICES_PUBLISH if type_id == "answer" else permissions.REPLIES_SEND)
            receipt = pipeline.reply(pipeline.Draft(type_id, reference, document), by=by)
        self.traffic.note(key, type_id, reference, receipt.number, document, wave)

    def _head(self, authority: str, sent: Sent, at: datetime) -> Document:
        office, phone = _DESKS[authority]
        return {
            "authority": {
                "country": authority.upper(),
                "office": {"code": office},
                "issued_at": iso(at),
                "contact": {"name": "Risk desk", "phone": phone},
            },
            "cites": {"notice": sent.number, "version": 1},
        }

    def _end_of(self, wave: int) -> datetime:
        return hour(self.traffic.world.began, (wave + 1) * HOURS / WAVES - 0.25)


def _answer(order: Order, sent: Sent, reaction: Reaction, at: datetime) -> Document:
    content = dict(reaction.content)
    if "screening" in content:
        content["screening"] = {**content["screening"], "screened_at": iso(at - timedelta(hours=1))}
    return {
        "cites": {"notice": sent.number, "version": 1},
        "answers": {"reference": order.reference},
        **content,
    }


def _subjects(sent: Sent) -> Document:
    found: Document = {}
    if "house_document" in sent.document:
        found["documents"] = [sent.document["house_document"]]
    if "equipment" in sent.document:
        found["equipment"] = [one["identifier"] for one in sent.document["equipment"]]
    return found


def _request(sent: Sent, at: datetime, due: datetime) -> Document:
    about = {"elements": ["/items/0/description"]} if "items" in sent.document else _subjects(sent)
    return {"due_at": iso(due), "subjects": about}


def _screening(sent: Sent, at: datetime, due: datetime) -> Document:
    return {"due_at": iso(due), "subjects": _subjects(sent), "recommended_methods": ["XRY", "EDD"]}


def _do_not_load(sent: Sent, at: datetime, due: datetime) -> Document:
    return {"effective_at": iso(at), "acknowledge_by": iso(due), "subjects": _subjects(sent)}


def _hold(sent: Sent, at: datetime, due: datetime) -> Document:
    unlocode = sent.document["discharge_place"]["unlocode"]
    return {
        "covers": "consignment",
        "subjects": _subjects(sent),
        "place": {"unlocode": unlocode, "country": unlocode[:2]},
        "control_office": {"code": OFFICES[unlocode][0]},
        "planned_at": iso(due),
        "movements_allowed": ["discharge", "within_port"],
    }


_SAY: dict[str, Callable[[Sent, datetime, datetime], Document]] = {
    REQUEST: _request,
    SCREENING: _screening,
    DO_NOT_LOAD: _do_not_load,
    HOLD: _hold,
}
