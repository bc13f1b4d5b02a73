"""Every table of the accounts, asked and written as the web login for another organisation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.db.models import Model

from accounts import acting, clock
from accounts.access.models import Client, ClientSecret, Token
from accounts.accreditation import services as accreditation
from accounts.accreditation.models import Recognition, Standing, StandingPeriod
from accounts.groups import services as groups
from accounts.groups.models import Group, GroupMember
from accounts.organisations.models import Activity, Identifier, Membership, Organisation
from accounts.trail.models import Entry
from accounts.users.models import User
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
ROOMS = ("trail", "users", "organisations", "accreditation", "groups", "access")
DIRECTORY: list[type[Model]] = [
    Organisation,
    Activity,
    Identifier,
    Standing,
    StandingPeriod,
    Recognition,
    Group,
    GroupMember,
]
PRIVATE: list[type[Model]] = [User, Membership, Client, ClientSecret, Token, Entry]


@pytest.fixture
def everything(operator: Member, authority: Member, stranger: Member) -> Member:
    """A trader about whom every table says something."""
    trader = accounts.member(operator, identifiers=[("eori", "DE1234567"), ("lei", "529900T8BM49AURSDO55")])
    accounts.token(trader, "inbox:read")
    standing = accounts.standing(trader, by=authority)
    other = accounts.member(operator, "authority", country="ES")
    with acting_for(other) as at:
        accreditation.recognise(standing=standing, by=other.caller, at=at)
    with acting_for(trader) as at:
        groups.make_listed(name="Carriers", members=[trader.organisation], by=trader.caller, at=at)
    return trader


def test_every_table_of_the_accounts_is_defended_and_tested_here() -> None:
    models = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert {model.__name__ for model in models} == {model.__name__ for model in [*DIRECTORY, *PRIVATE]} | {
        "FactStamp"
    }
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity",
            [[model._meta.db_table for model in models]],
        )
        assert {name for (name,) in cursor.fetchall()} == {model._meta.db_table for model in models}


def test_the_web_login_can_neither_bypass_row_security_nor_own_a_table() -> None:
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls,"
            " (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid) FROM pg_roles r"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("hub_web", False, False, 0)


@pytest.mark.parametrize("model", [*DIRECTORY, *PRIVATE], ids=lambda model: model.__name__)
def test_nobody_sees_nothing(model: type[Model], everything: Member) -> None:
    with acting.as_nobody():
        assert model._default_manager.count() == 0


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model.__name__)
def test_what_is_private_is_shown_to_its_organisation_and_to_no_other(
    model: type[Model], everything: Member, stranger: Member
) -> None:
    with acting_for(everything):
        own = set(model._default_manager.values_list("pk", flat=True))
    with acting_for(stranger):
        seen = set(model._default_manager.values_list("pk", flat=True))
    assert own
    assert not _private_to(model, everything) & seen
    assert _private_to(model, everything) <= own


@pytest.mark.parametrize("model", DIRECTORY, ids=lambda model: model.__name__)
def test_the_directory_is_shown_to_every_member(
    model: type[Model], everything: Member, stranger: Member
) -> None:
    with acting_for(everything):
        own = set(model._default_manager.values_list("pk", flat=True))
    with acting_for(stranger):
        assert set(model._default_manager.values_list("pk", flat=True)) == own
    assert own


def _private_to(model: type[Model], member: Member) -> set[Any]:
    """The rows that only this member (and the operator, of people) may see."""
    field = {User: "pk", Entry: "by_organisation", Membership: "organisation"}.get(model, "organisation")
    value: UUID = member.administrator.pk if model is User else member.id
    with acting_for(member):
        return set(model._default_manager.filter(**{field: value}).values_list("pk", flat=True))


def _forgeries(member: Member, stranger: Member) -> dict[str, Callable[[], Any]]:
    """What a stranger might try to write in a member's name."""
    now = clock.transaction_time()
    standing, group = Standing.objects.get(), Group.objects.get()
    whose = {"organisation_id": member.id, "valid_from": now}
    return {
        "organisation": lambda: Organisation.objects.create(
            name="Forged", kind="trader", country="DE", region="EUR", created_at=now
        ),
        "second operator": lambda: Organisation.objects.create(
            name="Forged", kind="operator", country="DE", region="EUR", created_at=now
        ),
        "activity": lambda: Activity.objects.create(state="active", **whose),
        "identifier": lambda: Identifier.objects.create(scheme="scac", value="ABCD", **whose),
        "membership": lambda: Membership.objects.create(
            person=stranger.administrator, role="administrator", **whose
        ),
        "standing": lambda: Standing.objects.create(
            holder_id=stranger.id, granted_by_id=member.id, kind="enrolled", granted_at=now
        ),
        "standing period": lambda: StandingPeriod.objects.create(
            standing=standing, state="granted", valid_from=now
        ),
        "recognition": lambda: Recognition.objects.create(
            standing=standing, recognised_by_id=member.id, valid_from=now
        ),
        "group": lambda: Group.objects.create(
            name="Forged", keeper_id=member.id, listed=True, created_at=now
        ),
        "group member": lambda: GroupMember.objects.create(
            group=group, organisation_id=stranger.id, valid_from=now
        ),
        "client": lambda: Client.objects.create(
            organisation_id=member.id, name="Forged", scopes=["inbox:read"], created_at=now
        ),
        "client secret": lambda: ClientSecret.objects.create(
            client_id=_any_client(member), digest=b"0" * 32, **whose
        ),
        "secret of another's client": lambda: ClientSecret.objects.create(
            client_id=_any_client(member), organisation_id=stranger.id, digest=b"1" * 32, valid_from=now
        ),
        "token": lambda: Token.objects.create(
            digest=b"2" * 32,
            secret_id=clock.uuid7(),
            organisation_id=member.id,
            scopes=["inbox:read"],
            expires_at=now,
        ),
        "trail entry": lambda: Entry.objects.create(
            at=now, by_organisation=member.id, action="forged", subject_kind="person", subject=member.id
        ),
        "stamp": lambda: acting.connection().cursor().execute("UPDATE organisations_factstamp SET value = 0"),
    }


