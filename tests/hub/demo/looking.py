"""Looking at the demo world: what its members see, and what was published."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from accounts import acting
from exchange import pipeline
from exchange.agreements.models import AgreementVersion
from exchange.deliveries import selectors
from exchange.deliveries.asking import Opened
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.notices.models import Notice
from hub.demo import cast
from hub.demo.world import World, reader

_POSITION = re.compile(r"/\d+(?=/|$)")


def deliveries(**wanted: object) -> list[Delivery]:
    """Everybody's deliveries of that kind."""
    with acting.as_pipeline():
        return list(Delivery.objects.filter(**wanted))


def opened(world: World, key: str, role: str = cast.OFFICER, **wanted: object) -> list[Opened]:
    """What a member sees of its deliveries of that kind, opening what it has not opened yet."""
    with world.acting(key, role) as by:
        rows = selectors.inbox(recipient=by.organisation).filter(
            basis=Delivery.Basis.AGREEMENT, kind=Delivery.Kind.CONTENT, **wanted
        )
        found = pipeline.open_deliveries(list(rows), reader=reader(by, Disclosure.Channel.INBOX))
    return [one for one in found if one.shown]


def values(seen: Opened) -> dict[str, Any]:
    return {one.path: one.value for one in seen.elements}


def forms(seen: list[Opened]) -> set[tuple[str, str]]:
    """Every element pattern that is seen, with its form."""
    return {(_POSITION.sub("/*", one.path), one.form) for each in seen for one in each.elements}


def published(world: World, delivery: Delivery) -> dict[str, Any]:
    """The version behind a delivery as its publisher wrote it, leaf by leaf."""
    with world.acting(world.key_of(delivery.publisher_id)):
        notice = notices.own_notice(publisher=delivery.publisher_id, number=delivery.number)
        version = notice.versions.get(n=delivery.n)
        return dict(_leaves(notices.own_content([version.id])[version.id]))


def last_accepted(world: World, key: str) -> Notice:
    """The last notice of a publisher's that was accepted."""
    with acting.as_pipeline():
        return Notice.objects.filter(publisher_id=world.id_of(key)).latest("accepted_at")


def version(world: World, identifier: UUID) -> tuple[AgreementVersion, str]:
    """An agreement version, and somebody who may read it."""
    for who in world.organisations:
        with world.acting(who):
            found = AgreementVersion.objects.filter(id=identifier).first()
        if found is not None:
            return found, who
    raise LookupError(identifier)


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        for step, below in enumerate(value) if isinstance(value, list) else value.items():
            yield from _leaves(below, f"{place}/{step}")
    else:
        yield place, value
