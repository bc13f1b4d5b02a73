"""The terms in plain words."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone

from exchange.agreements import selectors, services, wording
from exchange.agreements.models import Form, ItemScope, OnwardSharing, RetentionStart, StandingKind
from exchange.agreements.terms import Clause, Retention, Side, Terms
from exchange.agreements.wording import Names
from exchange.catalogue import types as catalogue
from tests.factories import agreements
from tests.factories.accounts import Member, acting_for
from tests.oracle import contents
from tests.oracle.scenarios import SCHEMAS
from tests.oracle.typetable import TypeTable, load_tables

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
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
        "recipients that hold it are told only that it is withdrawn.",
        "It also opens what was accepted from 1 May 2026 00:00 UTC on, in its current version",
        "What is said of goods items must hold of one and the same item.",
        "receives nothing for 10 days",
        "From its last signature, but not before 1 Jan 2027 00:00 UTC, until 1 Jan 2028 00:00 UTC.",
        "discharges no filing duty",
    ):
        assert sentence in text


def test_no_term_is_left_unsaid() -> None:
    """Of two random agreements, each term of the one that is put into the other changes what that one says."""
    types = {one.id: one for one in catalogue.every()}
    tables = load_tables(SCHEMAS)
    parties = [UUID(int=number) for number in range(1, 9)]
    called = Names(
        organisations={one: f"Member {one.int}" for one in parties[:4]},
        groups={one: f"Group {one.int}" for one in parties[4:]},
        members=dict.fromkeys(parties[4:], 3),
        keepers={one: f"Keeper {one.int}" for one in parties[4:]},
        by_rule=frozenset(parties[4:6]),
    )

    def told(terms: Terms) -> str:
        sections = wording.summary(terms, names=called, types=types, statement="None.", proposed_at=NOW)
        assert all(section.lines and all(section.lines) for section in sections)
        return wording.as_text(sections)

    for seed in range(60):
        random = Random(seed)
        one, other = (_any_terms(random, tables, parties) for _ in range(2))
        for field in fields(Terms):
            mixed = replace(one, **{field.name: getattr(other, field.name)})
            if mixed != one and not _says_nothing(field.name, mixed):
                assert told(mixed) != told(one), (seed, field.name)


def _any_terms(random: Random, tables: dict[str, TypeTable], parties: list[UUID]) -> Terms:
    type_id = random.choice(("advance_cargo", "transport_event", "ecommerce_parcel"))
    table = tables[type_id]
    content = contents.content(random, table)
    conditions = contents.conditions(random, table, content) if random.random() < 0.8 else []
    written = Terms(
        purpose=random.choice(list(agreements.Purpose)),
        title=f"Agreement {random.randrange(10**6)}",
        providers=Side(tuple(random.sample(parties[:4], 1)), tuple(random.sample(parties[4:], 1))),
        recipients=Side(tuple(random.sample(parties[:4], 2)), tuple(random.sample(parties[4:], 2))),
        types=(type_id,),
        conditions=conditions,
        items=random.choice(list(ItemScope)),
        scope=tuple(Clause(one["path"], Form(one["form"])) for one in contents.scope(random, table, content)),
        standing=tuple(random.sample(list(StandingKind), random.choice((1, 2)))),
        recognised=random.random() < 0.5,
        objection_days=random.choice((0, 1, 10)),
        follow_up=random.choice((None, True, False)),
        back_fill_from=random.choice((None, NOW - timedelta(days=random.randrange(99)))),
        retention=Retention(random.choice((1, 90)), random.choice(list(RetentionStart))),
        onward_sharing=random.choice(list(OnwardSharing)),
        onward_groups=tuple(random.sample(parties[4:], 2)),
        receipts_opened=random.random() < 0.5,
        second_person=tuple(random.sample(["hold", "release", "do_not_load"], random.randrange(3))),
        effective_from=random.choice((None, NOW + timedelta(days=random.randrange(1, 99)))),
        effective_until=random.choice((None, NOW + timedelta(days=random.randrange(100, 999)))),
    )
    bases = (replace(one, law=f"Act {random.randrange(99)}") for one in agreements.bases(written))
    return replace(written, legal_basis=tuple(bases))


def _says_nothing(name: str, mixed: Terms) -> bool:
    """Groups for passing on are named only where something may be passed on to them."""
    return name == "onward_groups" and mixed.onward_sharing != OnwardSharing.GROUPS


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
    for sentence in (
        "Nobody yet.",
        "Not said yet.",
        "None is stated.",
        "To every notice of these types.",
        "for revenue.",
    ):
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