def _is_refused(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic(using=acting.alias()):
            act()
    except ProgrammingError:
        return True
    return False


def _any_client(member: Member) -> UUID:
    with acting_for(member):
        return Client.objects.values_list("pk", flat=True).first() or clock.uuid7()


def test_nobody_writes_in_the_name_of_another(everything: Member, stranger: Member) -> None:
    with acting_for(stranger):
        for what, forge in _forgeries(everything, stranger).items():
            assert _is_refused(forge), what


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Organisation, "contact_email = 'stranger@hub.example'"),
        (Activity, "valid_until = clock_timestamp()"),
        (Identifier, "valid_until = clock_timestamp()"),
        (Membership, "valid_until = clock_timestamp()"),
        (StandingPeriod, "valid_until = clock_timestamp()"),
        (Recognition, "valid_until = clock_timestamp()"),
        (GroupMember, "valid_until = clock_timestamp()"),
        (Client, "ended_at = clock_timestamp()"),
        (ClientSecret, "valid_until = clock_timestamp()"),
        (User, "password = 'stolen'"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_stranger_changes_no_row_of_others(
    model: type[Model], change: str, everything: Member, stranger: Member
) -> None:
    with acting_for(stranger), acting.connection().cursor() as cursor:
        mine = "" if model is not Organisation else f"WHERE id <> '{stranger.id}'"
        if model is Membership:
            mine = f"WHERE organisation_id <> '{stranger.id}'"
        if model is User:
            mine = f"WHERE id <> '{stranger.administrator.pk}'"
        cursor.execute(f"UPDATE {model._meta.db_table} SET {change} {mine}")
        assert cursor.rowcount == 0


def test_the_pipeline_reads_facts_and_writes_none(everything: Member) -> None:
    with acting.as_pipeline():
        for model in (*DIRECTORY, Membership):
            assert model._default_manager.exists()
        with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
            Activity.objects.update(valid_until=clock.transaction_time())
        for model in (Client, ClientSecret, Token, Entry):
            with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
                model._default_manager.exists()


def test_another_organisations_setting_does_not_outlive_an_inner_context(
    everything: Member, stranger: Member
) -> None:
    with acting_for(stranger):
        with acting_for(everything):
            assert Client.objects.exists()
        assert not Client.objects.exists()
