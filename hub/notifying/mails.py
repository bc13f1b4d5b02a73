"""Mails to people: written for each in their language and zone, sent once."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts import acting
from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.organisations import selectors as organisations
from accounts.users import selectors as users
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.deliveries.models import Delivery
from exchange.notifications import digests, selectors
from exchange.notifications.digests import News
from exchange.notifications.models import Preference
from hub.notifying import words

_log = logging.getLogger("hub.notifying")
# Deliveries that a mail names; of the rest it says how many.
_NAMED = 50


def write_and_send() -> int:
    """Write the mails that are due, then send what has not been sent; answer how many left."""
    for organisation, person in digests.due():
        _write(organisation, person)
    return sum(_send(*one) for one in digests.unsent())


def _write(organisation: UUID, person: UUID) -> None:
    """One person's mail: what the person may see as things stand, and nothing where there is no news."""
    with acting.as_organisation(organisation, person=person):
        at = acting.transaction_time()
        caller = access.caller_for_person(person, organisation=organisation, at=at)
        preference = digests.due_preference(organisation, person)
        if preference is None:
            return
        if caller is None:
            digests.stop(preference, at=at)
            return
        news = digests.news(preference, caller=caller)
        if news:
            subject, text = _in_words(news, preference, caller)
            digests.write(preference, news, subject=subject, text=text, at=at)
        digests.move_on(preference, position=news.position, at=at)


def _in_words(news: News, preference: Preference, caller: Caller) -> tuple[str, str]:
    count = len(news.notifications) + len(news.deliveries)
    reader = users.person(preference.person)
    zone = ZoneInfo(selectors.zone_for(preference.person, preference.zone))
    with translation.override(reader.language or preference.language), timezone.override(zone):
        name = organisations.organisation(caller.organisation).name
        subject = ngettext(
            "%(count)s new item for %(organisation)s", "%(count)s new items for %(organisation)s", count
        ) % {"count": count, "organisation": name}
        text = render_to_string(
            "emails/digest.txt",
            {
                "organisation": name,
                "lines": [
                    (one.at, words.sentence(one), _link(words.address(one))) for one in news.notifications
                ],
                "deliveries": _envelopes(news.deliveries[:_NAMED]),
                "more": max(len(news.deliveries) - _NAMED, 0),
                "inbox": _link(reverse("portal:inbox")),
                "preference": _link(reverse("portal:mail")),
            },
        )
    return " ".join(subject.split()), text


def _envelopes(deliveries: Sequence[Delivery]) -> list[tuple[str, str, str, str]]:
    """Of each: type, number, publisher, link. That is on the envelope; what is inside stays on the hub."""
    types = {one.id: naming.told(one.title) for one in catalogue.every_type()}
    wanted = {one.publisher_id for one in deliveries}
    at = acting.transaction_time()
    publishers = dict(organisations.directory(at=at).filter(pk__in=wanted).values_list("pk", "name"))
    return [
        (
            types.get(one.type, one.type),
            one.number,
            publishers.get(one.publisher_id, ""),
            _link(reverse("portal:delivery", args=[one.id])),
        )
        for one in deliveries
    ]


def _send(organisation: UUID, person: UUID, digest: UUID) -> bool:
    with acting.as_organisation(organisation, person=person):
        taken = digests.take(digest)
        to = users.person(person)
    if taken is None:
        return False
    if not to.is_active:
        with acting.as_organisation(organisation, person=person):
            digests.give_up(taken)
        return False
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    message = EmailMessage(
        subject=taken.subject,
        body=taken.text,
        to=[to.email],
        # The same at every attempt: a receiver who is sent it twice can tell.
        headers={"Message-ID": f"<{taken.id.hex}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (OSError, SMTPException):
        _log.exception("a digest could not be sent")
        with acting.as_organisation(organisation, person=person):
            digests.not_sent(taken)
        return False
    with acting.as_organisation(organisation, person=person):
        digests.sent(digest)
    return True


def _link(path: str) -> str:
    return f"{settings.HUB_ADDRESS}{path}"
