"""What makes terms wrong. Each rule has its code for a name and its message for a docstring.

Draft rules judge what has been written so far; proposal rules ask for what is still missing as well.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from inspect import getdoc
from uuid import UUID

from accounts.errors import Fault
from accounts.naming import reads_plainly
from exchange.agreements import conditions
from exchange.agreements.models import Direction, ItemScope, OnwardSharing
from exchange.agreements.terms import Terms
from exchange.catalogue import codelists
from exchange.catalogue.types import NoticeType

_SIDE_NAME = {Direction.GIVES: "providers", Direction.RECEIVES: "recipients"}
_POINTER = re.compile(r"(/([^/~]|~[01])+)*")
Place = str | tuple[str, str]
_HANDLING = (
    "{} is of handling class {}, which no agreement can widen: recipient {} is, or has members, of kind {}."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules look at beside the terms: the directory and the catalogue, read once.

    ``kinds``: the kind of every named organisation that exists. ``group_kinds``: the kinds that each named
    group that exists has, or by its rule could have. ``keepers``: who keeps it. ``types``: the known ones.
    """

    drafter: UUID
    drafter_is_operator: bool
    at: datetime
    kinds: Mapping[UUID, str]
    group_kinds: Mapping[UUID, frozenset[str]]
    keepers: Mapping[UUID, UUID]
    types: Mapping[str, NoticeType]


Rule = Callable[[Terms, Setting], Iterator[Place]]


def unknown_organisation(terms: Terms, setting: Setting) -> Iterator[Place]:
    """No member of the hub has this id."""
    for direction, name in _SIDE_NAME.items():
        for n, organisation in enumerate(terms.side(direction).organisations):
            if organisation not in setting.kinds:
                yield f"/{name}/organisations/{n}"


def unknown_group(terms: Terms, setting: Setting) -> Iterator[Place]:
    """No group has this id."""
    for direction, name in _SIDE_NAME.items():
        for n, group in enumerate(terms.side(direction).groups):
            if group not in setting.group_kinds:
                yield f"/{name}/groups/{n}"
    for n, group in enumerate(terms.onward_groups):
        if group not in setting.group_kinds:
            yield f"/onward_sharing/groups/{n}"


