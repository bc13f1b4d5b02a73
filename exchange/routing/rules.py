"""Rules 1 to 8 of entitlement (docs/semantics.md), each a function whose docstring is its message.

Each answers None where it holds, else the reason why not. They ask about one agreement version, one
publisher and one recipient; ``may_receive`` asks them all, in their order.
"""

from datetime import datetime

from exchange.routing import conditions
from exchange.routing.content import Facets
from exchange.routing.facts import (
    AgreementVersion,
    Facts,
    Grant,
    Id,
    NoticeVersion,
    Organisation,
    TypeFacts,
)
from exchange.routing.periods import covering, covers, days_after
from exchange.routing.projection import shows_something
from exchange.routing.reasons import Reason


def in_force(version: AgreementVersion, moment: datetime) -> Reason | None:
    """Every signatory has signed this very version, its effective period runs, and it is neither
    suspended, terminated nor superseded."""
    return outside_force(version, moment) or suspended(version, moment)


def outside_force(version: AgreementVersion, moment: datetime) -> Reason | None:
    """Rule 1, suspensions set aside."""
    if version.force is not None and version.force[0] <= moment < version.force[1]:
        return None
    if version.history.terminated_at <= moment:
        return Reason.TERMINATED
    if version.superseded_at <= moment:
        return Reason.SUPERSEDED
    if version.effective_until <= moment:
        return Reason.EXPIRED
    if version.signed_at > moment:
        return Reason.NOT_SIGNED
    return Reason.NOT_YET


def suspended(version: AgreementVersion, moment: datetime) -> Reason | None:
    """A suspension concerns the agreement in all its versions."""
    return Reason.SUSPENDED if covers(version.history.suspensions, moment) else None


def provider(
    facts: Facts, version: AgreementVersion, publisher: Organisation, moment: datetime
) -> Reason | None:
    """The publisher is among the providers: named, or a member of a named group that has acceded to this
    version."""
    if publisher.id in version.terms.provider_organisations and not _has_left(version, publisher.id, moment):
        return None
    if covers(version.accessions.get(publisher.id, ()), moment) and _in_any(
        facts, version.terms.provider_groups, publisher, moment
    ):
        return None
    return Reason.NOT_A_PROVIDER


def recipient(
    facts: Facts,
    version: AgreementVersion,
    publisher: Organisation,
    receiver: Organisation,
    moment: datetime,
) -> Reason | None:
    """The recipient is named, or a member of a named group that has acceded to this version and whose
    objection period is over; the publisher has not excluded it, and is not itself the recipient."""
    if receiver.id == publisher.id:
        return Reason.OWN_NOTICE
    named = receiver.id in version.terms.recipient_organisations
    if not named or _has_left(version, receiver.id, moment):
        accession = covering(version.accessions.get(receiver.id, ()), moment)
        if accession is None or not _in_any(facts, version.terms.recipient_groups, receiver, moment):
            return Reason.NOT_A_RECIPIENT
        if moment < days_after(accession[0], version.terms.objection_days):
            return Reason.OBJECTION
    if covers(version.history.exclusions.get((publisher.id, receiver.id), ()), moment):
        return Reason.EXCLUDED
    return None


def members(
    facts: Facts,
    version: AgreementVersion,
    publisher: Organisation,
    receiver: Organisation,
    notice: NoticeVersion,
    moment: datetime,
) -> Reason | None:
    """Recipient and publisher are active members; a recipient that is a trader has the standing that the
    agreement needs; a publisher that is a trader had it when version 1 or this version was accepted."""
    return receiving_member(facts, version, receiver, moment) or publishing_member(
        facts, version, publisher, notice, moment
    )


def receiving_member(
    facts: Facts, version: AgreementVersion, receiver: Organisation, moment: datetime
) -> Reason | None:
    """The recipient's half of rule 4."""
    if not covers(receiver.active, moment):
        return Reason.RECIPIENT_INACTIVE
    if not has_standing(facts, version, receiver, moment, parties_at=moment):
        return Reason.RECIPIENT_STANDING
    return None


def publishing_member(
    facts: Facts,
    version: AgreementVersion,
    publisher: Organisation,
    notice: NoticeVersion,
    moment: datetime,
) -> Reason | None:
    """The publisher's half of rule 4."""
    if not covers(publisher.active, moment):
        return Reason.PUBLISHER_INACTIVE
    if has_standing(facts, version, publisher, notice.accepted_at, parties_at=moment) or has_standing(
        facts, version, publisher, notice.first_accepted_at, parties_at=moment
    ):
        return None
    return Reason.PUBLISHER_STANDING


def admitted(version: AgreementVersion, kind: TypeFacts, receiver: Organisation) -> Reason | None:
    """The notice's type is one of the agreement's, and its handling class admits the recipient's kind."""
    if kind.id not in version.terms.types:
        return Reason.OTHER_TYPE
    if receiver.kind not in kind.admits:
        return Reason.HANDLING
    return None


def conditions_hold(version: AgreementVersion, facets: Facets) -> Reason | None:
    """All conditions of the agreement hold on the content; those on goods items on one and the same item."""
    verdict = conditions.judge(version.terms.header_conditions, version.terms.item_conditions, facets)
    if verdict is True:
        return None
    return Reason.FIELD_ABSENT if verdict is None else Reason.CONDITION


