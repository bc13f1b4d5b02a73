"""A reply while it is written: what its form sent, the document that this makes, and templates on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.timezone import localtime

from accounts.organisations.models import Organisation
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType
from exchange.deliveries.asking import Opened
from exchange.review import states
from hub.portal.officer import subjects
from hub.portal.officer.subjects import Subjecting
from hub.portal.writing import forms, posted
from hub.portal.writing.plan import newest

# What the page asks in its own way; the rest of the form is made of the schema.
OWN = ("authority", "cites", "subjects", "addressee", "informed", "lifts", "closes")
ENDS = {states.RELEASE: "lifts", states.COMPLETE: "closes"}
_ABBREVIATIONS = {
    states.INFORMATION: "RFI",
    states.SCREENING: "RFS",
    states.DO_NOT_LOAD: "DNL",
    states.HOLD: "HOLD",
    states.RELEASE: "REL",
    states.COMPLETE: "ASM",
}
# When things are due unless the officer says otherwise.
_HOURS = {
    "due_at": 24,
    "effective_at": 0,
    "acknowledge_by": 2,
    "released_at": 0,
    "completed_at": 0,
}
_TIMES = frozenset({*_HOURS, "planned_at"})
# By when the addressee must act; a type has one of them.
DUE = ("due_at", "acknowledge_by")
_DESK = ("office", "contact_name", "contact_phone", "contact_email", "mrn")
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class Composition:
    """A reply being written. ``picked`` is what it concerns, ``ends`` the references that it lifts or closes."""

    type: NoticeType
    reference: str
    issued_at: str
    addressee: str
    informed: tuple[str, ...]
    ends: tuple[str, ...]
    desk: Mapping[str, str]
    picked: Mapping[str, Sequence[str]]
    written: dict[str, Any]

    def document(self, cited: Opened, country: str) -> dict[str, Any]:
        """What is handed in."""
        found = Subjecting(cited.elements, cited.delivery.type).document(self.picked)
        told = [one for one in self.informed if one != self.addressee]
        own: dict[str, Any] = {
            "authority": {"country": country, "issued_at": self.issued_at, **_desk(self.desk)},
            "cites": {"notice": cited.delivery.number, "version": cited.delivery.n},
            "addressee": self.addressee,
            "informed": told,
            "subjects": found,
            ENDS.get(self.type.id, "lifts"): list(self.ends),
        }
        said = posted.complete(newest(self.type.id), self.written)
        return {name: value for name, value in {**said, **own}.items() if value}

    def as_draft(self, cited: Opened) -> dict[str, Any]:
        """All of it as far as it is written, to go on with later."""
        found = Subjecting(cited.elements, cited.delivery.type).document(self.picked)
        own: dict[str, Any] = {
            "authority": _desk(self.desk),
            "addressee": self.addressee,
            "informed": list(self.informed),
            "subjects": found,
            ENDS.get(self.type.id, "lifts"): list(self.ends),
        }
        return self.written | {name: value for name, value in own.items() if value}

    def as_template(self) -> dict[str, Any]:
        """What of it can be kept for other replies: neither times, nor anything about this notice."""
        said = posted.complete(newest(self.type.id), self.written)
        kept = {name: value for name, value in said.items() if name not in _TIMES | {"partial_quantity"}}
        desk = _desk({name: value for name, value in self.desk.items() if name != "mrn"})
        more = {"informed": list(self.informed), "authority": desk}
        return {**kept, "addressee": self.addressee, **{name: one for name, one in more.items() if one}}


def begun(type_id: str, query: QueryDict, *, cited: Opened, by: Organisation, at: datetime) -> Composition:
    """A new reply: to the publisher, about what was picked on the notice's page, due in the usual time."""
    notice_type = catalogue.one_type(type_id)
    ticked = subjects.picked(query)
    seen = Subjecting(cited.elements, cited.delivery.type)
    ticked["item"] = [*ticked["item"], *seen.items_of(ticked["element"])]
    here = localtime(at).replace(microsecond=0, second=0)
    members = notice_type.schema["properties"]
    times = {
        name: (here + timedelta(hours=hours)).isoformat() for name, hours in _HOURS.items() if name in members
    }
    return Composition(
        type=notice_type,
        reference=_suggested(type_id, at),
        issued_at=at.replace(microsecond=0).isoformat(),
        addressee="publisher",
        informed=(),
        ends=(),
        desk={"contact_email": by.contact_email, "contact_phone": by.contact_phone, "mrn": _mrn(cited)},
        picked=ticked,
        written={**forms.begun(type_id), **times, **_usual(type_id)},
    )


