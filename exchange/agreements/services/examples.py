"""Keeping examples with an agreement: notices that must, or must not, be sent under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.access.permissions import AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid, NotFound
from accounts.organisations.models import Organisation
from exchange.agreements import selectors
from exchange.agreements.models import Example
from exchange.catalogue import services as catalogue
from exchange.catalogue import types
from exchange.notices import selectors as notices
from exchange.notices.models import Notice

MOST = 100


@dataclass(frozen=True, slots=True)
class NewExample:
    """An example as it is handed in: a document with its type, or the number of one's own notice.

    ``publisher`` is the provider whose notice the document is to be; of one's own notice, oneself.
    """

    name: str
    recipient: UUID
    must_send: bool
    type: str = ""
    publisher: UUID | None = None
    document: Mapping[str, Any] | None = None
    notice: str = ""


def keep(*, agreement: UUID, example: NewExample, by: Caller, at: datetime) -> Example:
    """Keep one more example; it is tried on every version from now on."""
    by.check_may(AGREEMENTS_WRITE)
    found = selectors.agreement(agreement)
    own = None if not example.notice else _own(example.notice, by)
    _check(example, own)
    kept = Example.objects.filter(agreement=found, organisation=by.organisation)
    if kept.filter(name=example.name.strip()).exists():
        raise _refused("/name", "name-taken", "You keep an example of this name already.")
    if kept.count() >= MOST:
        raise Conflict("too-many-examples", "This agreement has all the examples it may have: remove one.")
    return Example.objects.create(
        agreement=found,
        organisation_id=by.organisation,
        name=example.name.strip(),
        type=example.type if own is None else own.type,
        publisher_id=by.organisation if own is not None else example.publisher or by.organisation,
        recipient_id=example.recipient,
        must_send=example.must_send,
        document=None if own is not None else example.document,
        notice_id=None if own is None else own.id,
        notice_number="" if own is None else own.number,
        created_at=at,
    )


def drop(*, agreement: UUID, example: UUID, by: Caller) -> None:
    """Keep an example no longer."""
    by.check_may(AGREEMENTS_WRITE)
    dropped, _ = Example.objects.filter(agreement=agreement, id=example).delete()
    if not dropped:
        raise NotFound


def _own(number: str, by: Caller) -> Notice:
    try:
        return notices.own_notice(publisher=by.organisation, number=number)
    except NotFound:
        raise _refused("/notice", "not-yours", "You have no notice of this number.") from None


def _check(example: NewExample, own: Notice | None) -> None:
    faults = []
    if not example.name.strip():
        faults.append(Fault("/name", "empty", "Give the example a name."))
    if (own is None) == (example.document is None):
        faults.append(Fault("/document", "one-of-two", "Give a document, or the number of your own notice."))
    for place, who in (("/recipient", example.recipient), ("/publisher", example.publisher)):
        if who is not None and not Organisation.objects.filter(id=who).exists():
            faults.append(Fault(place, "not-known", "There is no such member."))
    if example.document is not None:
        faults += _faults_in(example.type, example.document)
    if faults:
        raise Invalid("invalid-example", "Mend what is listed and send it again.", faults=faults)


def _faults_in(type_id: str, document: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a document, told from where it stands in the example."""
    if type_id not in {one.id for one in types.every()}:
        return [Fault("/type", "not-known", "There is no such type of notice.")]
    findings = catalogue.check(type_id, dict(document))
    return [Fault(f"/document{one.place}", one.code, one.message) for one in findings.errors]


def _refused(place: str, code: str, message: str) -> Invalid:
    return Invalid(
        "invalid-example", "Mend what is listed and send it again.", faults=[Fault(place, code, message)]
    )
