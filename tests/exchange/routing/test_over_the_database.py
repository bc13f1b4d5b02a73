"""Facts as the database has them; explain and preview for those who may ask."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from accounts import acting
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Conflict, Invalid, NotFound
from accounts.groups import services as groups
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import AgreementVersion, Form
from exchange.agreements.terms import Clause
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.explaining import Explanation, explain_notice
from exchange.disclosures.models import Disclosure
from exchange.disclosures.selectors import own_reads
from exchange.routing import previewing, selectors
from exchange.routing.preview import Preview
from tests.factories import accounts, notices
from tests.factories import agreements as made
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@contextmanager
def as_(member: Member) -> Iterator[None]:
    with acting.as_organisation(member.id, person=member.administrator.pk):
        yield


def caller(of: Member) -> Caller:
    return accounts.caller(of, "administrator")


def explain(by: Member, number: str, recipient: Member, **more: Any) -> Explanation:
    with as_(by):
        now = transaction_time()
        ask = {"number": number, "recipient": recipient.id, "by": caller(by), "now": now}
        return explain_notice(**ask | more)


def reasons(of: Explanation) -> list[str | None]:
    return [one.verdict.reason and one.verdict.reason.code for one in of.agreements]


# The facts


def _as_known() -> dict[Any, Any]:
    """What the acting context knows of the agreements; terms are compiled once, and so the very same."""
    snapshot = selectors.current()
    return {
        (snapshot.agreements[number], one.id): [getattr(one, field.name) for field in fields(one)]
        for number, versions in snapshot.index.facts.agreements.items()
        for one in versions
    }


def test_what_is_loaded_anew_after_a_change_is_what_a_whole_load_finds(
    trader: Member, authority: Member, operator: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = accounts.member(operator, "authority", country="BE")
    group = made.listed_group(authority)
    untouched = made.in_force(providers=[trader], recipients=[authority])
    version = made.proposed(trader, made.terms(providers=[trader], recipients=[authority, group]))
    about = {"agreement": version.agreement_id}
    why = about | {"reason": "audit"}
    joining = {"group": group, "organisation": member.organisation}
    acts: list[tuple[Any, Member, dict[str, Any]]] = [
        (agreements.sign, trader, {"version": version.id}),
        (agreements.sign, authority, {"version": version.id}),
        (groups.add_member, authority, joining),
        (groups.end_membership, authority, {"group": group, "organisation": member.id}),
        (groups.add_member, authority, joining),
        (agreements.accede, member, {"version": version.id}),
        (agreements.exclude, trader, why | {"recipient": member.id}),
        (agreements.suspend, authority, why),
        (agreements.resume, trader, why),
        (agreements.readmit, trader, why | {"recipient": member.id}),
        (agreements.leave, member, {"version": version.id}),
        (agreements.terminate, trader, why),
    ]
    readers = [None, trader.id, authority.id, member.id]

    def known() -> list[dict[Any, Any]]:
        found = []
        for who in readers:
            with acting.as_pipeline() if who is None else acting.as_organisation(who):
                found.append(_as_known())
        return found

    kept, moved = known(), []
    for act, who, given in acts:
        with acting_for(who) as at:
            act(by=who.caller, at=at, **given)
        anew = known()
        monkeypatch.setattr(selectors, "_kept", type(selectors._kept)())
        assert anew == known()
        moved.append(anew != kept)
        kept = anew
    # The first of two signatures alone changes nothing.
    assert moved == [False, *[True] * (len(acts) - 1)]
    with acting.as_pipeline():
        before = selectors.current().index.facts
    accounts.member(operator)
    with acting.as_pipeline():
        after = selectors.current().index.facts
    assert after.organisations is not before.organisations
    number = untouched.agreement.number
    assert after.agreements[number] is before.agreements[number]


def test_facts_are_kept_until_their_stamp_moves(trader: Member, authority: Member, agreement: Any) -> None:
    with acting.as_pipeline():
        first = selectors.current()
        assert selectors.current() is first
    with acting_for(authority) as at:
        agreements.suspend(by=authority.caller, at=at, agreement=agreement.agreement_id, reason="audit")
    with acting.as_pipeline():
        second = selectors.current()
    assert second.stamp > first.stamp
    (version,) = second.index.versions.values()
    assert (len(version.history.suspensions), first.index.versions[version.id].history.suspensions) == (1, ())


def test_facts_of_a_transaction_that_is_rolled_back_are_forgotten_with_it(
    operator: Member, trader: Member, agreement: Any
) -> None:
    about = {"agreement": agreement.agreement_id, "reason": "audit"}

    def suspensions() -> int:
        (version,) = selectors.current().index.versions.values()
        return len(version.history.suspensions)

    with as_(trader):
        assert suspensions() == 0
    with suppress(ZeroDivisionError), acting_for(trader) as at:
        agreements.suspend(by=caller(trader), at=at, **about)
        assert suspensions() == 1
        raise ZeroDivisionError
    # Other facts change, under the stamps that the first would have had.
    accounts.member(operator)
    with as_(trader):
        assert suspensions() == 0


def test_terms_are_compiled_once_and_outlive_their_stamp(authority: Member, agreement: Any) -> None:
    with acting.as_pipeline():
        first = selectors.current().index.versions[agreement.id].terms
    with acting_for(authority) as at:
        agreements.suspend(by=authority.caller, at=at, agreement=agreement.agreement_id, reason="audit")
    with acting.as_pipeline():
        assert selectors.current().index.versions[agreement.id].terms is first


def test_an_organisation_knows_its_agreements_alone_and_no_key(
    trader: Member, operator: Member, agreement: Any
) -> None:
    stranger = accounts.member(operator, "authority")
    with as_(stranger):
        assert selectors.current().index.versions == {}
    with as_(trader):
        assert selectors.current().index.versions[agreement.id].terms.mask_key is None
    with acting.as_pipeline():
        key = selectors.current().index.versions[agreement.id].terms.mask_key
    assert key
    assert len(key) >= 16


def test_a_version_is_superseded_by_one_that_the_viewer_may_not_read(
    trader: Member, authority: Member, operator: Member
) -> None:
    dropped = accounts.member(operator, "authority", country="NL")
    first = made.in_force(providers=[trader], recipients=[authority, dropped])
    terms = made.terms(providers=[trader], recipients=[authority])
    second = made.successor(first, terms, by=trader)
    with acting_for(trader) as at:
        agreements.propose(by=trader.caller, at=at, version=second.id)
    made.signed(second, trader, authority)
    with as_(dropped):
        known = selectors.current().index
        assert set(known.versions) == {first.id}
        assert known.versions[first.id].force is not None
        assert known.versions[first.id].superseded_at == known.versions[first.id].force[1]


def test_versions_routed_together_withdraw_what_is_held_once(trader: Member, authority: Member) -> None:
    french = {"country": {"of": "destination", "any_of": ["FR"]}}
    made.in_force(providers=[trader], recipients=[authority], follow_up=False, conditions=[french])
    number = notices.published(trader, destination_country="FR")
    notices.opened(authority)
    caller_ = accounts.caller(trader, "publisher")
    with as_(trader):
        for replaces in (1, 2):
            document = notices.sample(destination_country="BE", ucr=f"5DE123456789{replaces}")
            draft = pipeline.Draft("", "LRN1", document)
            pipeline.amend(draft, replaces=replaces, by=caller_, number=number)
    assert pipeline.route() == 2
    with as_(authority):
        rows = deliveries.inbox(recipient=authority.id).order_by("position")
        assert [(row.n, row.kind) for row in rows] == [(1, "content"), (2, "withdrawal")]


# Explain


def test_the_publisher_is_told_of_its_notices_and_the_recipient_of_what_it_holds(
    trader: Member, authority: Member, agreement: Any
) -> None:
    number = notices.published(trader)
    told = explain(trader, number, authority)
    assert (told.n, reasons(told)) == (1, [None])
    shown = {one.pattern: (one.form, one.clause) for one in told.agreements[0].shows}
    assert shown["/consignor/name"] == ("hashed", "/consignor/name")
    with pytest.raises(NotFound):
        explain(authority, number, authority)
    notices.opened(authority)
    assert reasons(explain(authority, number, authority)) == [None]
    with pytest.raises(NotFound):
        explain(authority, number, trader)


def test_nobody_else_learns_that_the_notice_exists(
    trader: Member, authority: Member, operator: Member, agreement: Any
) -> None:
    number = notices.published(trader)
    stranger = accounts.member(operator, "authority")
    for asked in (number, "no-such-number"):
        with pytest.raises(NotFound):
            explain(stranger, asked, stranger)
    assert reasons(explain(operator, number, authority)) == [None]


def test_a_past_moment_is_explained_by_what_held_then(
    trader: Member, authority: Member, agreement: Any
) -> None:
    number = notices.published(trader)
    with as_(trader):
        before = transaction_time()
    with acting_for(authority) as at:
        agreements.suspend(by=authority.caller, at=at, agreement=agreement.agreement_id, reason="audit")
    assert reasons(explain(trader, number, authority)) == ["suspended"]
    assert reasons(explain(trader, number, authority, at=before)) == [None]
    for wrong in (before - timedelta(days=1), before + timedelta(days=1)):
        with pytest.raises(Invalid):
            explain(trader, number, authority, at=wrong)


def test_the_recipient_is_not_told_whether_a_field_was_absent(
    trader: Member, authority: Member, agreement: Any
) -> None:
    made.in_force(
        providers=[trader],
        recipients=[authority],
        conditions=[{"country": {"of": "transit", "any_of": ["NL"]}}],
    )
    number = notices.published(trader, routing_countries=None)
    notices.opened(authority)
    assert sorted(map(str, reasons(explain(trader, number, authority)))) == ["None", "field-absent"]
    assert sorted(map(str, reasons(explain(authority, number, authority)))) == ["None", "condition-not-met"]


def test_others_than_the_publisher_stand_in_the_register_once_they_are_told(
    trader: Member, authority: Member, operator: Member, agreement: Any
) -> None:
    number = notices.published(trader)
    with pytest.raises(NotFound):
        explain(authority, number, authority)
    notices.opened(authority)
    for asker in (trader, authority, operator):
        explain(asker, number, authority)
    found = {}
    for reader in (trader, authority, operator):
        with as_(reader):
            rows = own_reads(organisation=reader.id).filter(channel=Disclosure.Channel.EXPLAIN)
            found[reader.organisation.kind] = [(row.publisher_id, row.person) for row in rows]
    assert found == {
        "trader": [],
        "authority": [(trader.id, authority.administrator.pk)],
        "operator": [(trader.id, operator.administrator.pk)],
    }


def test_the_database_refuses_a_capacity_that_the_asker_only_claims(
    trader: Member, authority: Member, operator: Member, agreement: Any
) -> None:
    number = notices.published(trader)
    stranger = accounts.member(operator, "authority")
    everything = ["publisher", "holder", "operator"]
    for asker in (stranger, authority):
        with as_(asker), acting.connection().cursor() as cursor:
            values = [number, None, asker.id, everything, asker.administrator.pk, None]
            cursor.execute("SELECT * FROM hub_explain(%s, %s, %s, %s, %s, %s)", values)
            assert cursor.fetchall() == []


def test_an_agreement_that_shows_hashes_alone_shows_something(trader: Member, authority: Member) -> None:
    made.in_force(providers=[trader], recipients=[authority], scope=(Clause("/ucr", Form.HASHED),))
    assert reasons(explain(trader, notices.published(trader), authority)) == [None]


# Preview


def preview(by: Member, version: AgreementVersion, **more: Any) -> Preview:
    with as_(by):
        at = transaction_time()
        return previewing.preview_version(version.id, days=more.pop("days", 7), by=caller(by), at=at, **more)


def test_a_draft_is_tried_on_ones_own_notices(trader: Member, authority: Member, operator: Member) -> None:
    notices.published(trader)
    terms = made.terms(providers=[trader], recipients=[authority], scope=(Clause("/items", Form.TRUNCATED),))
    draft = made.draft(trader, terms)
    found = preview(trader, draft)
    (change,) = found.changes
    assert (found.notices, change.recipient, change.newly, change.must_accede) == (1, authority.id, 1, False)
    assert change.gained["/items/*/hs_code"].form == "truncated"


def test_a_successor_is_tried_against_the_version_in_force_or_any_other(
    trader: Member, authority: Member, agreement: Any
) -> None:
    notices.published(trader)
    terms = made.terms(providers=[trader], recipients=[authority], scope=(Clause("/ucr", Form.PLAIN),))
    draft = made.successor(agreement, terms, by=trader)
    (change,) = preview(trader, draft).changes
    assert (change.before, change.after, change.newly) == (1, 1, 0)
    assert "/items/*/hs_code" in change.given_up
    (reverse,) = preview(trader, agreement, against=draft.id).changes
    assert "/items/*/hs_code" in reverse.gained


def test_a_preview_refuses_odd_spans_and_versions_of_other_agreements(
    trader: Member, authority: Member, agreement: Any
) -> None:
    other = made.in_force(providers=[trader], recipients=[authority])
    for days in (0, 367):
        with pytest.raises(Invalid):
            preview(trader, agreement, days=days)
    with pytest.raises(Conflict):
        preview(trader, agreement, against=other.id)


def test_others_notices_are_not_looked_at(trader: Member, authority: Member, agreement: Any) -> None:
    notices.published(trader)
    assert preview(authority, agreement).notices == 0
