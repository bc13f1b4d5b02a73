"""API clients: what a token leads to, and that the database holds no usable key."""

from datetime import timedelta

import pytest
from django.db import connections

from accounts import acting
from accounts.access import permissions, selectors, services
from accounts.access.models import Token
from accounts.callers import Caller
from accounts.errors import Forbidden, Invalid
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_a_token_leads_to_its_organisation_with_what_its_scopes_amount_to(trader: Member) -> None:
    made = accounts.client(trader, "inbox:read", "agreements:write")
    handed = services.hand_out_token(client=made.client.pk, secret=made.secret, scopes=["agreements:write"])
    assert handed is not None
    assert selectors.caller_for_token(handed.token) == Caller(
        organisation=trader.id,
        kind="trader",
        person=None,
        client=made.client.pk,
        permissions=frozenset({"agreements:read", "agreements:write"}),
    )


def test_asking_who_calls_takes_one_query(trader: Member, django_assert_num_queries: object) -> None:
    token = accounts.token(trader, "inbox:read")
    with django_assert_num_queries(1):  # type: ignore[operator]
        selectors.caller_for_token(token)


def test_wrong_secrets_foreign_clients_and_dead_tokens_lead_nowhere(trader: Member) -> None:
    made, other = accounts.client(trader), accounts.client(trader)
    for client, secret in ((made, "guess"), (other, made.secret), (made, ""), (made, "\ud800")):
        assert services.hand_out_token(client=client.client.pk, secret=secret, scopes=None) is None
    assert selectors.caller_for_token("guess") is None
    token = accounts.token(trader)
    with acting.as_owner(), acting.connection().cursor() as cursor:
        cursor.execute("ALTER TABLE access_token NO FORCE ROW LEVEL SECURITY")
        cursor.execute("UPDATE access_token SET expires_at = clock_timestamp()")
        cursor.execute("ALTER TABLE access_token FORCE ROW LEVEL SECURITY")
    assert selectors.caller_for_token(token) is None
    accounts.token(trader)
    with acting_for(trader):
        assert Token.objects.count() == 1


def test_a_token_has_no_scope_that_its_client_lacks(trader: Member) -> None:
    made = accounts.client(trader, "inbox:read")
    for scopes in (["inbox:read", "notices:publish"], ["nonsense"], []):
        with pytest.raises(Invalid, match="invalid-scope"):
            services.hand_out_token(client=made.client.pk, secret=made.secret, scopes=scopes)
    with acting_for(trader) as at, pytest.raises(Invalid) as refused:
        services.make_client(name=" ", scopes=["agreements:sign"], by=trader.caller, at=at)
    assert {fault.code for fault in refused.value.faults} == {"empty", "no-scope"}


def test_a_dump_of_the_database_holds_no_usable_key(trader: Member) -> None:
    made = accounts.client(trader)
    handed = services.hand_out_token(client=made.client.pk, secret=made.secret, scopes=None)
    assert handed is not None
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET row_security = off")
        for table in ("access_client", "access_clientsecret", "access_token", "trail_entry"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"SELECT coalesce(string_agg(r::text, ''), '') FROM {table} r")
            (text,) = cursor.fetchone()
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            assert text
            assert made.secret not in text
            assert handed.token not in text
        cursor.execute("RESET row_security")


def test_signing_is_in_no_scope_and_the_pipeline_view_is_the_operators() -> None:
    every = permissions.of_scopes(permissions.SCOPES, kind="operator")
    assert permissions.AGREEMENTS_SIGN not in every
    operators = {permissions.OPERATIONS_READ, permissions.OPERATIONS_WRITE}
    assert operators <= every
    assert not operators & permissions.of_roles(permissions.OF_ROLE, kind="authority")
    assert permissions.scopes_with(permissions.AGREEMENTS_SIGN) == ()


def test_replies_are_an_authoritys_to_send() -> None:
    for kind in ("authority", "trader", "rights_holder", "association", "operator"):
        replies = permissions.REPLIES_SEND in permissions.of_scopes(["replies:send"], kind=kind)
        assert replies == (kind == "authority")
        assert (permissions.REPLIES_SEND in permissions.of_roles(["officer"], kind=kind)) == replies


def test_an_auditor_reads_and_changes_nothing() -> None:
    assert all(p.endswith(":read") for p in permissions.of_roles(["auditor"], kind="operator"))


def test_opening_what_nobody_has_opened_takes_more_than_reading(trader: Member) -> None:
    for role in permissions.OF_ROLE:
        held = permissions.of_roles([role], kind="trader")
        assert permissions.INBOX_READ in held
        assert (permissions.INBOX_OPEN in held) == (role != "auditor")
    assert permissions.scopes_with(permissions.INBOX_OPEN) == ("inbox:read",)


def test_rotation_has_bounds_and_needs_an_administrator(trader: Member) -> None:
    made = accounts.client(trader)
    with acting_for(trader) as at:
        with pytest.raises(Invalid, match="invalid-overlap"):
            services.rotate_secret(client=made.client, by=trader.caller, at=at, overlap=timedelta(days=8))
        with pytest.raises(Forbidden):
            services.rotate_secret(client=made.client, by=accounts.caller(trader, "publisher"), at=at)
