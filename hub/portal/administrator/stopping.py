"""What stopping an agreement would do, in sentences with their figures, for the page that asks whether to."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.callers import Caller
from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion
from exchange.deliveries import reach
from exchange.deliveries.reach import Reach
from hub.portal import names

_MOST_NAMES = 8


def suspension(version: AgreementVersion, by: Caller, at: datetime) -> list[str]:
    """What a suspension stops."""
    published, received = reach.of_agreement(version.agreement_id, organisation=by.organisation)
    return [
        *_concerned(version, at=at),
        _("Nothing that is accepted while it is suspended is ever delivered under it."),
        *_published(published, for_good=False),
        *_received(received),
        *_shared(published, received),
        _(
            "Delivered notices are closed to their readers until it is resumed, except to an authority with an"
            " open case of its own."
        ),
        _("Any signatory may resume it. All parties are told, with your reason."),
    ]


def termination(version: AgreementVersion, by: Caller, at: datetime) -> list[str]:
    """What a termination stops, for good."""
    published, received = reach.of_agreement(version.agreement_id, organisation=by.organisation)
    return [
        _("The agreement ends in all its versions, for good. It cannot be taken up again."),
        *_concerned(version, at=at),
        *_published(published, for_good=True),
        *_received(received),
        *_shared(published, received),
        _(
            "What has been delivered stays readable until its retention ends. Answers to open cases still pass."
        ),
        _("All parties are told, with your reason."),
    ]


def resumption(version: AgreementVersion, by: Caller, at: datetime) -> list[str]:
    """What taking it up again does."""
    published, received = reach.of_agreement(version.agreement_id, organisation=by.organisation)
    waiting = published.undelivered + received.undelivered
    again = ngettext(
        "%(count)s withheld delivery of yours is decided again, and sent if it still may be.",
        "%(count)s withheld deliveries of yours are decided again, and sent if they still may be.",
        waiting,
    )
    return [
        *_concerned(version, at=at),
        _("Notices that are accepted from now on are delivered again. Those accepted meanwhile never are."),
        *([again % {"count": waiting}] if waiting else []),
        _("What had been delivered can be read again. All parties are told, with your reason."),
    ]


def departure(version: AgreementVersion, *, by: Caller, named: bool) -> list[str]:
    """What leaving does: to what rests on this version alone."""
    published, received = reach.of_agreement(
        version.agreement_id, organisation=by.organisation, version=version.id
    )
    for_good = (
        _("Your organisation is named in this version: leaving it is for good.")
        if named
        else _("Your organisation acceded as a member of a group: it may accede again.")
    )
    return [
        for_good,
        _("Your notices are not delivered under this version any more, and you receive nothing under it."),
        *_published(published, for_good=False),
        *_received(received),
        *_shared(published, received),
        _(
            "What has been delivered stays readable until its retention ends. Answers to open cases still pass."
        ),
        _("All parties are told, with your reason."),
    ]


def exclusion(version: AgreementVersion, recipients: Mapping[UUID, str]) -> list[str]:
    """What excluding one of these recipients, given with their names, does."""
    return [
        _("At once, and in all versions: your notices do not reach this recipient under the agreement."),
        *_per_recipient(version, recipients),
        _(
            "What has not left yet is withheld; what has been delivered stays readable until its retention ends."
            " Answers to open cases still pass."
        ),
        _("What others provide is not touched. All parties are told, with your reason."),
        _("You may readmit it: then only what is accepted from that moment on may reach it."),
    ]


def _per_recipient(version: AgreementVersion, recipients: Mapping[UUID, str]) -> Iterator[str]:
    """For each recipient that has any, how many deliveries of one's notices are where."""
    reached = reach.by_recipient(version.agreement_id)
    for who, name in sorted(recipients.items(), key=lambda one: one[1]):
        figures = " ".join(_figures(reached[who])) if who in reached else ""
        if figures:
            yield _("%(name)s: %(figures)s") % {"name": name, "figures": figures}


def _figures(found: Reach) -> Iterator[str]:
    """A sentence for each figure that is not nothing."""
    if found.undelivered:
        yield ngettext(
            "%(count)s delivery has not left yet.",
            "%(count)s deliveries have not left yet.",
            found.undelivered,
        ) % {"count": found.undelivered}
    if found.delivered:
        yield ngettext(
            "%(count)s delivery has left before.", "%(count)s deliveries have left before.", found.delivered
        ) % {"count": found.delivered}
    if found.shared:
        yield ngettext(
            "%(count)s delivery rests on other agreements, too.",
            "%(count)s deliveries rest on other agreements, too.",
            found.shared,
        ) % {"count": found.shared}


def _concerned(version: AgreementVersion, *, at: datetime) -> Iterator[str]:
    called = sorted(names.of_organisations(selectors.recipients(version, at=at)).values())
    if called:
        listed = ", ".join(called[:_MOST_NAMES])
        if len(called) > _MOST_NAMES:
            listed = _("%(names)s and %(count)s more") % {"names": listed, "count": len(called) - _MOST_NAMES}
        yield ngettext(
            "%(count)s recipient is concerned: %(names)s.",
            "%(count)s recipients are concerned: %(names)s.",
            len(called),
        ) % {"count": len(called), "names": listed}


def _published(published: Reach, *, for_good: bool) -> Iterator[str]:
    """What becomes of the deliveries of one's own notices."""
    if published.undelivered:
        sentence = (
            ngettext(
                "%(count)s delivery of your notices that has not left yet is withheld for good.",
                "%(count)s deliveries of your notices that have not left yet are withheld for good.",
                published.undelivered,
            )
            if for_good
            else ngettext(
                "%(count)s delivery of your notices that has not left yet is withheld.",
                "%(count)s deliveries of your notices that have not left yet are withheld.",
                published.undelivered,
            )
        )
        yield sentence % {"count": published.undelivered}
    if published.delivered:
        yield _delivered(published)


def _delivered(published: Reach) -> str:
    return ngettext(
        "%(count)s delivery of your notices has left before.",
        "%(count)s deliveries of your notices have left before.",
        published.delivered,
    ) % {"count": published.delivered}


def _received(received: Reach) -> Iterator[str]:
    if received.undelivered:
        yield ngettext(
            "%(count)s delivery that your organisation has not opened yet is withheld from it.",
            "%(count)s deliveries that your organisation has not opened yet are withheld from it.",
            received.undelivered,
        ) % {"count": received.undelivered}
    if received.delivered:
        yield ngettext(
            "Your organisation holds %(count)s delivery under it.",
            "Your organisation holds %(count)s deliveries under it.",
            received.delivered,
        ) % {"count": received.delivered}


def _shared(published: Reach, received: Reach) -> Iterator[str]:
    shared = published.shared + received.shared
    if shared:
        yield ngettext(
            "%(count)s more delivery rests on other agreements, too: what those show stays as it is.",
            "%(count)s more deliveries rest on other agreements, too: what those show stays as it is.",
            shared,
        ) % {"count": shared}
