"""The terms in plain words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from exchange.agreements import selectors, services, wording
from exchange.agreements.models import Form, ItemScope, OnwardSharing, RetentionStart
from exchange.agreements.terms import Clause, Retention
from tests.factories import agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

CONDITIONS = [
    {"corridor": [["DE", "FR"], ["*", "US"]]},
    {"country": {"of": "origin", "any_of": ["CN"]}},
    {"place": {"element": "/loading_place", "any_of": ["NLRTM", "DEHAM"]}},
    {"place": {"any_of": ["BEANR"]}},
    {"mode": ["1"]},
    {"office": ["GB000060"]},
    {"hs": ["8471", "30", "90"]},
    {"value": {"min": "5", "max": None, "currency": "EUR"}},
    {"mass": {"min": "1", "max": "2"}},
    {"mass": {"max": "3"}},
]


def test_each_clause_is_told_in_plain_words(trader: Member, authority: Member, association: Member) -> None:
    group = agreements.listed_group(association, trader, name="Forwarders of the North Sea")
    terms = agreements.terms(
        providers=[group],
        recipients=[authority, group],
        conditions=CONDITIONS,
        items=ItemScope.MATCHING,
        scope=(
            Clause("", Form.HASHED),
            Clause("/items/*/hs_code", Form.PLAIN),
            Clause("/consignee/address", Form.COUNTRY_ONLY),
        ),
        recognised=True,
        follow_up=False,
        back_fill_from=datetime(2026, 5, 1, tzinfo=UTC),
        retention=Retention(30, RetentionStart.CANCELLATION),
        onward_sharing=OnwardSharing.GROUPS,
        onward_groups=(group.pk,),
        receipts_opened=True,
        effective_from=datetime(2027, 1, 1, tzinfo=UTC),
        effective_until=datetime(2028, 1, 1, tzinfo=UTC),
    )
    version = agreements.proposed(authority, terms)
    with acting_for(authority) as at:
        text = wording.as_text(selectors.in_words(version, at=at))
    keeper = association.organisation.name
    for sentence in (
        f"Members of Forwarders of the North Sea that have acceded themselves (the group has 1 member now; {keeper}",
        "Only for safety and security.",
        "The goods travel from Germany (DE) to France (FR); or from any country to United States (US).",
        "A goods item's country of origin is China (CN).",
        "Place of loading is Rotterdam (NLRTM) or Hamburg (DEHAM).",
        "Any place that the notice names is Antwerp (BEANR).",
        "begins with 8471 (in chapter 84, Machinery), Medicines (30) or ",
        "A goods item's value is at least 5 Euro (EUR).",
        "A goods item's gross mass is from 1 to 2 kg.",
        "A goods item's gross mass is at most 3 kg.",
        "Every element that no other line names: only as a keyed hash.",
        "Goods items · HS code: as it is.",
        "Consignee · Address, with everything in it: only its country.",
        "Until 30 days after the notice is cancelled, and without end while it is not.",
        "Recipients may pass it on to members of Forwarders of the North Sea, and to nobody else.",
        "Union Customs Code, Article 127.",
        "A recipient whose notice no longer matches is told only that it is withdrawn.",
        "Also what was accepted from 1 May 2026 00:00 UTC on, in its current version.",
        "receives nothing for 10 days",
        "From its last signature, but not before 1 Jan 2027 00:00 UTC, until 1 Jan 2028 00:00 UTC.",
        "discharges no filing duty",
    ):
        assert sentence in text


@pytest.mark.parametrize("days_before", [None, 0, 3], ids=["left open", "now", "in the past"])
def test_what_takes_effect_by_its_proposal_does_so_with_the_last_signature_and_says_the_same_throughout(
    trader: Member, authority: Member, days_before: int | None
) -> None:
    begins = None if days_before is None else timezone.now() - timedelta(days_before)
    terms = agreements.terms(providers=[trader], recipients=[authority], effective_from=begins)
    draft = agreements.draft(trader, terms)
    told = []
    for step in (None, services.propose):
        with acting_for(trader) as at:
            if step is not None:
                step(by=trader.caller, at=at, version=draft.id)
            told.append(wording.as_text(selectors.in_words(selectors.version(draft.id), at=at)))
    assert "From its last signature, until it is ended." in told[0]
    assert told[0] == told[1]


def test_a_draft_says_what_is_not_said_yet(trader: Member) -> None:
    draft = agreements.draft(trader, agreements.Terms(purpose=agreements.Purpose.REVENUE))
    with acting_for(trader) as at:
        text = wording.as_text(selectors.in_words(draft, at=at))
    for sentence in ("Nobody yet.", "Not said yet.", "To every notice of these types.", "for revenue."):
        assert sentence in text


def test_a_successor_tells_what_it_changes_and_nothing_else(trader: Member, authority: Member) -> None:
    first = agreements.in_force(providers=[trader], recipients=[authority])
    with acting_for(trader) as at:
        draft = services.new_version(by=trader.caller, at=at, agreement=first.agreement_id)
        terms = agreements.terms(
            providers=[trader],
            recipients=[authority],
            effective_from=first.effective_from,
            retention=Retention(30, RetentionStart.RECEIPT),
            onward_sharing=OnwardSharing.CONSENT,
        )
        edited = services.edit(by=trader.caller, at=at, version=draft.id, terms=terms)
        before, after = (selectors.in_words(one, at=at) for one in (first, edited))
        assert selectors.proposed_before(edited) == first
        assert selectors.proposed_before(first) is None
    changes = wording.changes(before, after)
    assert [(change.title, change.removed, change.added) for change in changes] == [
        ("How long it may be kept", ("For 365 days from receipt.",), ("For 30 days from receipt.",)),
        (
            "Passing it on",
            ("Recipients pass nothing on.",),
            ("Recipients pass something on only with the publisher's consent, each time.",),
        ),
    ]
