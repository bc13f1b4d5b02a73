"""The lists that one may take away: who saw what, who changed what, and what became of one's own notices.

Each says no more than the page and the operation that list the same: envelope facts, codes and names, no content.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.organisations import selectors as organisations
from accounts.trail.models import Entry
from accounts.users import selectors as users
from exchange.deliveries import receipts
from exchange.deliveries import selectors as deliveries
from exchange.disclosures.models import Disclosure
from exchange.notices.models import Notice
from exchange.review import selectors as review
from exchange.routing import selectors as routing
from hub.exports.listing import Listing, Row

_REGISTER = (
    "id",
    "at",
    "person",
    "person_name",
    "client",
    "client_name",
    "channel",
    "purpose",
    "notice",
    "version",
    "type",
    "notice_id",
    "version_id",
    "publisher",
    "publisher_name",
    "agreement_versions",
)
_TRAIL = (
    "id",
    "at",
    "action",
    "subject_kind",
    "subject",
    "subject_name",
    "organisation",
    "by_organisation",
    "by_organisation_name",
    "by_person",
    "by_person_name",
    "by_client",
    "by_client_name",
    "reason",
    "values",
)
_RECEIPTS = (
    "notice",
    "reference",
    "type",
    "version",
    "recipient",
    "recipient_name",
    "purpose",
    "kind",
    "basis",
    "state",
    "reason",
    "delivered_at",
    "opened",
    "acknowledged_at",
    "replied_at",
    "agreements",
    "elements",
)


def register(rows: QuerySet[Disclosure]) -> Listing:
    """The disclosure register: rows of the caller's own."""
    return Listing("disclosure-register", _REGISTER, rows, ("at", "id"), _reads)


def trail(rows: QuerySet[Entry]) -> Listing:
    """The audit trail: rows that the caller may read."""
    return Listing("audit-trail", _TRAIL, rows, ("id",), _changes)


def receipts_of(notices: QuerySet[Notice]) -> Listing:
    """The receipts of the caller's own notices: a row for each version, recipient and purpose."""
    return Listing("receipts", _RECEIPTS, notices, ("id",), _receipts)


def _reads(rows: Sequence[Disclosure], by: Caller) -> list[Row]:
    people = users.names_of(one.person for one in rows)
    clients = access.names_of(one.client for one in rows)
    called = _organisations(one.publisher_id for one in rows)
    about = deliveries.of_versions(recipient=by.organisation, versions=[one.version_id for one in rows])
    told = []
    for one in rows:
        delivery = about.get((one.version_id, one.purpose))
        told.append(
            {
                "id": one.pk,
                "at": one.at,
                "person": one.person,
                "person_name": people.get(one.person, "") if one.person else "",
                "client": one.client,
                "client_name": clients.get(one.client, "") if one.client else "",
                "channel": one.channel,
                "purpose": one.purpose,
                "notice": delivery and delivery.number,
                "version": delivery and delivery.n,
                "type": delivery and delivery.type,
                "notice_id": one.notice_id,
                "version_id": one.version_id,
                "publisher": one.publisher_id,
                "publisher_name": called.get(one.publisher_id, ""),
                "agreement_versions": one.agreement_versions,
            }
        )
    return told


def _changes(rows: Sequence[Entry], by: Caller) -> list[Row]:
    """People and clients of other organisations are not named, here either."""
    ours = [one for one in rows if one.by_organisation == by.organisation]
    people = users.names_of([one.by_person for one in ours] + [one.subject for one in rows])
    clients = access.names_of([one.by_client for one in ours] + [one.subject for one in rows])
    called = _organisations([one.by_organisation for one in rows] + [one.subject for one in rows])
    told = []
    for one in rows:
        own = one.by_organisation == by.organisation
        person, client = (one.by_person, one.by_client) if own else (None, None)
        told.append(
            {
                "id": one.pk,
                "at": one.at,
                "action": one.action,
                "subject_kind": one.subject_kind,
                "subject": one.subject,
                "subject_name": {**called, **people, **clients}.get(one.subject, ""),
                "organisation": one.organisation,
                "by_organisation": one.by_organisation,
                "by_organisation_name": called.get(one.by_organisation, "") if one.by_organisation else "",
                "by_person": person,
                "by_person_name": people.get(person, "") if person else "",
                "by_client": client,
                "by_client_name": clients.get(client, "") if client else "",
                "reason": one.reason,
                "values": one.values,
            }
        )
    return told


def _receipts(rows: Sequence[Notice], by: Caller) -> list[Row]:
    identifiers = [one.pk for one in rows]
    found = receipts.for_notices(identifiers)
    replied = review.first_replies_to(identifiers)
    called = _organisations(one.recipient for each in found.values() for one in each)
    known = routing.current().index.versions
    return [
        {
            "notice": notice.number,
            "reference": notice.reference,
            "type": notice.type,
            "version": one.n,
            "recipient": one.recipient,
            "recipient_name": called.get(one.recipient, ""),
            "purpose": one.purpose,
            "kind": one.kind,
            "basis": one.basis,
            "state": one.state,
            "reason": one.reason,
            "delivered_at": one.delivered_at,
            "opened": one.opened,
            "acknowledged_at": one.acknowledged_at,
            "replied_at": replied.get((notice.pk, one.recipient)),
            "agreements": [
                f"{known[version].terms.number}.{known[version].terms.version}"
                for version in one.agreement_versions
                if version in known
            ],
            "elements": one.elements,
        }
        for notice in rows
        for one in found.get(notice.pk, ())
    ]


def _organisations(wanted: Iterable[UUID | None]) -> dict[UUID, str]:
    rows = organisations.directory(at=transaction_time()).filter(pk__in={one for one in wanted if one})
    return dict(rows.values_list("pk", "name"))