def sent(type_id: str, data: QueryDict, *, without: str = "") -> Composition:
    """What the form sent; ``without`` a group or row that was taken away."""
    return Composition(
        type=catalogue.one_type(type_id),
        reference=" ".join(data.get("reference", "").replace("\x00", "").split())[:_LONGEST],
        issued_at=data.get("issued_at", ""),
        addressee=data.get("addressee", ""),
        informed=tuple(data.getlist("informed")),
        ends=tuple(data.getlist("ends")),
        desk={name: data.get(name, "").replace("\x00", "").strip() for name in _DESK},
        picked=subjects.picked(data),
        written=posted.document(newest(type_id), data, without=without),
    )


def resumed(begun: Composition, reference: str, content: Mapping[str, Any]) -> Composition:
    """A new reply with what a draft says, in place of what usually stands there. A draft may hold anything."""
    ended = content.get(ENDS.get(begun.type.id, ""), ())
    return replace(
        begun,
        reference=reference or begun.reference,
        addressee=str(content.get("addressee", "")),
        informed=tuple(_texts(content.get("informed"))),
        ends=tuple(_texts(ended)),
        desk=_of_authority(content.get("authority")),
        picked=subjects.of_document(content.get("subjects")),
        written={name: value for name, value in content.items() if name not in OWN},
    )


def due(composition: Composition, moment: datetime) -> Composition:
    """The composition with the time by which it must be answered."""
    name = due_name(composition.type)
    here = localtime(moment).replace(microsecond=0, second=0).isoformat()
    return replace(composition, written={**composition.written, name: here}) if name else composition


def due_name(notice_type: NoticeType) -> str:
    """The element that says by when the addressee must act; empty where the type has none."""
    return next((one for one in DUE if one in notice_type.schema["properties"]), "")


def from_template(composition: Composition, content: Mapping[str, Any]) -> Composition:
    """The composition with what a template says, in place of what stood there."""
    known = _of_authority(content.get("authority"))
    return replace(
        composition,
        addressee=content.get("addressee", composition.addressee),
        informed=tuple(content.get("informed", composition.informed)),
        desk={**composition.desk, **{name: value for name, value in known.items() if value}},
        written={
            **composition.written,
            **{name: value for name, value in content.items() if name not in OWN},
        },
    )


def _usual(type_id: str) -> dict[str, Any]:
    return {states.INFORMATION: {"kind": "clarification"}, states.HOLD: {"covers": "consignment"}}.get(
        type_id, {}
    )


def _suggested(type_id: str, at: datetime) -> str:
    return f"{_ABBREVIATIONS.get(type_id, 'REPLY')}-{at:%y%m%d}-{uuid4().hex[:6].upper()}"


def _mrn(cited: Opened) -> str:
    """The movement reference number of the notice cited, where its reader sees one."""
    seen = (str(one.value) for one in cited.elements if one.path == "/mrn" and one.form == "plain")
    return next(seen, "")


def _of_authority(said: Any) -> dict[str, str]:
    """The fields of the desk, of what a template or a draft says of the authority."""
    desk = _mapping(said)
    office, contact = _mapping(desk.get("office")), _mapping(desk.get("contact"))
    found = {
        "office": office.get("code", ""),
        "contact_name": contact.get("name", ""),
        "contact_phone": contact.get("phone", ""),
        "contact_email": contact.get("email", ""),
        "mrn": desk.get("mrn", ""),
    }
    return {name: str(value) for name, value in found.items()}


def _mapping(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}


def _texts(said: Any) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else []


def _desk(said: Mapping[str, str]) -> dict[str, Any]:
    contact = {
        name: said.get(f"contact_{name}", "")
        for name in ("name", "phone", "email")
        if said.get(f"contact_{name}")
    }
    found: dict[str, Any] = {}
    if said.get("office"):
        found["office"] = {"code": said["office"]}
    if contact:
        found["contact"] = contact
    if said.get("mrn"):
        found["mrn"] = said["mrn"]
    return found
