"""Reading requests to join: the operator the confirmed ones, a stranger the one whose link was mailed."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.callers import Caller
from accounts.errors import Gone, NotFound
from accounts.joining import door
from accounts.joining.models import JoinMessage, JoinRequest
from accounts.organisations.permissions import check_may_keep_members


def requests(*, by: Caller) -> QuerySet[JoinRequest]:
    """Every request whose address was confirmed."""
    check_may_keep_members(by)
    return JoinRequest.objects.exclude(state="unconfirmed")


def open_requests(*, by: Caller) -> list[JoinRequest]:
    """The operator's queue, the longest waiting first; at most 500."""
    return list(requests(by=by).filter(state__in=["waiting", "asked"]).order_by("confirmed_at")[:500])


def waiting(*, by: Caller) -> QuerySet[JoinRequest]:
    """Those that wait for the operator, and not for an answer of those who ask."""
    return requests(by=by).filter(state="waiting")


def request(identifier: UUID, *, by: Caller) -> JoinRequest:
    """One request whose address was confirmed."""
    found = requests(by=by).filter(pk=identifier).first()
    if found is None:
        raise NotFound()
    return found


def messages(request: JoinRequest) -> list[JoinMessage]:
    """What was asked back and answered, in order."""
    return list(JoinMessage.objects.filter(request=request).order_by("at", "id"))


def by_link(secret: str, *, at: datetime) -> JoinRequest:
    """The request that a link leads to, inside ``door.by_link``; a link that never was looks like one that is over."""
    found = JoinRequest.objects.filter(link=door.digest(secret)).first()
    if found is None or found.link_until <= at:
        raise Gone(
            "link-over",
            "This link does not work any more. Perhaps a newer letter has taken its place; if not, ask again.",
        )
    return found
