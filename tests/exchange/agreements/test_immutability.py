"""What the database refuses to change, whoever asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, transaction

from accounts import acting
from exchange.agreements import services
from exchange.agreements.models import (
    Accession,
    Agreement,
    AgreementVersion,
    Form,
    ItemScope,
    Party,
    ScopeClause,
    Suspension,
)
from exchange.agreements.terms import Terms
from tests import throwaway
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def version(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.in_force(providers=[trader], recipients=[authority])


@contextmanager
def database_raises(rule: str) -> Iterator[None]:
    """The database refuses, naming the rule."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic(using=acting.alias()):
        yield


_ADD_A_CLAUSE = (
    "INSERT INTO agreements_scopeclause (id, version_id, clause, path, form)"
    " SELECT gen_random_uuid(), id, 99, '', 'plain' FROM agreements_agreementversion"
)
_CHANGES = (
    "UPDATE agreements_agreementversion SET title = 'Other'",
    "UPDATE agreements_agreementversion SET objection_days = 0",
    "UPDATE agreements_agreementversion SET types = '{hold}'",
    "UPDATE agreements_agreementversion SET proposed_at = NULL, version = NULL",
    "UPDATE agreements_agreementversion SET withdrawn_at = now()",
    "DELETE FROM agreements_agreementversion",
    "UPDATE agreements_agreement SET purpose = 'revenue'",
    "UPDATE agreements_agreement SET number = 999999",
    "DELETE FROM agreements_agreement",
    "UPDATE agreements_party SET law = 'None'",
    "DELETE FROM agreements_party",
    "UPDATE agreements_scopeclause SET form = 'plain', path = ''",
    "DELETE FROM agreements_scopeclause",
    _ADD_A_CLAUSE,
    "UPDATE agreements_signature SET signed_at = now()",
    "DELETE FROM agreements_signature",
    "UPDATE agreements_agreementstep SET reason = 'Other'",
    "DELETE FROM agreements_agreementstep",
)


def test_not_even_a_superuser_changes_what_was_agreed(
    version: AgreementVersion, engines: throwaway.Engines
) -> None:
    with psycopg2.connect(engines.superuser_url()) as connection, connection.cursor() as cursor:
        for change in _CHANGES:
            with pytest.raises(psycopg2.errors.CheckViolation):
                cursor.execute(change)
            connection.rollback()


def test_a_period_is_ended_once_and_never_reopened(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    with acting_for(trader) as at:
        services.suspend(by=trader.caller, at=at, agreement=version.agreement_id, reason="Breach")
    with acting_for(trader) as at:
        services.resume(by=trader.caller, at=at, agreement=version.agreement_id, reason="Mended")
        with database_raises("brought forward"):
            Suspension.objects.update(valid_until=at + timedelta(days=9), resumed_by=trader.id)


@pytest.fixture
def draft(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))


def propose(draft: AgreementVersion, **changes: Any) -> None:
    now = acting.transaction_time()
    whole = {"proposed_at": now, "version": 1, "effective_from": now}
    AgreementVersion.objects.filter(id=draft.id).update(**(whole | changes))


_INCOMPLETE: list[tuple[dict[str, Any], str]] = [
    ({"version": None}, "version_proposed_is_complete"),
    ({"types": []}, "version_proposed_is_complete"),
    ({"retention_days": None}, "version_proposed_is_complete"),
    ({"effective_from": None}, "version_proposed_is_complete"),
    ({"standing": []}, "version_standing_is_named"),
    ({"standing": ["famous"]}, "version_standing_is_named"),
    ({"objection_days": 366}, "version_objection_within_a_year"),
    ({"retention_days": 0}, "version_retention_is_bounded"),
    ({"items": ItemScope.MATCHING}, "version_matching_needs_item_condition"),
    ({"items": "some"}, "version_words_are_known"),
]


