"""A second pair of eyes: what one officer prepares, where the agreement asks for it, another one releases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access.permissions import REPLIES_SEND
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, NotFound
from accounts.lifecycle import target_of
from exchange.agreements import selectors as agreements
from exchange.deliveries.asking import Opened
from exchange.deliveries.models import Delivery
from exchange.notices.submissions import Receipt
from exchange.review import states
from exchange.review.models import PreparedReply
from exchange.review.replies import Reply


def is_asked_for(type_id: str, *, cited: Opened) -> bool:
    """Whether an agreement under which the cited version is read asks a second person for replies of this type."""
    return type_id in agreements.second_person_for(version.id for version in cited.live)


def prepared() -> QuerySet[PreparedReply]:
    """The acting organisation's prepared replies, each with ``outdated``: a newer version of the notice has come."""
    newer = Delivery.objects.filter(
        notice_id=OuterRef("notice_id"), recipient_id=OuterRef("organisation_id"), n__gt=OuterRef("n")
    )
    return PreparedReply.objects.annotate(outdated=Exists(newer)).order_by("id")


def one(identifier: UUID) -> PreparedReply:
    """One of the acting organisation's prepared replies."""
    found = prepared().filter(pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def prepare(
    type_id: str, reference: str, document: Mapping[str, Any], *, reply: Reply, by: Caller, at: datetime
) -> PreparedReply:
    """Keep a reply that could be sent as it is, for another person to release. The same again is the same."""
    by.check_may(REPLIES_SEND)
    if not reply.second_person:
        raise Conflict("no-second-person-needed", "No agreement asks for a second person here: send it.")
    waiting = PreparedReply.objects.filter(reference=reference, state=states.WAITING).first()
    if waiting is not None:
        if (waiting.type, waiting.document) == (type_id, dict(document)):
            return waiting
        raise Conflict("reference-in-use", "Another prepared reply waits under this reference.")
    return PreparedReply.objects.create(
        organisation_id=by.organisation,
        type=type_id,
        reference=reference,
        document=dict(document),
        notice_id=reply.notice_id,
        number=reply.number,
        n=reply.n,
        person=by.person,
        client=by.client,
        prepared_at=at,
    )


def releasable(identifier: UUID, *, by: Caller) -> PreparedReply:
    """A prepared reply, locked, that this person may release: not what one has prepared oneself."""
    by.check_may(REPLIES_SEND)
    found = _locked(identifier)
    if by.person is None:
        raise Forbidden("needs-person", "An API client cannot do this: sign in as a person.")
    if found.person == by.person:
        raise Forbidden(
            "second-person", "You prepared it yourself: another person of your organisation approves it."
        )
    target_of(states.PREPARED, source=found.state, act="released", wording=states.PREPARED_WORDING)
    return found


def mark_sent(found: PreparedReply, *, receipt: Receipt, by: Caller, at: datetime) -> None:
    """Note that it was released, by whom, and as which notice."""
    found.reply_number = receipt.number
    _decide(found, act="released", by=by, at=at)


def withdraw(identifier: UUID, *, by: Caller, at: datetime) -> PreparedReply:
    """Let a prepared reply never be sent."""
    by.check_may(REPLIES_SEND)
    found = _locked(identifier)
    _decide(found, act="withdrawn", by=by, at=at)
    return found


def _locked(identifier: UUID) -> PreparedReply:
    found = PreparedReply.objects.select_for_update().filter(pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def _decide(found: PreparedReply, *, act: str, by: Caller, at: datetime) -> None:
    found.state = target_of(states.PREPARED, source=found.state, act=act, wording=states.PREPARED_WORDING)
    found.decided_by, found.decided_at = by.person, at
    found.save(update_fields=["state", "decided_by", "decided_at", "reply_number"])
