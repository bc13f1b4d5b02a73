"""Whether a decision taken earlier still holds, asked without the notice's content.

Conditions, handling class and scope judge an immutable version by immutable terms: what they said stays said.
What can change is rules 1 to 4, so they are all that is asked again.
"""

from collections.abc import Sequence
from datetime import datetime

from exchange.routing import rules
from exchange.routing.facts import Id
from exchange.routing.index import Index, changes
from exchange.routing.periods import covers
from exchange.routing.reasons import Reason


def still_holds(
    index: Index,
    *,
    publisher: Id,
    recipient: Id,
    granted: Sequence[Id],
    accepted_at: datetime,
    first_accepted_at: datetime,
    moment: datetime,
) -> bool:
    """Whether every one of the grounds would still entitle the recipient.

    The publisher's standing counts as it was when this version or version 1 was accepted, but whose grant
    counts is asked of the parties of the moment.
    """
    provider = index.facts.organisations[publisher]
    receiver = index.facts.organisations[recipient]
    return covers(provider.active, moment) and all(
        version is not None
        and not (
            rules.in_force(version, moment)
            or rules.provider(index.facts, version, provider, moment)
            or rules.recipient(index.facts, version, provider, receiver, moment)
            or rules.receiving_member(index.facts, version, receiver, moment)
            or not any(
                rules.has_standing(index.facts, version, provider, then, parties_at=moment)
                for then in (accepted_at, first_accepted_at)
            )
        )
        for version in (index.versions.get(one) for one in granted)
    )


def steady(
    index: Index, *, publisher: Id, recipient: Id, granted: Sequence[Id], since: datetime, until: datetime
) -> bool:
    """Whether nothing that rules 1 to 4 ask about changes after ``since``, up to and with ``until``.

    Facts known under the same stamp are the same facts; only time can have moved across one of their moments.
    """
    provider = index.facts.organisations[publisher]
    receiver = index.facts.organisations[recipient]
    return all(
        one in index.versions
        and not any(
            since < change <= until
            for change in changes(index.facts, index.versions[one], provider, [receiver])
        )
        for one in granted
    )


def may_hear_reply(index: Index, *, recipient: Id, moment: datetime) -> Reason | None:
    """Why a reply may not reach its addressee or an informed party; None when it may.

    Replies pass during a suspension, after an agreement's end and whatever the trader's standing: only a
    member that is not active hears nothing.
    """
    active = covers(index.facts.organisations[recipient].active, moment)
    return None if active else Reason.RECIPIENT_INACTIVE