def test_an_incomplete_version_cannot_be_proposed(draft: AgreementVersion, trader: Member) -> None:
    with acting_for(trader):
        for changes, rule in _INCOMPLETE:
            with database_raises(rule):
                propose(draft, **changes)


def test_matching_items_pass_with_a_condition_on_them(draft: AgreementVersion, trader: Member) -> None:
    with acting_for(trader):
        propose(draft, items=ItemScope.MATCHING, conditions=[{"country": {"of": "origin", "any_of": ["DE"]}}])
        draft.refresh_from_db()
        assert (draft.items, draft.proposed_at) == (ItemScope.MATCHING, acting.transaction_time())


@pytest.mark.parametrize(
    "take_away",
    [
        lambda: Party.objects.filter(role="provider").delete(),
        lambda: Party.objects.filter(role="recipient").delete(),
        lambda: ScopeClause.objects.all().delete(),
    ],
    ids=["provider", "recipient", "scope"],
)
def test_a_version_without_its_parts_cannot_be_proposed(
    take_away: Callable[[], Any], draft: AgreementVersion, trader: Member
) -> None:
    with acting_for(trader):
        take_away()
        with database_raises("incomplete"):
            propose(draft)


def test_a_party_without_legal_basis_cannot_be_proposed(trader: Member, authority: Member) -> None:
    terms = agreements.terms(providers=[trader], recipients=[authority])
    bare = Terms(
        purpose=terms.purpose,
        providers=terms.providers,
        recipients=terms.recipients,
        types=terms.types,
        scope=terms.scope,
        retention=terms.retention,
    )
    draft = agreements.draft(trader, bare)
    with acting_for(trader), database_raises("incomplete"):
        propose(draft)


def test_a_version_begins_as_a_draft(version: AgreementVersion, trader: Member) -> None:
    with acting_for(trader) as at, database_raises("begins as a draft"):
        AgreementVersion.objects.create(
            agreement=version.agreement, drafted_by_id=trader.id, drafted_at=at, proposed_at=at
        )


def test_a_scope_path_is_a_pattern(draft: AgreementVersion, trader: Member) -> None:
    with acting_for(trader):
        for path in ("items", "/items/0", "/items/-", "/items//x", "/items/", "/~2"):
            with database_raises("scope_path_is_a_pattern"):
                ScopeClause.objects.create(version=draft, clause=9, path=path, form=Form.PLAIN)


def test_a_party_is_an_organisation_or_a_group_and_named_once(
    draft: AgreementVersion, trader: Member
) -> None:
    with acting_for(trader):
        with database_raises("party_is_organisation_or_group"):
            Party.objects.create(version=draft, position=9, role="provider")
        with database_raises("party_organisation_named_once"):
            Party.objects.create(version=draft, position=9, role="provider", organisation_id=trader.id)


def test_one_person_consents_for_one_organisation_only(
    trader: Member, authority: Member, operator: Member, association: Member
) -> None:
    other = accounts.member(operator)
    group = agreements.listed_group(association, trader, other)
    terms = agreements.terms(providers=[group], recipients=[authority])
    version = agreements.proposed(authority, terms)
    agreements.acceded(version, trader)
    with acting_for(other):
        accounts.roles.make_membership(
            organisation=other.organisation,
            person=trader.administrator,
            role="administrator",
            at=acting.transaction_time(),
        )
    person = trader.administrator
    with (
        acting.as_organisation(other.id, person=person.pk),
        database_raises("accession_one_person_not_for_two"),
    ):
        now = acting.transaction_time()
        Accession.objects.create(version=version, organisation_id=other.id, person=person, valid_from=now)


def test_there_is_one_draft_per_drafter(draft: AgreementVersion, trader: Member) -> None:
    with acting_for(trader) as at, database_raises("version_one_draft_per_drafter"):
        AgreementVersion.objects.create(
            agreement=Agreement.objects.get(), drafted_by_id=trader.id, drafted_at=at
        )
