"""Standing that was suspended or revoked, or that ends soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.access.permissions import ACCOUNTS_READ
from accounts.accreditation import selectors as accreditation
from accounts.accreditation.models import Standing, StandingPeriod
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window

SOON = timedelta(days=30)
_KINDS = {"suspended": Kind.STANDING_SUSPENDED, "revoked": Kind.STANDING_REVOKED}


def found(window: Window) -> list[Notification]:
    """What became of the standing that a trader holds."""
    if window.caller.kind != "trader" or not window.caller.may(ACCOUNTS_READ):
        return []
    grants = accreditation.held_by(window.caller.organisation, at=window.at)
    return [*_steps(grants, window), *(one for grant in grants for one in _ends(grant, window))]


def _steps(grants: list[Standing], window: Window) -> Iterator[Notification]:
    named = {one.pk: one for one in grants}
    rows = StandingPeriod.objects.filter(
        standing__in=named, state__in=_KINDS, valid_from__gt=window.since, valid_from__lte=window.at
    )
    for row in rows:
        yield _told(named[row.standing_id], _KINDS[row.state], f"standing:{row.pk}", row.valid_from)


def _ends(grant: Standing, window: Window) -> Iterator[Notification]:
    if grant.expires_at is None or getattr(grant, "state", None) == "revoked":
        return
    soon = max(grant.expires_at - SOON, grant.granted_at)
    if window.covers(soon):
        yield _told(grant, Kind.STANDING_EXPIRING, f"expiring:{grant.pk}", soon)
    if window.covers(grant.expires_at):
        yield _told(grant, Kind.STANDING_EXPIRED, f"expired:{grant.pk}", grant.expires_at)


def _told(grant: Standing, kind: Kind, key: str, at: datetime) -> Notification:
    return Notification(
        key=key,
        kind=kind,
        at=at,
        subject=grant.pk,
        who=grant.granted_by_id,
        due_at=grant.expires_at,
        facts={"standing": grant.kind, "number": grant.number},
    )
