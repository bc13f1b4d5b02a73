"""What a recipient wants of what it may receive."""

from collections.abc import Sequence

from exchange.routing.facts import AgreementVersion, NoticeVersion, Subscription, TypeFacts
from exchange.routing.projection import plain_values


def wanted(
    subscriptions: Sequence[Subscription] | None,
    purpose: str,
    notice: NoticeVersion,
    kind: TypeFacts,
    versions: Sequence[AgreementVersion],
) -> bool:
    """Whether any subscription asks for it. With none given, the one that always was asks for everything."""
    if subscriptions is None:
        return True
    return any(
        _applies(one, purpose, notice) and _passes(one, notice, kind, versions) for one in subscriptions
    )


def _applies(subscription: Subscription, purpose: str, notice: NoticeVersion) -> bool:
    """It works forward from its creation, until it is ended, amendments included."""
    return (
        subscription.purpose in (None, purpose)
        and (not subscription.types or notice.type in subscription.types)
        and (subscription.created is None or subscription.created <= notice.accepted_at)
        and (subscription.ended is None or subscription.ended > notice.accepted_at)
    )


def _passes(
    subscription: Subscription,
    notice: NoticeVersion,
    kind: TypeFacts,
    versions: Sequence[AgreementVersion],
) -> bool:
    """Every filter finds one of its values among the elements that the recipient sees plainly.

    A masked or hidden element satisfies none: a filter must not tell what it hides.
    """
    for one in subscription.filters:
        seen = plain_values(notice.content, kind, versions, one.path)
        if not any(_same(value, wish) for value in seen for wish in one.any_of):
            return False
    return True


def _same(value: object, wish: object) -> bool:
    return type(value) is type(wish) and value == wish