def then_too(
    facts: Facts,
    version: AgreementVersion,
    publisher: Organisation,
    receiver: Organisation,
    notice: NoticeVersion,
    *,
    holds: bool,
) -> Reason | None:
    """Rules 1 to 4 held when the notice was accepted, in some version of the agreement; or the agreement
    carries back-fill that reaches back so far, and the recipient is new to the notice."""
    then = notice.accepted_at
    if covers(version.history.suspensions, then):
        return Reason.ACCEPTED_SUSPENDED
    for sibling in facts.agreements[version.terms.number]:
        refused = (
            in_force(sibling, then)
            or provider(facts, sibling, publisher, then)
            or recipient(facts, sibling, publisher, receiver, then)
            or members(facts, sibling, publisher, receiver, notice, then)
        )
        if refused is None:
            return None
    opens = version.terms.back_fill_from
    if opens is None or then < opens or not notice.current or holds:
        return Reason.NOT_THEN
    return Reason.NOT_THEN if publishing_member(facts, version, publisher, notice, then) else None


def something_to_see(version: AgreementVersion, kind: TypeFacts, facets: Facets) -> Reason | None:
    """At least one element beside the envelope is visible."""
    if shows_something(kind, version.terms, facets):
        return None
    return Reason.NOTHING_VISIBLE


def may_receive(
    facts: Facts,
    kind: TypeFacts,
    version: AgreementVersion,
    notice: NoticeVersion,
    receiver: Organisation,
    moment: datetime,
    *,
    facets: Facets,
    holds: bool,
    whatever_conditions: bool = False,
) -> Reason | None:
    """The first of the eight rules that refuses, in their order; None: this version entitles the receiver.

    ``holds``: the receiver has something else of the notice already, for this purpose.
    """
    publisher = facts.organisations[notice.publisher]
    return (
        in_force(version, moment)
        or provider(facts, version, publisher, moment)
        or recipient(facts, version, publisher, receiver, moment)
        or members(facts, version, publisher, receiver, notice, moment)
        or admitted(version, kind, receiver)
        or (None if whatever_conditions else conditions_hold(version, facets))
        or then_too(facts, version, publisher, receiver, notice, holds=holds)
        or something_to_see(version, kind, facets)
    )


def lapsed(
    facts: Facts,
    version: AgreementVersion,
    receiver: Organisation,
    since: datetime | None,
    excused: bool,
    moment: datetime,
) -> Reason | None:
    """Why a ground is no longer live; None while it is. That the agreement has ended does not matter.

    ``since``: when its retention began to run; None: it has not.
    """
    if since is not None and moment >= days_after(since, version.terms.retention_days):
        return Reason.RETENTION_OVER
    if not excused:
        if suspended(version, moment):
            return Reason.SUSPENDED
        if version.closed_from <= moment:
            return Reason.CLOSED
    if not has_standing(facts, version, receiver, moment, parties_at=moment):
        return Reason.RECIPIENT_STANDING
    return None


def has_standing(
    facts: Facts,
    version: AgreementVersion,
    holder: Organisation,
    moment: datetime,
    *,
    parties_at: datetime,
) -> bool:
    """Whether a trader has the standing that the agreement needs; nobody else needs any.

    A grant counts when its authority is a party; when a party merely recognises it, only if the agreement
    says so; when no authority is a party, whoever granted it.
    """
    if holder.kind != "trader":
        return True
    wanted = version.terms.standing
    held = [grant for grant in holder.standing if grant.kind in wanted and covers(grant.periods, moment)]
    return any(_counts(facts, version, grant, moment, parties_at) for grant in held) or (
        bool(held) and not _has_authority(facts, version, parties_at)
    )


def is_party(version: AgreementVersion, organisation: Id, moment: datetime) -> bool:
    """A signatory, unless it was named and has left; or whoever's accession to this version runs."""
    signatory = organisation in version.terms.named or organisation in version.keepers
    return (signatory and not _has_left(version, organisation, moment)) or covers(
        version.accessions.get(organisation, ()), moment
    )


def _counts(
    facts: Facts, version: AgreementVersion, grant: Grant, moment: datetime, parties_at: datetime
) -> bool:
    if is_party(version, grant.granted_by, parties_at):
        return True
    return version.terms.recognised and any(
        facts.organisations[one.by].kind == "authority"
        and is_party(version, one.by, parties_at)
        and covers(one.periods, moment)
        for one in grant.recognised
    )


def _has_authority(facts: Facts, version: AgreementVersion, moment: datetime) -> bool:
    everybody = version.terms.named | version.keepers | version.accessions.keys()
    return any(
        facts.organisations[one].kind == "authority" and is_party(version, one, moment) for one in everybody
    )


def _has_left(version: AgreementVersion, organisation: Id, moment: datetime) -> bool:
    left = version.left.get(organisation)
    return left is not None and left <= moment


def _in_any(facts: Facts, groups: tuple[Id, ...], organisation: Organisation, moment: datetime) -> bool:
    return any(facts.groups[group].has(organisation, moment) for group in groups)
