"""Explain: for one notice and one organisation, each agreement with the first rule that failed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.routing import holdings, rules
from exchange.routing.content import Facets
from exchange.routing.facts import AgreementVersion, Facts, Held, Id, NoticeVersion, Organisation, TypeFacts
from exchange.routing.index import Index
from exchange.routing.reasons import Reason

# Nothing can make these hold again for this version, this organisation and this type.
_FOR_GOOD = frozenset({Reason.SUPERSEDED, Reason.OWN_NOTICE, Reason.HANDLING})
# Rules that look at what the notice says.
_OF_CONTENT = frozenset({Reason.FIELD_ABSENT, Reason.CONDITION, Reason.NOTHING_VISIBLE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one agreement version says: the rules that fail, in their order; none: it entitles."""

    id: Id
    agreement: int
    version: int
    purpose: str
    failures: tuple[Reason, ...]

    @property
    def reason(self) -> Reason | None:
        """The first rule that failed."""
        return self.failures[0] if self.failures else None

    @property
    def nearness(self) -> tuple[bool, bool, int, int]:
        """How near to a yes, for sorting: what entitles; then what can still change, by how few rules fail, and how
        late the first of them."""
        if self.reason is None:
            return True, True, 0, 0
        can_change = not any(one.final or one in _FOR_GOOD for one in self.failures)
        return False, can_change, -len(self.failures), self.reason.rule

    def for_recipient(self) -> "Verdict":
        """The same without what content says behind another rule, and whether an absent field or a value decided."""
        told = [one for n, one in enumerate(self.failures) if n == 0 or one not in _OF_CONTENT]
        return replace(
            self,
            failures=tuple(Reason.CONDITION if one is Reason.FIELD_ABSENT else one for one in told),
        )


def explain(
    index: Index, notice: NoticeVersion, *, recipient: Id, held: Iterable[Held], moment: datetime
) -> list[Verdict]:
    """What every agreement version said, at that moment, of this notice and this organisation."""
    kind = index.types[notice.type]
    facets = Facets(kind.facets, notice.content)
    receiver = index.facts.organisations[recipient]
    holds = {
        one.purpose
        for one in holdings.left_by(held, moment)
        if one.recipient == recipient and one.n != notice.n
    }
    return [
        Verdict(
            version.id,
            number,
            version.terms.version,
            version.terms.purpose,
            _failing(
                index.facts,
                kind,
                version,
                notice,
                receiver,
                moment,
                facets=facets,
                holds=version.terms.purpose in holds,
            ),
        )
        for number, versions in sorted(index.facts.agreements.items())
        for version in versions
    ]


def _failing(
    facts: Facts,
    kind: TypeFacts,
    version: AgreementVersion,
    notice: NoticeVersion,
    receiver: Organisation,
    moment: datetime,
    *,
    facets: Facets,
    holds: bool,
) -> tuple[Reason, ...]:
    """Every rule that refuses, in their order. ``rules.may_receive``, asked of each notice, stops at the first."""
    publisher = facts.organisations[notice.publisher]
    asked = (
        rules.in_force(version, moment),
        rules.provider(facts, version, publisher, moment),
        rules.recipient(facts, version, publisher, receiver, moment),
        rules.members(facts, version, publisher, receiver, notice, moment),
        rules.admitted(version, kind, receiver),
        rules.conditions_hold(version, facets),
        rules.then_too(facts, version, publisher, receiver, notice, holds=holds),
        rules.something_to_see(version, kind, facets),
    )
    return tuple(one for one in asked if one is not None)
