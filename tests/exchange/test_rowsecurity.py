"""The database's own wall: whatever a view forgets, a stranger's login sees no row and changes none."""

import psycopg2
import pytest
from django.db import DatabaseError

from accounts import acting
from exchange import pipeline
from exchange.agreements.services import examples
from exchange.agreements.services.examples import NewExample
from exchange.review import templates
from exchange.review.models import PreparedReply
from tests.conftest import sample
from tests.exchange.test_pipeline import open_all, publish
from tests.exchange.test_replies import reply
from tests.factories import accounts, uploads
from tests.factories.accounts import acting_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

# Not any tenant's: code lists, the worker's signs of life, and the framework's tables, which are behind grants.
OPEN = {"catalogue_codelistedition", "catalogue_codeentry", "health_heartbeat", "health_measuredday"}
FRAMEWORK = ("account_", "auth_", "django_", "mfa_", "usersessions_", "idp_", "socialaccount_")

PRIVATE = (
    "notices_notice",
    "notices_noticeversion",
    "notices_searchkey",
    "notices_routingwork",
    "deliveries_grounds",
    "deliveries_delivery",
    "deliveries_shown",
    "deliveries_shownterm",
    "disclosures_disclosure",
    "review_case",
    "review_sentreply",
    "intake_upload",
    "intake_piece",
    "intake_chunk",
    "intake_faultyline",
    "intake_mapping",
    "agreements_example",
    "review_casestep",
    "review_replytemplate",
    "review_preparedreply",
)
CLOSED = (
    "notices_content",
    "deliveries_inboxcounter",
    "deliveries_backfill",
    "ledger_leaf",
    "agreements_maskkey",
)


@pytest.fixture
def busy(operator, trader, authority, agreement):
    """A world in which every table of the exchange has rows of somebody's."""
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    document = {**sample("hold"), "cites": {"notice": receipt.number, "version": 1}, "addressee": "publisher"}
    document.pop("informed", None)
    reply(authority, "hold", "HOLD-1", document)
    uploads.left_open(trader)
    officer = accounts.caller(authority, "officer")
    with acting.as_organisation(authority.id, person=officer.person):
        content = {"instructions": "Bring it to the scan."}
        at = acting.transaction_time()
        templates.keep(type_id="hold", name="Scan", content=content, by=officer, at=at)
        PreparedReply.objects.create(
            organisation_id=authority.id,
            type="hold",
            reference="HOLD-2",
            document=document,
            notice_id=receipt.notice_id,
            number=receipt.number,
            n=1,
            person=officer.person,
            prepared_at=at,
        )
    with acting_for(trader) as at:
        kept = NewExample("Goes", authority.id, must_send=True, notice=receipt.number)
        examples.keep(agreement=agreement.agreement_id, example=kept, by=trader.caller, at=at)
    return accounts.member(operator, "trader", country="NL")


def rows(engines, statement: str) -> list[tuple]:
    connection = psycopg2.connect(engines.superuser_url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()
    finally:
        connection.close()


def test_every_table_of_the_rooms_forces_row_security_or_is_named_here_as_open(engines):
    tables = rows(
        engines,
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND NOT relispartition AND relnamespace = 'public'::regnamespace",
    )
    bare = {name for name, enabled, forced in tables if not (enabled and forced)}
    assert {name for name in bare if not name.startswith(FRAMEWORK)} == OPEN


def test_the_production_logins_are_what_they_must_be(engines):
    logins = rows(
        engines, "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'hub\\_%'"
    )
    assert {name: (superuser, bypass) for name, superuser, bypass in logins} == {
        "hub_owner": (False, False),
        "hub_web": (False, False),
        "hub_pipeline": (False, True),
        "hub_backup": (False, True),
    }
    owned = rows(
        engines,
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
    )
    assert owned == [("hub_owner",)]


@pytest.mark.parametrize("table", PRIVATE)
def test_a_stranger_sees_no_row(busy, engines, table):
    ((there,),) = rows(engines, f"SELECT count(*) FROM {table}")
    assert there, "a table without rows proves nothing"
    with acting.as_organisation(busy.id), acting.connection().cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", PRIVATE)
def test_without_an_acting_organisation_nobody_sees_a_row(busy, table):
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", CLOSED)
def test_the_web_login_may_not_read_at_all(busy, authority, table):
    with pytest.raises(DatabaseError, match="permission denied"), acting.as_organisation(authority.id):
        acting.connection().cursor().execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE deliveries_delivery SET state = 'delivered', delivered_at = now()",
        "UPDATE notices_notice SET current = 9",
        "UPDATE review_case SET answered_at = now()",
        "UPDATE intake_upload SET state = 'publishing'",
        "DELETE FROM intake_chunk",
    ],
)
def test_a_stranger_changes_no_row(busy, statement):
    with acting.as_organisation(busy.id), acting.connection().cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0


def test_nobody_adds_a_recipient_to_what_another_has_published(busy, trader, authority, engines):
    ((theirs,),) = rows(engines, "SELECT id::text FROM notices_noticeversion LIMIT 1")
    insert = """INSERT INTO deliveries_addressee (version_id, recipient_id, publisher_id, purpose, basis)
        VALUES (%s, %s, %s, 'revenue', 'addressee')"""
    with pytest.raises(DatabaseError, match="row-level security"), acting.as_organisation(busy.id):
        acting.connection().cursor().execute(insert, [theirs, str(authority.id), str(busy.id)])


def test_content_comes_out_to_its_recipient_only_and_only_with_a_register_row(busy, authority, engines):
    ((version, purpose),) = rows(
        engines, "SELECT version_id::text, purpose FROM deliveries_delivery WHERE type = 'advance_cargo'"
    )
    ((before,),) = rows(engines, "SELECT count(*) FROM disclosures_disclosure")
    disclose = "SELECT text FROM hub_disclose(%s::uuid[], %s::text[], %s::text[], 'inbox', null, null)"
    with pytest.raises(DatabaseError, match="may open"), acting.as_organisation(busy.id):
        acting.connection().cursor().execute(disclose, [[version], [purpose], ["{}"]])
    with acting.as_organisation(authority.id), acting.connection().cursor() as cursor:
        cursor.execute(disclose, [[version], [purpose], ["{}"]])
        assert len(cursor.fetchall()) == 1
    ((after,),) = rows(engines, "SELECT count(*) FROM disclosures_disclosure")
    assert after == before + 1


@pytest.mark.parametrize("table", ["notices_noticeversion", "disclosures_disclosure", "ledger_leaf"])
def test_what_is_written_once_is_never_changed_even_by_its_owner(busy, table):
    # Row security would hide the rows from the owner before the trigger could refuse.
    statement = f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), acting.as_owner():
        acting.connection().cursor().execute(statement)
