"""Explain: for one notice and one organisation, each agreement with the first rule that failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exchange.routing import holdings, rules
from exchange.routing.content import Facets
from exchange.routing.facts import Held, Id, NoticeVersion
from exchange.routing.index import Index
from exchange.routing.reasons import Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one agreement version says; no reason: it entitles."""

    id: Id
    agreement: int
    version: int
    purpose: str
    reason: Reason | None

    @property
    def nearness(self) -> tuple[bool, bool, int]:
        """How near to a yes, for sorting: what entitles, then what may still change, by the rule it failed."""
        if self.reason is None:
            return True, True, 0
        return False, not self.reason.final, self.reason.rule


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
            rules.may_receive(
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
