"""Making groups, and keeping the members of listed ones."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import periods
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from accounts.groups.models import Group, GroupMember
from accounts.groups.permissions import WRITE, check_may_end_membership, check_may_keep
from accounts.naming import faults_in_name
from accounts.organisations import identifiers
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Kind, Organisation
from accounts.trail import services as trail


@dataclass(frozen=True, slots=True)
class Rule:
    """What all members of a group by rule fulfil together; what is ``None`` does not matter."""

    kind: str | None = None
    country: str | None = None
    region: str | None = None
    standing_kind: str | None = None
    standing_from: Organisation | None = None


def make_listed(*, name: str, members: Iterable[Organisation], by: Caller, at: datetime) -> Group:
    """Make a group whose members are named one by one."""
    group = _make(name=name, rule=None, by=by, at=at)
    for organisation in {member.pk: member for member in members}.values():
        add_member(group=group, organisation=organisation, by=by, at=at)
    return group


def make_by_rule(*, name: str, rule: Rule, by: Caller, at: datetime) -> Group:
    """Make a group of all that fulfil a rule, whenever they do."""
    faults = []
    if rule == Rule():
        faults.append(Fault("/rule", "empty", "A rule names at least one thing that its members share."))
    if rule.country is not None and not identifiers.is_country(rule.country):
        faults.append(Fault("/rule/country", "no-country", "Give an ISO 3166-1 alpha-2 code in capitals."))
    if rule.standing_from is not None and rule.standing_from.kind != Kind.AUTHORITY:
        faults.append(
            Fault("/rule/standing/granted_by", "no-authority", "Standing is granted by authorities.")
        )
    if faults:
        raise Invalid("invalid-group", "Mend what is listed and send it again.", faults=faults)
    return _make(name=name, rule=rule, by=by, at=at)


def check_no_members(named: Collection[UUID]) -> None:
    """Refuse a group that has both a rule and members named one by one."""
    if named:
        fault = Fault("/members", "by-rule", "The members of a group by rule follow from its rule.")
        raise Invalid("invalid-group", "Mend what is listed and send it again.", faults=[fault])


def add_member(*, group: Group, organisation: Organisation, by: Caller, at: datetime) -> GroupMember:
    """Let an organisation be a member from now on."""
    check_may_keep(by, keeper=group.keeper_id)
    _check_listed(group)
    organisations.check_not_removed(organisation.pk, at=at)
    if group.members.filter(periods.holds(at), organisation=organisation).exists():
        raise Conflict("is-member", "The organisation is a member of this group already.")
    member = GroupMember.objects.create(group=group, organisation=organisation, valid_from=at)
    _record("member added", group, about=organisation.pk, by=by, at=at)
    return member


def end_membership(*, group: Group, organisation: UUID, by: Caller, at: datetime, reason: str = "") -> None:
    """Let an organisation be no member any more: taken out by the keeper, or leaving by itself."""
    check_may_end_membership(by, keeper=group.keeper_id, member=organisation)
    _check_listed(group)
    held = group.members.select_for_update().filter(periods.holds(at), organisation=organisation)
    member = held.first()
    if member is None:
        raise Conflict("no-member", "The organisation is not a member of this group.")
    member.valid_until = at
    member.save(update_fields=["valid_until"])
    _record("member left", group, about=organisation, by=by, at=at, reason=reason)


def _make(*, name: str, rule: Rule | None, by: Caller, at: datetime) -> Group:
    by.check_may(WRITE)
    name = name.strip()
    faults = faults_in_name(name, Fault("/name", "empty", "Give the group a name."))
    if faults:
        raise Invalid("invalid-group", "Mend what is listed and send it again.", faults=faults)
    if Group.objects.filter(keeper=by.organisation, name=name).exists():
        raise Conflict("name-taken", "You keep a group of this name already.")
    group = Group.objects.create(
        name=name, keeper_id=by.organisation, listed=rule is None, created_at=at, **_columns(rule or Rule())
    )
    _record("made", group, about=by.organisation, by=by, at=at, values={"name": name})
    return group


def _columns(rule: Rule) -> dict[str, Any]:
    return {
        "rule_kind": rule.kind,
        "rule_country": rule.country,
        "rule_region": rule.region,
        "rule_standing_kind": rule.standing_kind,
        "rule_standing_from": rule.standing_from,
    }


def _check_listed(group: Group) -> None:
    if not group.listed:
        raise Conflict("by-rule", "The members of a group by rule follow from its rule: none can be named.")


def _record(
    act: str,
    group: Group,
    *,
    about: UUID,
    by: Caller,
    at: datetime,
    reason: str = "",
    values: dict[str, str] | None = None,
) -> None:
    trail.record(
        action=act,
        subject_kind="group",
        subject=group.pk,
        organisation=about,
        by=by,
        at=at,
        reason=reason,
        values=values or {"organisation": str(about)},
    )
