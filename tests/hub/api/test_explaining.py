"""Explain and preview over the API: verdicts with their rules, and what a version would change."""

import pytest

from exchange.agreements.models import AgreementVersion, Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import Member
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def trader(operator: Member, authority: Member) -> Member:
    made = accounts.member(operator, "trader")
    accounts.standing(made, by=authority)
    return made


@pytest.fixture
def agreement(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.in_force(
        providers=[trader], recipients=[authority], scope=(Clause("/items", Form.PLAIN),)
    )


def machine(of: Member, *scopes: str) -> Api:
    return Api(accounts.token(of, *scopes))


def test_the_publisher_reads_the_verdict_of_each_agreement(
    trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    agreements.in_force(providers=[trader], recipients=[authority], conditions=[{"mode": ["9"]}])
    number = notices.published(trader)
    api = machine(trader, "notices:read")
    status, found = api.get(f"notices/{number}/explanation?organisation={authority.id}")
    assert (status, found["version"], found["organisation"]) == (200, 1, str(authority.id))
    entitling, refusing = found["agreements"]
    assert entitling["entitled"]
    assert {"path": "/items/*/hs_code", "form": "plain", "clause": "/items"} in entitling["elements"]
    assert (refusing["failed_rule"], refusing["reason"]) == (6, "condition-not-met")
    assert refusing["message"]


def test_whoever_may_not_ask_is_answered_as_about_a_notice_that_is_not_there(
    trader: Member, authority: Member, operator: Member, agreement: AgreementVersion
) -> None:
    number = notices.published(trader)
    notices.opened(authority)
    stranger = accounts.member(operator, "authority")
    asking = [
        machine(stranger, "notices:read", "inbox:read"),
        machine(trader, "inbox:read"),
        machine(authority, "notices:read"),
        machine(operator, "notices:read", "inbox:read"),
    ]
    for api in asking:
        status, told = api.get(f"notices/{number}/explanation?organisation={authority.id}")
        _, absent = api.get("notices/261125-0000-0000-0000/explanation")
        assert status == told["status"] == 404
        assert told.keys() == absent.keys()
        assert [name for name in told if told[name] != absent[name]] == ["instance", "request_id"]


@pytest.mark.parametrize(
    "wrong", ["at=2999-01-01T00:00:00Z", "at=2001-01-01T00:00:00Z", "version=0", "at=noon"]
)
def test_moments_that_cannot_be_explained_are_refused(
    trader: Member, agreement: AgreementVersion, wrong: str
) -> None:
    number = notices.published(trader)
    status, problem = machine(trader, "notices:read").get(f"notices/{number}/explanation?{wrong}")
    assert status == 422
    assert problem["errors"]


def test_a_draft_is_previewed_on_ones_own_notices(
    trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    notices.published(trader)
    terms = agreements.terms(
        providers=[trader],
        recipients=[authority],
        scope=(Clause("/items", Form.PLAIN), Clause("/lrn", Form.HASHED)),
    )
    draft = agreements.successor(agreement, terms, by=trader)
    address = f"agreements/{agreement.agreement_id}/versions/{draft.id}/preview"
    api = machine(trader, "agreements:read", "notices:read")
    status, found = api.get(f"{address}?days=10")
    assert (status, found["against"], found["notices"]) == (200, str(agreement.id), 1)
    (one,) = found["recipients"]
    assert (one["organisation"], one["newly"], one["newly_a_day"]) == (str(authority.id), 0, "0.00")
    assert [(e["form"], e["notices"]) for e in one["gained"]] in ([], [("hashed", 1)])
    assert [(day["after"], day["newly"]) for day in one["by_day"]] == [(1, 0)]
    seen = {element["path"]: element["form"] for element in one["sample"]["elements"]}
    assert seen["/items/0/hs_code"] == "plain"
    assert "/consignee/name" not in seen
    assert machine(trader, "agreements:read").get(address)[0] == 403
    assert machine(authority, "agreements:read", "notices:read").get(address)[0] == 404
    assert api.get(f"{address}?days=0")[0] == 422
