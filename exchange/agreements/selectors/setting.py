"""What the rules look at beside the terms: the directory and the catalogue, read once."""

from datetime import datetime

from accounts.callers import Caller
from accounts.groups import selectors as groups
from accounts.groups.models import Group
from accounts.organisations.models import Organisation
from exchange.agreements.models import AgreementVersion
from exchange.agreements.rules import Setting
from exchange.agreements.selectors import versions
from exchange.agreements.terms import Terms
from exchange.agreements.wording import Names, Section, code_names, summary
from exchange.catalogue import types as catalogue


def of(terms: Terms, *, by: Caller, at: datetime) -> Setting:
    """The setting in which this caller's terms are judged at this moment."""
    organisations = {*terms.providers.organisations, *terms.recipients.organisations}
    named = _groups(terms)
    kinds = dict(Organisation.objects.filter(id__in=organisations).values_list("id", "kind"))
    return Setting(
        drafter=by.organisation,
        drafter_is_operator=by.is_operator,
        at=at,
        kinds=kinds,
        group_kinds={group.id: _kinds(group, at) for group in named},
        keepers={group.id: group.keeper_id for group in named},
        types={notice_type.id: notice_type for notice_type in catalogue.every()},
    )


def in_words(version: AgreementVersion, *, at: datetime) -> tuple[Section, ...]:
    """The version's terms in plain words, with the names of those it names."""
    terms = versions.terms_of(version)
    known = {notice_type.id: notice_type for notice_type in catalogue.every()}
    return summary(
        terms,
        names=names(terms, at=at),
        types=known,
        statement=version.statement,
        proposed_at=version.proposed_at or at,
    )


def names(terms: Terms, *, at: datetime) -> Names:
    """What everything that the terms name is called."""
    named = _groups(terms)
    organisations = {*terms.providers.organisations, *terms.recipients.organisations}
    return Names(
        organisations=dict(Organisation.objects.filter(id__in=organisations).values_list("id", "name")),
        groups={group.id: group.name for group in named},
        members={group.id: groups.members(group, at=at).count() for group in named},
        keepers={group.id: group.keeper.name for group in named},
        codes=code_names(terms.conditions),
        by_rule=frozenset(group.id for group in named if not group.listed),
    )


def _groups(terms: Terms) -> list[Group]:
    wanted = {*terms.providers.groups, *terms.recipients.groups, *terms.onward_groups}
    return list(Group.objects.filter(id__in=wanted).select_related("keeper"))


def _kinds(group: Group, at: datetime) -> frozenset[str]:
    found = set(groups.members(group, at=at).values_list("kind", flat=True).distinct())
    if group.rule_kind is not None:
        found.add(group.rule_kind)
    return frozenset(found)
