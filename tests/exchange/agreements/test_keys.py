"""Hashed elements: the key stays where the web login cannot read it, and the hash is the standard one."""

import hashlib
import hmac

import pytest
from django.db import ProgrammingError, transaction

from accounts import acting
from accounts.errors import NotFound
from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion
from tests.factories import agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
TEXTS = ['"ACME GmbH"', "12", "true", '"Škoda \\"x\\""', '""']


@pytest.fixture
def version(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.in_force(providers=[trader], recipients=[authority])


def test_every_agreement_has_a_key_of_its_own(
    version: AgreementVersion, trader: Member, stranger: Member, authority: Member
) -> None:
    other = agreements.in_force(providers=[stranger], recipients=[authority])
    with acting.as_pipeline():
        keys = selectors.mask_keys()
        assert selectors.mask_keys([other.agreement_id]) == {other.agreement_id: keys[other.agreement_id]}
    assert {len(key) for key in keys.values()} == {32}
    assert len(set(keys.values())) == 2


def test_the_database_hashes_as_hmac_sha256_does(version: AgreementVersion, authority: Member) -> None:
    with acting.as_pipeline():
        key = selectors.mask_keys()[version.agreement_id]
    with acting_for(authority):
        hashed = selectors.hash_elements(version.agreement_id, TEXTS)
        assert selectors.hash_elements(version.agreement_id, []) == []
    assert hashed == [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in TEXTS]


def test_only_those_who_are_or_were_parties_may_have_something_hashed(
    trader: Member, authority: Member, association: Member, operator: Member, stranger: Member
) -> None:
    group = agreements.listed_group(association, trader)
    terms = agreements.terms(providers=[group], recipients=[authority])
    version = agreements.signed(agreements.proposed(authority, terms), authority, association)
    for outsider in (trader, operator, stranger):
        with acting_for(outsider):
            with pytest.raises(NotFound):
                selectors.hash_elements(version.agreement_id, TEXTS)
            with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
                acting.connection().cursor().execute(
                    "SELECT agreements_hash(%s, %s)", [version.agreement_id, TEXTS]
                )
    agreements.acceded(version, trader)
    with acting_for(trader):
        assert len(selectors.hash_elements(version.agreement_id, TEXTS)) == len(TEXTS)


def test_the_key_is_made_with_the_agreement_and_given_to_no_web_query(
    version: AgreementVersion, trader: Member
) -> None:
    with acting_for(trader), pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
        selectors.mask_keys()
