"""Mails that tell a person what is new: whose is due, what it tells, and that it goes out once.

What a mail tells is decided and noted in one transaction, behind the lock on the person's preference. It is sent
after that by whoever takes it, and only one can. A worker that dies between sending and noting so leaves it to be
sent again some minutes later, under the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from accounts import acting
from accounts.access.permissions import INBOX_READ
from accounts.callers import Caller
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.notifications import selectors, services
from exchange.notifications.models import Digest, Preference, Told
from exchange.notifications.notification import TOPICS, Notification
from exchange.notifications.selectors import REMEMBERED
from exchange.subscriptions import selectors as subscriptions
from exchange.subscriptions.selectors import SubscriptionFacts

_AT_ONCE = 200
# Deliveries that one mail looks at; what comes after them is the next one's.
_MOST_DELIVERIES = 1000
_LEASE = timedelta(minutes=5)
_MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class News:
    """What a mail would tell. ``position``: up to where the inbox has been looked at."""

    notifications: Sequence[Notification]
    deliveries: Sequence[Delivery]
    position: int

    def __bool__(self) -> bool:
        return bool(self.notifications or self.deliveries)


def due() -> list[tuple[UUID, UUID]]:
    """Organisation and person of those whose next mail is due."""
    with acting.as_pipeline():
        found = Preference.objects.filter(next_at__lte=acting.transaction_time()).order_by("next_at")
        return list(found.values_list("organisation_id", "person")[:_AT_ONCE])


def due_preference(organisation: UUID, person: UUID) -> Preference | None:
    """The person's preference, held until the transaction ends; none if it is not due, or another holds it."""
    found = Preference.objects.select_for_update(skip_locked=True).filter(
        organisation_id=organisation, person=person, next_at__lte=acting.transaction_time()
    )
    return found.first()


def news(preference: Preference, *, caller: Caller) -> News:
    """What this person has neither read nor been told of, and the deliveries that subscriptions tell by mail."""
    found = [one for one in selectors.notifications(caller) if not one.read and _is_wanted(one, preference)]
    told = Told.objects.filter(
        organisation_id=caller.organisation, person=preference.person, key__in=[one.key for one in found]
    )
    known = set(told.values_list("key", flat=True))
    fresh = [one for one in found if one.key not in known]
    wishes = subscriptions.by_digest(caller.organisation) if caller.may(INBOX_READ) else ()
    rows = deliveries.after(
        recipient=caller.organisation, position=preference.told_position, limit=_MOST_DELIVERIES
    )
    wanted = [one for one in rows if any(_tells(wish, one) for wish in wishes)]
    position = (rows[-1].position or 0) if rows else preference.told_position
    return News(fresh, wanted, position)


def write(preference: Preference, found: News, *, subject: str, text: str, at: datetime) -> Digest:
    """Note what this mail tells, so that no other does, and leave it to be sent."""
    long_ago = Digest.objects.filter(
        organisation_id=preference.organisation_id, person=preference.person, made_at__lt=at - 2 * REMEMBERED
    )
    long_ago.delete()
    digest = Digest.objects.create(
        organisation_id=preference.organisation_id,
        person=preference.person,
        made_at=at,
        subject=subject,
        text=text,
        next_try=at,
    )
    Told.objects.bulk_create(
        [
            Told(
                organisation_id=preference.organisation_id,
                person=preference.person,
                key=one.key,
                digest=digest,
            )
            for one in found.notifications
        ]
    )
    return digest


def move_on(preference: Preference, *, position: int, at: datetime) -> None:
    """The next mail is due when it is wanted, and begins where this one ended."""
    preference.told_position = position
    zone = selectors.zone_for(preference.person, preference.zone)
    preference.next_at = services.next_time(preference.frequency, hour=preference.hour, zone=zone, at=at)
    preference.save(update_fields=["told_position", "next_at"])


def stop(preference: Preference, *, at: datetime) -> None:
    """Look again tomorrow: whoever has no role at present is told nothing."""
    preference.next_at = at + timedelta(days=1)
    preference.save(update_fields=["next_at"])


def unsent() -> list[tuple[UUID, UUID, UUID]]:
    """Organisation, person and digest of the mails that can be sent now."""
    with acting.as_pipeline():
        found = Digest.objects.filter(sent_at=None, given_up_at=None, next_try__lte=acting.transaction_time())
        return list(found.order_by("next_try").values_list("organisation_id", "person", "id")[:_AT_ONCE])


def take(digest: UUID) -> Digest | None:
    """Take a mail to send it; none if another has."""
    at = acting.transaction_time()
    waiting = Digest.objects.filter(id=digest, sent_at=None, given_up_at=None, next_try__lte=at)
    if not waiting.update(next_try=at + _LEASE, attempts=F("attempts") + 1):
        return None
    return Digest.objects.get(id=digest)


def sent(digest: UUID) -> None:
    """It has left: its text is not kept."""
    Digest.objects.filter(id=digest).update(sent_at=acting.transaction_time(), text="")


def not_sent(digest: Digest) -> None:
    """The mail server would not take it: try again later, and at last no more."""
    at = acting.transaction_time()
    if digest.attempts >= _MOST_ATTEMPTS:
        give_up(digest)
    else:
        pause = timedelta(minutes=2**digest.attempts)
        Digest.objects.filter(id=digest.id).update(next_try=at + pause)


def give_up(digest: Digest) -> None:
    """It is not sent any more: what it told stands in the portal."""
    Digest.objects.filter(id=digest.id).update(given_up_at=acting.transaction_time(), text="")


def _is_wanted(one: Notification, preference: Preference) -> bool:
    """Whether it is of a topic that the person is mailed, and happened since they are."""
    topic = TOPICS[one.kind]
    if topic in preference.unwanted:
        return False
    again = preference.taken_up.get(topic)
    return one.at > preference.since and (again is None or one.at > datetime.fromisoformat(again))


def _tells(wish: SubscriptionFacts, delivery: Delivery) -> bool:
    """Whether a wish asks to be told of a delivery by mail; a reply is told by any that runs."""
    if delivery.state not in (Delivery.State.AVAILABLE, Delivery.State.DELIVERED):
        return False
    if not wish.counts_at(delivery.accepted_at):
        return False
    if delivery.basis != Delivery.Basis.AGREEMENT:
        return True
    return wish.purpose in (None, delivery.purpose) and (not wish.types or delivery.type in wish.types)
