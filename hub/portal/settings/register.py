"""The disclosure register: who of the organisation was shown what of others' content, when, and by which channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.organisations import selectors as organisations
from accounts.users import selectors as users
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.disclosures import selectors
from exchange.disclosures.models import Disclosure
from hub.exports import lists
from hub.exports.listing import Listing
from hub.portal import names, paging, taking, words
from hub.portal.pages import page
from hub.portal.settings import reading
from hub.portal.settings.words import READ_BY

_ORDER: paging.Order = {"at": datetime.fromisoformat, "id": UUID}


@dataclass(frozen=True, slots=True)
class Line:
    """One reading in words."""

    row: Disclosure
    by: str
    channel: Promise | str
    purpose: Promise | str
    publisher: str
    delivery: Delivery | None
    type: str


@page("settings/register.html", permissions.DISCLOSURES_READ)
def register(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The newest first; narrowed by who was shown it, by which channel, and when."""
    named = _narrowing(request)
    found = selectors.own_reads(organisation=caller.organisation).filter(**named)
    cut = paging.cut(request, found, _ORDER)
    held = organisations.memberships(organisation=caller.organisation, at=transaction_time())
    return {
        "lines": _lines(cut.rows, caller=caller),
        "cut": cut,
        "channels": READ_BY.items(),
        "people": sorted({(one.person.name, str(one.person_id)) for one in held}),
        "filters": {
            **{name: request.GET.get(name, "") for name in ("since", "until")},
            **{name: str(named.get(name, "")) for name in ("channel", "person")},
        },
        "filtered": bool(named),
        "taken": taking.query_of(request),
    }


@taking.taken_away(permissions.DISCLOSURES_READ)
def register_file(request: HttpRequest, caller: Caller) -> Listing:
    """The register as a file, narrowed as the page is."""
    return lists.register(selectors.own_reads(organisation=caller.organisation).filter(**_narrowing(request)))


def _narrowing(request: HttpRequest) -> dict[str, Any]:
    channel = request.GET.get("channel", "")
    wanted = {
        "channel": channel if channel in READ_BY else None,
        "person": reading.identifier(request, "person"),
        "at__gte": reading.day(request, "since"),
        "at__lt": reading.day(request, "until", end=True),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _lines(rows: Sequence[Disclosure], *, caller: Caller) -> list[Line]:
    """Readings with names and envelopes, in as many queries for one as for fifty."""
    called = users.names_of(one.person for one in rows) | access.names_of(one.client for one in rows)
    publishers = names.of_organisations(one.publisher_id for one in rows)
    about = deliveries.of_versions(recipient=caller.organisation, versions=[one.version_id for one in rows])
    types = names.of_types()
    return [
        Line(
            row=one,
            by=called.get(one.person or one.client or one.id, "") or gettext("The hub, for your system"),
            channel=READ_BY.get(one.channel, one.channel),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            publisher=publishers.get(one.publisher_id, ""),
            delivery=(delivery := about.get((one.version_id, one.purpose))),
            type="" if delivery is None else types.get(delivery.type, delivery.type),
        )
        for one in rows
    ]
