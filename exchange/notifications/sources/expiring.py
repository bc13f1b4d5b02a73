"""Agreements in force that end soon by themselves: told to administrators some times before it comes."""

from collections.abc import Iterator
from datetime import timedelta

from accounts.access.permissions import AGREEMENTS_WRITE
from exchange.agreements import selectors
from exchange.agreements.life import Life, covers
from exchange.agreements.models import AgreementVersion
from exchange.agreements.states import State
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window

# Time to negotiate a successor, to sign it, and to tell people that nothing will come any more.
BEFORE = (timedelta(days=60), timedelta(days=14), timedelta(days=3))


def found(window: Window) -> list[Notification]:
    """Those of which the organisation is a party; not once a successor or an earlier end is certain."""
    if not window.caller.may(AGREEMENTS_WRITE):
        return []
    ending = selectors.ending_for(
        organisation=window.caller.organisation,
        at=window.at,
        after=window.since,
        until=window.at + max(BEFORE),
    )
    versions = {one.id: one for one in ending[: window.most]}
    lives = selectors.lives_of({one.agreement_id for one in versions.values()})
    return [
        one
        for identifier, version in versions.items()
        if identifier in lives
        for one in _told(version, lives[identifier], window)
    ]


def _told(version: AgreementVersion, life: Life, window: Window) -> Iterator[Notification]:
    if life.in_force is None or life.ended_at is None or life.ended_as is not State.EXPIRED:
        return
    for before in BEFORE:
        moment = life.ended_at - before
        if window.covers(moment) and covers(life.in_force, moment):
            yield Notification(
                key=f"agreement-expiring:{version.id}:{before.days}",
                kind=Kind.AGREEMENT_EXPIRING,
                at=moment,
                subject=version.id,
                due_at=life.ended_at,
                facts={
                    "number": str(version.agreement.number),
                    "title": version.title,
                    "version": str(version.version or ""),
                    "days": str(before.days),
                },
            )
