"""Drafts are their organisation's alone, and bounded."""

from uuid import UUID

import pytest
from django.db import DatabaseError

from accounts import acting
from accounts.clock import uuid7
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from exchange.drafts import selectors, services
from tests.factories import accounts

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def save(by, draft: UUID, **changes):
    values = {"type_id": "advance_cargo", "reference": "D1", "content": {"items": [{}]}, **changes}
    with acting.as_organisation(by.id):
        at = acting.transaction_time()
        return services.save(draft=draft, by=accounts.caller(by, "publisher"), at=at, **values)


def test_saving_twice_is_saving_once_and_the_last_one_counts(trader):
    draft = uuid7()
    first = save(trader, draft)
    save(trader, draft, reference="D2", content={})
    with acting.as_organisation(trader.id):
        (kept,) = selectors.drafts(organisation=trader.id)
    assert (kept.reference, kept.content, kept.begun_at) == ("D2", {}, first.begun_at)
    assert kept.saved_at > first.saved_at


def test_a_draft_is_as_absent_as_none_for_everybody_else(trader, authority):
    draft = uuid7()
    save(trader, draft)
    with acting.as_organisation(authority.id), acting.connection().cursor() as cursor:
        for statement in (
            "SELECT id FROM drafts_saveddraft",
            "UPDATE drafts_saveddraft SET reference = 'X'",
            "DELETE FROM drafts_saveddraft",
        ):
            cursor.execute(statement)
            assert cursor.rowcount == 0
        with pytest.raises(NotFound):
            selectors.draft(draft, organisation=trader.id)
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM drafts_saveddraft")
        assert cursor.fetchone() == (0,)
    foreign = "UPDATE drafts_saveddraft SET organisation_id = %s"
    with pytest.raises(DatabaseError, match="row-level security"), acting.as_organisation(trader.id):
        acting.connection().cursor().execute(foreign, [str(authority.id)])


def test_what_cannot_be_kept_is_refused(trader, monkeypatch):
    with pytest.raises(Forbidden, match="not-your-type"):
        save(trader, uuid7(), type_id="risk_alert")
    with pytest.raises(Invalid, match="not-canonical"):
        save(trader, uuid7(), content={"remarks": "\x00"})
    monkeypatch.setattr(services, "MOST", 1)
    draft = uuid7()
    save(trader, draft)
    save(trader, draft, reference="D9")
    with pytest.raises(Conflict, match="too-many-drafts"):
        save(trader, uuid7())
