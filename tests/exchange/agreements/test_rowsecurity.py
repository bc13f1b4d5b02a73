"""Every table of agreements, asked and written as the web login for another organisation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.db.models import Model

from accounts import acting
from exchange.agreements import services
from exchange.agreements.models import (
    Accession,
    Agreement,
    AgreementStep,
    AgreementVersion,
    Departure,
    Example,
    Exclusion,
    FactChange,
    Form,
    MaskKey,
    OnwardGroup,
    OnwardSharing,
    Party,
    ScopeClause,
    Signature,
    Suspension,
    Termination,
)
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
TABLES: list[type[Model]] = [
    Agreement,
    AgreementVersion,
    Party,
    ScopeClause,
    OnwardGroup,
    Signature,
    Accession,
    Departure,
    Exclusion,
    Suspension,
    Termination,
    FactChange,
    AgreementStep,
]
# Beside what the parties share: what one organisation keeps for itself, and what no login of the web reads.
OWN: list[type[Model]] = [Example]


@pytest.fixture
def version(trader: Member, authority: Member, association: Member, operator: Member) -> AgreementVersion:
    """An agreement about which every table says something; terminated, with a successor in draft."""
    leaver, member = accounts.member(operator, "authority"), accounts.member(operator)
    group = agreements.listed_group(association, member)
    terms = agreements.terms(
        providers=[trader, group],
        recipients=[authority, leaver],
        onward_sharing=OnwardSharing.GROUPS,
        onward_groups=(group.pk,),
    )
    version = agreements.proposed(trader, terms)
    agreements.signed(version, trader, authority, leaver, association)
    agreements.acceded(version, member)
    acts: list[tuple[Callable[..., Any], Member, dict[str, Any]]] = [
        (services.leave, leaver, {"version": version.id}),
        (services.exclude, trader, {"agreement": version.agreement_id, "recipient": authority.id}),
        (services.suspend, trader, {"agreement": version.agreement_id, "reason": "Breach"}),
        (services.resume, trader, {"agreement": version.agreement_id, "reason": "Mended"}),
        (services.new_version, trader, {"agreement": version.agreement_id}),
        (services.terminate, trader, {"agreement": version.agreement_id, "reason": "Over"}),
    ]
    for service, who, more in acts:
        with acting_for(who) as at:
            service(by=who.caller, at=at, **more)
    return version


def test_every_table_of_agreements_is_defended_and_tested_here() -> None:
    models = set(apps.get_app_config("agreements").get_models())
    assert models == {*TABLES, *OWN, MaskKey}
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity",
            [[model._meta.db_table for model in models]],
        )
        assert {name for (name,) in cursor.fetchall()} == {model._meta.db_table for model in models}


def _seen(reader: Member) -> dict[str, int]:
    """How many rows of each table a reader sees."""
    with acting_for(reader):
        return {model.__name__: model._default_manager.count() for model in TABLES}


def test_parties_and_the_operator_read_it_and_nobody_else_does(
    version: AgreementVersion,
    trader: Member,
    authority: Member,
    association: Member,
    operator: Member,
    stranger: Member,
) -> None:
    for reader in (trader, authority, association, operator):
        assert all(_seen(reader).values()), reader
    assert not any(_seen(stranger).values())
    with acting.as_nobody():
        assert not any(model._default_manager.exists() for model in TABLES)


def test_a_draft_and_its_parts_are_read_by_the_drafter_alone(
    version: AgreementVersion, trader: Member, authority: Member, operator: Member
) -> None:
    own = _seen(trader)
    for other in (_seen(authority), _seen(operator)):
        for model in (AgreementVersion, Party, ScopeClause, OnwardGroup, AgreementStep):
            assert own[model.__name__] > other[model.__name__], model


def _forgeries(version: AgreementVersion, victim: Member) -> dict[str, Callable[[], Any]]:
    """What another organisation might try to write in a party's name, or into what is a party's."""
    now = acting.transaction_time()
    whose = {"version_id": version.id, "organisation_id": victim.id}
    agreement = {"agreement_id": version.agreement_id}
    person = victim.administrator.pk
    return {
        "agreement": lambda: Agreement.objects.create(
            purpose="revenue", created_by_id=victim.id, created_at=now
        ),
        "version": lambda: AgreementVersion.objects.create(
            **agreement, drafted_by_id=victim.id, drafted_at=now
        ),
        "signature": lambda: Signature.objects.create(**whose, person_id=person, signed_at=now),
        "accession": lambda: Accession.objects.create(**whose, person_id=person, valid_from=now),
        "departure": lambda: Departure.objects.create(**whose, left_at=now),
        "exclusion": lambda: Exclusion.objects.create(
            **agreement, provider_id=victim.id, recipient=version.drafted_by, valid_from=now
        ),
        "suspension": lambda: Suspension.objects.create(
            **agreement, suspended_by_id=victim.id, valid_from=now
        ),
        "termination": lambda: Termination.objects.create(
            **agreement, terminated_by_id=victim.id, terminated_at=now
        ),
        "step": lambda: AgreementStep.objects.create(
            **agreement, act="signed", at=now, organisation_id=victim.id
        ),
        "key": lambda: MaskKey.objects.create(**agreement, key=b"0" * 32),
    }


def _database_raises(what: str, forge: Callable[[], Any]) -> None:
    try:
        with transaction.atomic(using=acting.alias()):
            forge()
    except ProgrammingError:
        return
    pytest.fail(f"{what} was written")


@pytest.fixture
def proposed(trader: Member, authority: Member, association: Member) -> AgreementVersion:
    group = agreements.listed_group(association, name="Others")
    terms = agreements.terms(providers=[trader], recipients=[authority, group])
    return agreements.proposed(trader, terms)


@pytest.mark.parametrize("forger", ["association", "stranger"])
def test_nobody_writes_in_the_name_of_a_party(
    forger: str, proposed: AgreementVersion, authority: Member, request: pytest.FixtureRequest
) -> None:
    with acting_for(request.getfixturevalue(forger)):
        for what, forge in _forgeries(proposed, authority).items():
            _database_raises(what, forge)


def test_a_reader_that_is_no_signatory_signs_suspends_and_ends_nothing(
    proposed: AgreementVersion, operator: Member
) -> None:
    own = {"signature", "suspension", "termination"}
    with acting_for(operator):
        for what, forge in _forgeries(proposed, operator).items():
            if what in own:
                _database_raises(what, forge)


def test_signing_takes_an_administrator_in_person_in_the_database_too(
    proposed: AgreementVersion, authority: Member
) -> None:
    officer = accounts.person(authority, "officer")
    for person in (officer.pk, None):
        with acting.as_organisation(authority.id, person=person):
            signature = {"version_id": proposed.id, "organisation_id": authority.id}
            with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
                Signature.objects.create(
                    **signature, person_id=authority.administrator.pk, signed_at=acting.transaction_time()
                )
            if person is not None:
                with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
                    Signature.objects.create(
                        **signature, person_id=person, signed_at=acting.transaction_time()
                    )


def test_another_organisation_edits_no_draft(trader: Member, authority: Member) -> None:
    draft = agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    with acting_for(authority):
        assert AgreementVersion.objects.update(title="Mine") == 0
        assert ScopeClause.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
            ScopeClause.objects.create(version_id=draft.id, clause=9, path="", form=Form.PLAIN)


def test_a_period_is_ended_by_its_own_party_alone(
    proposed: AgreementVersion, trader: Member, authority: Member, association: Member
) -> None:
    agreements.signed(proposed, trader, authority, association)
    with acting_for(trader) as at:
        services.exclude(by=trader.caller, at=at, agreement=proposed.agreement_id, recipient=authority.id)
    with acting_for(authority) as at:
        assert Exclusion.objects.update(valid_until=at + timedelta(days=1)) == 0


def test_the_pipeline_reads_and_writes_nothing(version: AgreementVersion, trader: Member) -> None:
    with acting.as_pipeline():
        for model in (*TABLES, MaskKey):
            assert model._default_manager.exists()
        with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
            Termination.objects.update(terminated_at=acting.transaction_time())


def test_the_web_login_never_reads_a_key(version: AgreementVersion, trader: Member) -> None:
    with acting_for(trader), pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
        MaskKey.objects.exists()


# --- examples: an organisation's own, beside an agreement ---------------------------------------------------


def _example(version: AgreementVersion, by: Member, **changed: Any) -> Example:
    """An example as the table takes it, written past the service."""
    row: dict[str, Any] = {
        "agreement_id": version.agreement_id,
        "organisation_id": by.id,
        "name": "Wine",
        "type": "advance_cargo",
        "publisher_id": by.id,
        "recipient_id": version.drafted_by_id,
        "must_send": True,
        "document": {},
        "created_at": acting.transaction_time(),
    }
    return Example.objects.create(**{**row, **changed})


def test_an_example_is_read_and_dropped_by_who_keeps_it_alone(
    proposed: AgreementVersion,
    trader: Member,
    authority: Member,
    association: Member,
    operator: Member,
    stranger: Member,
) -> None:
    with acting_for(authority):
        _example(proposed, authority)
    for other in (trader, association, operator, stranger):
        with acting_for(other):
            assert not Example.objects.exists()
            assert Example.objects.all().delete()[0] == 0
    with acting.as_nobody():
        assert not Example.objects.exists()
    with acting_for(authority):
        assert Example.objects.get().name == "Wine"
        assert Example.objects.all().delete()[0] == 1


def test_nobody_keeps_an_example_in_anothers_name_nor_with_an_agreement_unseen(
    proposed: AgreementVersion, trader: Member, authority: Member, stranger: Member
) -> None:
    with acting_for(trader):
        _database_raises("another's example", lambda: _example(proposed, authority))
    with acting_for(stranger):
        _database_raises("an example with an agreement unseen", lambda: _example(proposed, stranger))
    with acting.as_nobody():
        _database_raises("nobody's example", lambda: _example(proposed, authority))


def test_an_example_is_never_changed(proposed: AgreementVersion, authority: Member) -> None:
    with acting_for(authority):
        _example(proposed, authority)
        _database_raises("a changed example", lambda: Example.objects.update(must_send=False))