def title_not_plain(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Write the title in one line, without control characters."""
    if not reads_plainly(terms.title):
        yield "/title"


def named_twice(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Named before in the same list."""
    lists = {
        "/providers/organisations": terms.providers.organisations,
        "/providers/groups": terms.providers.groups,
        "/recipients/organisations": terms.recipients.organisations,
        "/recipients/groups": terms.recipients.groups,
        "/onward_sharing/groups": terms.onward_groups,
        "/types": terms.types,
        "/standing": terms.standing,
        "/second_person": terms.second_person,
    }
    for place, entries in lists.items():
        for n, entry in enumerate(entries):
            if entry in entries[:n]:
                yield f"{place}/{n}"


def unknown_type(terms: Terms, setting: Setting) -> Iterator[Place]:
    """The catalogue has no such notice type; see /api/v1/catalogue/types."""
    for n, type_id in enumerate(terms.types):
        if type_id not in setting.types:
            yield f"/types/{n}"


def second_person_for_no_reply(terms: Terms, setting: Setting) -> Iterator[Place]:
    """A second person releases an authority's replies, and this is no type of reply."""
    for n, type_id in enumerate(terms.second_person):
        if type_id not in setting.types or not setting.types[type_id].is_reply:
            yield f"/second_person/{n}"


def no_standing(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Name at least one kind of standing that traders need: accredited, enrolled, or both."""
    if not terms.standing:
        yield "/standing"


def path_has_index(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Write * for the positions of a list: a scope cannot single one out."""
    for n, clause in enumerate(terms.scope):
        if any(step.isdecimal() or step == "-" for step in clause.path.split("/")):
            yield f"/scope/{n}/path"


def bad_path(terms: Terms, setting: Setting) -> Iterator[Place]:
    """A path is a JSON Pointer (RFC 6901): empty for everything, else it begins with / and has no empty step."""
    for n, clause in enumerate(terms.scope):
        if not _POINTER.fullmatch(clause.path):
            yield f"/scope/{n}/path"


def path_covers_nothing(terms: Terms, setting: Setting) -> Iterator[Place]:
    """None of the agreement's types has a classified element under this path."""
    known = [setting.types[type_id] for type_id in terms.types if type_id in setting.types]
    for n, clause in enumerate(terms.scope):
        if known and clause.path and not any(notice_type.covers(clause.path) for notice_type in known):
            yield f"/scope/{n}/path"


def matching_without_item_condition(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Matching items needs a condition on goods items: origin, HS, value or mass."""
    if terms.items == ItemScope.MATCHING and not any(
        conditions.speaks_of_items(condition) for condition in terms.conditions
    ):
        yield "/items"


def ends_before_it_begins(terms: Terms, setting: Setting) -> Iterator[Place]:
    """The effective period must end after it begins."""
    if terms.effective_from and terms.effective_until and terms.effective_until <= terms.effective_from:
        yield "/effective_until"


def basis_of_nobody(terms: Terms, setting: Setting) -> Iterator[Place]:
    """This party is not named in this direction."""
    named = set(terms.named())
    for n, basis in enumerate(terms.legal_basis):
        if (basis.direction, basis.party) not in named:
            yield f"/legal_basis/{n}/party"


def basis_twice(terms: Terms, setting: Setting) -> Iterator[Place]:
    """This party has stated its legal basis in this direction already."""
    seen: set[tuple[Direction, UUID]] = set()
    for n, basis in enumerate(terms.legal_basis):
        if (basis.direction, basis.party) in seen:
            yield f"/legal_basis/{n}"
        seen.add((basis.direction, basis.party))


def onward_groups_need_the_rule(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Groups are named if and only if onward sharing is to groups."""
    if (terms.onward_sharing == OnwardSharing.GROUPS) != bool(terms.onward_groups):
        yield "/onward_sharing/groups"


def no_party(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Name at least one organisation or group here."""
    for direction, name in _SIDE_NAME.items():
        if not terms.side(direction):
            yield f"/{name}"


def one_party_alone(terms: Terms, setting: Setting) -> Iterator[Place]:
    """The only provider is the only recipient: nobody receives its own notices."""
    if terms.providers == terms.recipients and len(list(terms.providers)) == 1 and not terms.providers.groups:
        yield "/recipients"


def no_type(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Name at least one notice type."""
    if not terms.types:
        yield "/types"


def no_scope(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Name at least one path: what no path covers is hidden."""
    if not terms.scope:
        yield "/scope"


def no_retention(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Say how many days recipients may keep what they receive, from receipt or from cancellation."""
    if terms.retention is None:
        yield "/retention"


def no_legal_basis(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Every party named needs a legal basis for the direction it is named in."""
    stated = {(basis.direction, basis.party) for basis in terms.legal_basis}
    for direction, party in terms.named():
        if (direction, party) not in stated:
            yield "/legal_basis", f"Missing for {party}, which {direction.label} under this agreement."


def already_over(terms: Terms, setting: Setting) -> Iterator[Place]:
    """The effective period is over already."""
    if terms.effective_until and terms.effective_until <= setting.at:
        yield "/effective_until"


def handling_refuses(terms: Terms, setting: Setting) -> Iterator[Place]:
    """The type's handling class, which no agreement can widen, does not admit this recipient."""
    for n, type_id in enumerate(terms.types):
        notice_type = setting.types.get(type_id)
        if notice_type is None:
            continue
        for party in terms.recipients:
            kinds = setting.group_kinds.get(party) or {setting.kinds.get(party, "")}
            refused = ", ".join(sorted(kind for kind in kinds if kind and not notice_type.admits(kind)))
            if refused:
                yield f"/types/{n}", _HANDLING.format(notice_type.id, notice_type.handling, party, refused)


def drafter_is_no_signatory(terms: Terms, setting: Setting) -> Iterator[Place]:
    """Only a signatory proposes (a named organisation or the keeper of a named group), or the operator."""
    signatories = set(terms.providers.organisations) | set(terms.recipients.organisations)
    groups = (*terms.providers.groups, *terms.recipients.groups)
    signatories |= {setting.keepers[group] for group in groups if group in setting.keepers}
    if setting.drafter not in signatories and not setting.drafter_is_operator:
        yield ""


DRAFT_RULES: tuple[Rule, ...] = (
    title_not_plain,
    unknown_organisation,
    unknown_group,
    named_twice,
    unknown_type,
    second_person_for_no_reply,
    no_standing,
    path_has_index,
    bad_path,
    path_covers_nothing,
    ends_before_it_begins,
    basis_of_nobody,
    basis_twice,
    onward_groups_need_the_rule,
)
PROPOSAL_RULES: tuple[Rule, ...] = (
    *DRAFT_RULES,
    no_party,
    one_party_alone,
    no_type,
    no_scope,
    no_retention,
    no_legal_basis,
    already_over,
    matching_without_item_condition,
    handling_refuses,
    drafter_is_no_signatory,
)


def draft_faults(terms: Terms, setting: Setting) -> list[Fault]:
    """Everything that is wrong with what has been written so far."""
    return [*_condition_faults(terms, setting), *_broken(DRAFT_RULES, terms, setting)]


def proposal_faults(terms: Terms, setting: Setting) -> list[Fault]:
    """Everything that keeps the terms from being proposed."""
    return [*_condition_faults(terms, setting), *_broken(PROPOSAL_RULES, terms, setting)]


def _broken(rules: tuple[Rule, ...], terms: Terms, setting: Setting) -> Iterator[Fault]:
    for rule in rules:
        for place in rule(terms, setting):
            where, message = place if isinstance(place, tuple) else (place, getdoc(rule) or "")
            yield Fault(where, rule.__name__.replace("_", "-"), message)


def _condition_faults(terms: Terms, setting: Setting) -> list[Fault]:
    known = [setting.types[type_id] for type_id in terms.types if type_id in setting.types]
    places = [pattern for notice_type in known for pattern in notice_type.facets.get("place", ())]
    lists = codelists.packaged()
    return conditions.faults(
        terms.conditions,
        currencies=lists["currencies"].codes,
        countries=lists["countries"].codes,
        place_elements={*places, *(pattern.removesuffix("/unlocode") for pattern in places)}
        if terms.types
        else None,
    )
