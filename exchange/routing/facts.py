"""What the engine decides on: values only, what changes kept as periods. Nothing here knows a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from exchange.routing.conditions import HeaderCondition, ItemCondition
from exchange.routing.content import Path, Tree, compile_path, tree_of
from exchange.routing.periods import FOREVER, Period, Periods, covers

# UUIDs in the database, texts and pairs in documents: the engine compares and sorts them, no more.
Id = Any
Scope = Mapping[Path, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Another authority accepts a grant as if it were its own, for some time."""

    by: Id
    periods: Periods


@dataclass(frozen=True, slots=True)
class Grant:
    """One kind of standing, given by one authority: when it was held."""

    kind: str
    granted_by: Id
    periods: Periods
    recognised: tuple[Recognition, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Organisation:
    """A member of the hub, and the periods in which it was an active one."""

    id: Id
    kind: str
    country: str
    region: str
    active: Periods
    standing: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Membership by rule: whatever is named must all be so."""

    kind: str | None = None
    country: str | None = None
    region: str | None = None
    standing_kind: str | None = None
    standing_from: Id | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A set of organisations that agreements can name: listed with periods, or by rule."""

    id: Id
    keeper: Id
    members: Mapping[Id, Periods] = field(default_factory=dict)
    rule: GroupRule | None = None

    def has(self, organisation: Organisation, moment: datetime) -> bool:
        """Whether the organisation is a member at that moment."""
        if self.rule is None:
            return covers(self.members.get(organisation.id, ()), moment)
        rule = self.rule
        return (
            rule.kind in (None, organisation.kind)
            and rule.country in (None, organisation.country)
            and rule.region in (None, organisation.region)
            and (
                (rule.standing_kind is None and rule.standing_from is None)
                or any(
                    rule.standing_kind in (None, grant.kind)
                    and rule.standing_from in (None, grant.granted_by)
                    and covers(grant.periods, moment)
                    for grant in organisation.standing
                )
            )
        )


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Terms:
    """What one agreement version says. Immutable once proposed, so it may be kept as long as one likes.

    ``mask_key`` is the agreement's own, None where it may not be known; ``follow_up`` None: for authorities.
    """

    id: Id
    number: int
    version: int
    purpose: str
    types: frozenset[str]
    provider_organisations: frozenset[Id]
    provider_groups: tuple[Id, ...]
    recipient_organisations: frozenset[Id]
    recipient_groups: tuple[Id, ...]
    scope: Scope
    header_conditions: tuple[HeaderCondition, ...] = ()
    item_conditions: tuple[ItemCondition, ...] = ()
    matching_items: bool = False
    standing: frozenset[str] = frozenset({"accredited"})
    recognised: bool = False
    objection_days: int = 10
    follow_up: bool | None = None
    back_fill_from: datetime | None = None
    retention_days: int = 365
    retention_from: str = "receipt"
    receipts_opened: bool = False
    mask_key: bytes | None = field(default=b"", repr=False)

    @property
    def named(self) -> frozenset[Id]:
        """The organisations named as provider or recipient."""
        return self.provider_organisations | self.recipient_organisations


@dataclass(frozen=True, slots=True)
class History:
    """What happened to an agreement in all its versions."""

    suspensions: Periods = ()
    terminated_at: datetime = FOREVER
    exclusions: Mapping[tuple[Id, Id], Periods] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class AgreementVersion:
    """Terms with their life. ``force`` is when they are in force, suspensions set aside; None means never.

    ``keepers`` keep the groups that the terms name. ``signed_at``: when the last signatory signed.
    ``left``: when a named organisation ceased to be one. ``closed_from``: the agreement ended while it was
    suspended, and stays closed from then.
    """

    id: Id
    terms: Terms
    history: History
    force: Period | None
    keepers: frozenset[Id] = frozenset()
    signed_at: datetime = FOREVER
    superseded_at: datetime = FOREVER
    effective_until: datetime = FOREVER
    closed_from: datetime = FOREVER
    left: Mapping[Id, datetime] = field(default_factory=dict)
    accessions: Mapping[Id, Periods] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about members and agreements that an entitlement depends on."""

    organisations: Mapping[Id, Organisation]
    groups: Mapping[Id, Group]
    agreements: Mapping[int, tuple[AgreementVersion, ...]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A classified leaf of a notice type: what its masks keep, and which search key it is.

    ``text``: its values are strings, so that they can be truncated.
    """

    text: bool = True
    country: str | None = None
    truncate: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TypeFacts:
    """What the engine needs of a notice type. ``leaves`` are the classified ones only, by pattern.

    ``admits``: the kinds of organisation that its handling class lets receive it. ``paths``, ``order`` and
    ``tree`` are the leaves again, compiled.
    """

    id: str
    admits: frozenset[str]
    leaves: Mapping[str, Leaf]
    facets: Mapping[str, tuple[Path, ...]]
    paths: Mapping[str, Path]
    order: tuple[Leaf, ...]
    tree: Tree


def type_facts(
    name: str, admits: Iterable[str], leaves: Mapping[str, Leaf], facets: Mapping[str, Iterable[str]]
) -> TypeFacts:
    """A notice type with its patterns compiled."""
    paths = {pattern: compile_path(pattern) for pattern in leaves}
    return TypeFacts(
        id=name,
        admits=frozenset(admits),
        leaves=leaves,
        facets={facet: tuple(map(compile_path, patterns)) for facet, patterns in facets.items()},
        paths=paths,
        order=tuple(leaves.values()),
        tree=tree_of(paths.values()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class NoticeVersion:
    """One version of a notice as the engine sees it.

    ``first_accepted_at`` is version 1's; ``cancelled_at`` is set once the notice is cancelled.
    ``current``: no newer version is known. ``content`` is parsed JSON, empty for a cancellation.
    """

    notice: Id
    publisher: Id
    type: str
    n: int
    kind: str
    accepted_at: datetime
    first_accepted_at: datetime
    content: Mapping[str, Any]
    current: bool = True
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery of content that was made. ``first_left`` is when content first left, None while it has not.

    ``withdrawn``: the recipient has since been told, for this purpose, that what it holds is withdrawn.
    """

    recipient: Id
    purpose: str
    n: int
    versions: tuple[Id, ...]
    first_left: datetime | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """An element that the recipient sees plainly must have one of the values."""

    path: str
    any_of: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a recipient wants of what it may receive. No types and no purpose: all of them."""

    purpose: str | None = None
    created: datetime | None = None
    ended: datetime | None = None
    types: frozenset[str] = frozenset()
    filters: tuple[Filter, ...] = ()
