"""What decisions are told of the agreements."""

import psycopg2
import pytest

from accounts import acting
from exchange.agreements import selectors, services
from exchange.agreements.facts import AgreementFacts, Named
from exchange.agreements.models import Form, ItemScope
from exchange.agreements.terms import Clause
from tests import throwaway
from tests.factories import agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def facts() -> list[AgreementFacts]:
    with acting.as_pipeline():
        return selectors.decision_facts()


def test_terms_and_events_are_told_as_they_happened(
    trader: Member, authority: Member, association: Member, stranger: Member
) -> None:
    group = agreements.listed_group(association, trader)
    conditions = [{"hs": ["8471"]}, {"corridor": [["DE", "*"]]}]
    terms = agreements.terms(
        providers=[group, stranger],
        recipients=[authority],
        conditions=conditions,
        items=ItemScope.MATCHING,
        scope=(Clause("/items", Form.PLAIN), Clause("/consignee", Form.HASHED)),
        objection_days=3,
        follow_up=True,
    )
    version = agreements.proposed(authority, terms)
    agreements.signed(version, authority, association, stranger)
    agreements.acceded(version, trader)
    with acting_for(trader) as excluded_at:
        about = {"agreement": version.agreement_id, "recipient": authority.id}
        services.exclude(by=trader.caller, at=excluded_at, **about)
    with acting_for(stranger) as left_at:
        services.leave(by=stranger.caller, at=left_at, version=version.id)
    with acting_for(authority) as suspended_at:
        why = {"agreement": version.agreement_id, "reason": "Breach"}
        services.suspend(by=authority.caller, at=suspended_at, **why)
    (known,) = facts()
    (told,) = known.versions
    assert (known.number, known.purpose) == (version.agreement.number, "safety_and_security")
    assert known.suspensions == ((suspended_at, None),)
    assert known.exclusions == {(trader.id, authority.id): ((excluded_at, None),)}
    assert known.terminated_at is None
    assert told.providers == Named((stranger.id,), (group.pk,))
    assert told.recipients == Named((authority.id,), ())
    assert told.keepers == {association.id}
    assert told.signatories == {authority.id, association.id, stranger.id} == set(told.signed)
    assert told.left == {stranger.id: left_at}
    ((acceded, still),) = told.accessions[trader.id]
    assert acceded < excluded_at
    assert still is None
    assert told.conditions == conditions
    assert told.scope == (("/items", "plain"), ("/consignee", "hashed"))
    assert (told.items, told.objection_days, told.follow_up) == ("matching", 3, True)
    assert (told.retention_days, told.retention_from) == (365, "receipt")
    assert told.in_force == (max(told.signed.values()), None)


def test_a_draft_is_no_fact_and_an_ended_version_stays_one(trader: Member, authority: Member) -> None:
    agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    assert facts() == []
    first = agreements.in_force(providers=[trader], recipients=[authority])
    with acting_for(trader) as at:
        second = services.new_version(by=trader.caller, at=at, agreement=first.agreement_id)
        services.propose(by=trader.caller, at=at, version=second.id)
    agreements.signed(second, trader, authority)
    with acting_for(trader) as ended_at:
        why = {"agreement": first.agreement_id, "reason": "Over"}
        services.terminate(by=trader.caller, at=ended_at, **why)
    (known,) = facts()
    old, new = known.versions
    assert (old.version, new.version) == (1, 2)
    assert old.in_force[1] == new.in_force[0] == old.superseded_at
    assert new.in_force[1] == known.terminated_at == ended_at
    assert new.superseded_at is None


def test_an_organisation_is_told_of_what_it_may_read_alone(
    trader: Member, authority: Member, stranger: Member
) -> None:
    agreements.in_force(providers=[trader], recipients=[authority])
    own = agreements.in_force(providers=[stranger], recipients=[authority])
    with acting_for(stranger):
        assert [one.id for one in selectors.decision_facts()] == [own.agreement_id]
    with acting_for(authority):
        assert selectors.decision_facts() == facts()


_MANY = """
INSERT INTO agreements_agreement (id, number, purpose, created_by_id, created_at)
  SELECT gen_random_uuid(), 1000000 + n, purpose, created_by_id, created_at
    FROM agreements_agreement, generate_series(1, 10000) n;
INSERT INTO agreements_agreementversion
  SELECT (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(), 'agreement_id', a.id))).*
    FROM agreements_agreementversion v, agreements_agreement a WHERE a.id <> v.agreement_id;
INSERT INTO agreements_party
  SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'version_id', v.id))).*
    FROM agreements_party p, agreements_agreementversion v WHERE v.id <> p.version_id;
INSERT INTO agreements_scopeclause
  SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'version_id', v.id))).*
    FROM agreements_scopeclause s, agreements_agreementversion v WHERE v.id <> s.version_id;
INSERT INTO agreements_signature
  SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'version_id', v.id))).*
    FROM agreements_signature s, agreements_agreementversion v WHERE v.id <> s.version_id;
ANALYZE;
"""


@pytest.mark.scale
def test_ten_thousand_agreements_load_and_each_reader_sees_its_own(
    trader: Member, authority: Member, stranger: Member, engines: throwaway.Engines
) -> None:
    paths = ("/items/*/hs_code", "/items/*/description", "/consignee", "/consignor", "/transport")
    scope = tuple(Clause(path, Form.PLAIN) for path in paths)
    agreements.in_force(providers=[trader], recipients=[authority], scope=scope)
    with psycopg2.connect(engines.superuser_url()) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_MANY)
    own = agreements.in_force(providers=[stranger], recipients=[authority])
    known = facts()
    assert len(known) == 10_002
    assert all(one.versions[0].in_force for one in known)
    with acting_for(stranger):
        assert list(selectors.agreements(state=None, at=acting.transaction_time())) == [own.agreement]
        assert selectors.version(own.id).id == own.id
