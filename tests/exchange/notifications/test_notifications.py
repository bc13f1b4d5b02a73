"""What is told to whom: derived from what is there, read once by each person, and mailed once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts import acting
from accounts.accreditation import services as accreditation
from accounts.callers import Caller
from exchange import pipeline
from exchange.agreements import services as agreed
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries.channels.webhook.models import EndpointEvent
from exchange.intake.models import Upload
from exchange.notifications import digests, selectors, services
from exchange.notifications.models import Digest, Mark, Preference, Told
from exchange.notifications.notification import Kind, Notification, Topic
from exchange.review.models import Case
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from hub.notifying import mails, words
from tests.conftest import sample
from tests.exchange.deliveries.webhook.receiver import receiving
from tests.exchange.deliveries.webhook.sending import Sender, register
from tests.exchange.test_pipeline import publish
from tests.exchange.test_replies import answer, document, reply
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def told(caller: Caller) -> list[tuple[str, str]]:
    """Kind and sentence of what this person has not read, the latest first."""
    with acting.as_organisation(caller.organisation, person=caller.person):
        found = selectors.notifications(caller)
        return [(one.kind.value, words.sentence(one)) for one in found if not one.read]


def person_of(member: Member, *roles: str) -> Caller:
    return accounts.caller(member, *roles, person=accounts.person(member, *roles))


@pytest.fixture
def asked(trader, authority, agreement) -> None:
    """The authority has asked the trader about a notice."""
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    asks = document("information_request", receipt)
    asks["due_at"] = (timezone.now() + timedelta(days=3)).isoformat(timespec="seconds")
    reply(authority, "information_request", "RFI-1", asks)
    pipeline.route()


def derived_in(caller: Caller, ahead: timedelta, monkeypatch: pytest.MonkeyPatch) -> list[Notification]:
    """What this person is told once that much time has passed."""
    with acting.as_organisation(caller.organisation, person=caller.person):
        later = acting.transaction_time() + ahead
        with monkeypatch.context() as patch:
            patch.setattr(acting, "transaction_time", lambda: later)
            return selectors.derived(caller)


def kinds_in(caller: Caller, ahead: timedelta, monkeypatch: pytest.MonkeyPatch) -> set[Kind]:
    return {one.kind for one in derived_in(caller, ahead, monkeypatch)}


def wants_mail(
    caller: Caller, frequency: str = "at_once", topics: frozenset[Topic] = frozenset(Topic)
) -> None:
    with acting.as_organisation(caller.organisation, person=caller.person):
        services.choose_mail(
            wish=services.MailWish(frequency, topics=topics),
            language="en",
            zone="UTC",
            by=caller,
            at=acting.transaction_time(),
        )


def test_a_request_is_told_to_its_addressee_alone(asked, trader, authority):
    clerk, officer = person_of(trader, "publisher"), person_of(authority, "officer")
    ((kind, sentence),) = [one for one in told(clerk) if one[0].startswith("case")]
    assert kind == Kind.CASE_OPENED
    assert sentence == f"{authority.organisation.name} asks for information: RFI-1"
    assert not [one for one in told(officer) if one[0].startswith("case")]


def test_a_deadline_is_told_a_day_before_and_when_it_has_passed_unless_answered(asked, trader, monkeypatch):
    clerk = person_of(trader, "publisher")

    def kinds(ahead: timedelta) -> set[Kind]:
        return kinds_in(clerk, ahead, monkeypatch)

    assert kinds(timedelta(days=1)) >= {Kind.CASE_OPENED}
    assert Kind.DEADLINE_NEAR not in kinds(timedelta(days=1))
    assert kinds(timedelta(days=2, hours=1)) >= {Kind.CASE_OPENED, Kind.DEADLINE_NEAR}
    assert Kind.OVERDUE in kinds(timedelta(days=3, hours=1))
    assert not kinds(timedelta(days=90)) & {Kind.CASE_OPENED, Kind.OVERDUE}


def test_each_reply_is_told_to_whom_it_concerns_and_its_content_to_nobody(operator, trader, authority):
    scope = (Clause("/items", Form.PLAIN), Clause("/declarant", Form.PLAIN))
    agreements.in_force(providers=[trader], recipients=[authority], scope=scope)
    eori = sample("advance_cargo")["declarant"]["identifier"]
    declarant = accounts.member(operator, identifiers=[("eori", eori)], country="NL")
    stranger = accounts.member(operator, "authority", country="BE")
    held = publish(trader)
    pipeline.route()
    notices.opened(authority)
    asks = document("information_request", held, addressee="declarant")
    reply(authority, "information_request", "RFI-1", asks)
    reply(authority, "hold", "HOLD-1", {**document("hold", held), "informed": ["declarant"]})
    reply(declarant, "answer", "ANS-1", {**answer(held, "RFI-1"), "statements": [{"text": "Sold empty."}]})
    reply(authority, "release", "REL-1", document("release", held, lifts=["HOLD-1"]))
    pipeline.route()

    def replies(member: Member) -> list[str]:
        found = told(person_of(member, "officer", "publisher"))
        assert not any(words in sentence for _, sentence in found for words in ("empty", "cushion"))
        return sorted(sentence for kind, sentence in found if not kind.startswith("agreement"))

    by = authority.organisation.name
    assert replies(trader) == sorted([f"{by} holds goods: HOLD-1", f"{by} sent a release: REL-1"])
    assert replies(declarant) == sorted(
        [f"{by} asks for information: RFI-1", f"{by} tells you of a hold: HOLD-1"]
    )
    assert replies(authority) == [f"{declarant.organisation.name} has answered: RFI-1"]
    assert replies(stranger) == []


def test_an_authority_hears_of_an_answer_that_does_not_come_in_time(asked, trader, authority, monkeypatch):
    officer = person_of(authority, "officer")
    assert Kind.ANSWER_OVERDUE not in kinds_in(officer, timedelta(days=2), monkeypatch)
    assert Kind.ANSWER_OVERDUE in kinds_in(officer, timedelta(days=3, hours=1), monkeypatch)
    with acting.as_organisation(officer.organisation, person=officer.person):
        number = Case.objects.get().number
    reply(
        trader,
        "answer",
        "ANS-1",
        {
            "cites": {"notice": number, "version": 1},
            "answers": {"reference": "RFI-1"},
            "outcome": "answered",
            "documents": [{"type": "380"}],
        },
    )
    pipeline.route()
    assert Kind.ANSWER_OVERDUE not in kinds_in(officer, timedelta(days=3, hours=1), monkeypatch)


def test_an_agreement_is_said_to_end_sixty_fourteen_and_three_days_before(trader, authority, monkeypatch):
    end = timezone.now() + timedelta(days=100)
    version = agreements.in_force(providers=[trader], recipients=[authority], effective_until=end)
    administrator, officer = person_of(authority, "administrator"), person_of(authority, "officer")

    def days_told(ahead: int) -> list[str]:
        found = derived_in(administrator, timedelta(days=ahead, hours=1), monkeypatch)
        return [one.facts["days"] for one in found if one.kind is Kind.AGREEMENT_EXPIRING]

    assert [days_told(ahead) for ahead in (39, 40, 86, 97)] == [[], ["60"], ["14", "60"], ["3", "14", "60"]]
    assert Kind.AGREEMENT_EXPIRING not in kinds_in(officer, timedelta(days=97), monkeypatch)
    with accounts.acting_for(trader) as at:
        agreed.terminate(agreement=version.agreement_id, reason="Over", by=trader.caller, at=at)
    assert days_told(97) == []


def test_agreements_are_told_to_those_who_did_not_act(trader, authority):
    administrator = person_of(authority, "administrator")
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    number = version.agreement.number
    assert told(administrator) == [
        (
            "signature-waited-for",
            f"Agreement {number} waits for your signature: proposed by {trader.organisation.name}",
        )
    ]
    agreements.signed(version, trader, authority)
    assert [kind for kind, _ in told(administrator)] == ["agreement-in-force", "agreement-proposed"]
    with accounts.acting_for(trader) as at:
        agreed.suspend(agreement=version.agreement_id, reason="Audit", by=trader.caller, at=at)
    assert told(administrator)[0] == (
        "agreement-suspended",
        f"{trader.organisation.name} suspended agreement {number}",
    )
    assert "agreement-suspended" not in [kind for kind, _ in told(person_of(trader, "administrator"))]


def test_a_webhook_that_fails_and_is_disabled_is_told_once_each(authority):
    with receiving("error") as receiver:
        endpoint, _ = register(authority, receiver)
        sender = Sender(authority)
        sender.message(endpoint)
        sender.dispatcher(receiver, delays=(0.05,) * 4).run(seconds=2, linger=True)
    with accounts.acting_for(authority):
        assert EndpointEvent.objects.filter(act="failing").count() == 1
    officer, publisher = person_of(authority, "officer"), person_of(authority, "publisher")
    assert [kind for kind, _ in told(officer)] == ["webhook-disabled", "webhook-failing"]
    assert told(publisher) == []


def test_standing_suspended_and_expiring_is_told_to_its_holder(operator, authority):
    holder = accounts.member(operator, "trader", country="DE")
    with accounts.acting_for(authority) as at:
        accreditation.grant(
            holder=holder.organisation,
            kind="enrolled",
            programme="",
            number="",
            valid_until=at + timedelta(days=20),
            by=authority.caller,
            at=at,
        )
    suspended = accounts.standing(holder, by=authority)
    with accounts.acting_for(authority) as at:
        accreditation.suspend(standing=suspended, reason="Audit", by=authority.caller, at=at)
    kinds = [kind for kind, _ in told(person_of(holder, "publisher"))]
    assert sorted(kinds) == ["standing-expiring", "standing-suspended"]


def test_rows_that_an_upload_could_not_bring_in_are_told_to_publishers(trader):
    clerk, auditor = person_of(trader, "publisher"), person_of(trader, "auditor")
    with acting.as_organisation(trader.id, person=clerk.person):
        at = acting.transaction_time()
        Upload.objects.create(
            organisation_id=trader.id,
            person=clerk.person,
            name="May.csv",
            kind="csv",
            type="advance_cargo",
            size=1,
            digest=b"0",
            state=Upload.State.PUBLISHED,
            received_at=at,
            moved_at=at,
            removed_at=at,
            counts={"lines": 3, "faulty": 2},
        )
    assert told(clerk) == [("rows-refused", "Rows of May.csv were not accepted: 2")]
    assert told(auditor) == []


def test_what_one_person_has_read_another_has_not(asked, trader):
    first, second = person_of(trader, "publisher"), person_of(trader, "publisher")
    with acting.as_organisation(first.organisation, person=first.person):
        assert selectors.unread_count(first) == len(told(second))
        services.mark_read(by=first, at=acting.transaction_time())
        assert selectors.unread_count(first) == 0
        assert services.mark_read(by=first, at=acting.transaction_time()) == 0
    assert told(first) == []
    assert told(second)


def test_a_mail_tells_envelopes_and_links_once_and_no_content(asked, trader, authority, mailoutbox):
    clerk = person_of(trader, "publisher")
    wants_mail(clerk)
    assert mails.write_and_send() == 0, "what happened before mail was wanted is not mailed"
    publish(trader, "LRN-2")
    asks = {
        **sample("hold"),
        "cites": {"notice": _number(trader, "LRN-2"), "version": 1},
        "addressee": "publisher",
    }
    asks.pop("informed", None)
    pipeline.route()
    notices.opened(authority)
    reply(authority, "hold", "HOLD-9", asks)
    pipeline.route()
    assert mails.write_and_send() == 1
    assert mails.write_and_send() == 0
    (message,) = mailoutbox
    assert message.to == [_email(clerk)]
    assert f"{authority.organisation.name} holds goods: HOLD-9" in message.body
    assert re.search(r"http://localhost:8000/notifications/open/\?key=case-opened:", message.body)
    assert "630221" not in message.body
    assert str(asks.get("instructions", "never said")) not in message.body


def test_two_workers_at_once_send_one_mail(asked, trader, monkeypatch, mailoutbox):
    clerk = person_of(trader, "publisher")
    wants_mail(clerk)
    _ask_again(clerk)
    due, unsent = digests.due(), digests.unsent
    mails._write(*due[0])
    waiting = unsent()
    assert len(waiting) == 1
    mails._write(*due[0])
    assert [mails._send(*waiting[0]), mails._send(*waiting[0])] == [True, False]
    assert len(mailoutbox) == 1


def test_workers_that_begin_together_send_one_mail(asked, trader, mailoutbox):
    clerk = person_of(trader, "publisher")
    wants_mail(clerk)
    _ask_again(clerk)
    begin = Barrier(3)

    def work(_: int) -> int:
        begin.wait()
        try:
            return mails.write_and_send()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as workers:
        assert sum(workers.map(work, range(3))) == 1
    assert len(mailoutbox) == 1


def test_a_mail_that_is_not_taken_is_sent_later_under_the_same_id(asked, trader, monkeypatch, mailoutbox):
    clerk = person_of(trader, "publisher")
    wants_mail(clerk)
    _ask_again(clerk)
    with monkeypatch.context() as patch:
        patch.setattr(mails.EmailMessage, "send", _refuse)
        assert mails.write_and_send() == 0
    assert mails.write_and_send() == 0, "its pause is not over"
    with acting.as_organisation(clerk.organisation, person=clerk.person):
        Digest.objects.update(next_try=timezone.now() - timedelta(seconds=1))
    assert mails.write_and_send() == 1
    with acting.as_organisation(clerk.organisation, person=clerk.person):
        digest = Digest.objects.get()
    assert (digest.attempts, digest.text) == (2, "")
    assert mailoutbox[0].extra_headers["Message-ID"].startswith(f"<{digest.id.hex}@")


def test_whoever_has_lost_their_role_is_mailed_nothing(asked, trader, mailoutbox):
    person = accounts.person(trader, "publisher")
    clerk = accounts.caller(trader, "publisher", person=person)
    wants_mail(clerk)
    _ask_again(clerk)
    with accounts.acting_for(trader) as at:
        accounts.roles.remove_person(person=person, organisation=trader.organisation, by=trader.caller, at=at)
    assert mails.write_and_send() == 0
    assert mailoutbox == []


def test_a_digest_subscription_tells_each_delivery_once(trader, authority, agreement, mailoutbox):
    officer = person_of(authority, "officer")
    wants_mail(officer)
    with accounts.acting_for(authority) as at:
        subscriptions.begin(
            by=authority.caller, at=at, wish=Wish(types=("advance_cargo",), channels=(Channel.DIGEST,))
        )
    first = notices.published(trader, "D-1")
    assert mails.write_and_send() == 1
    second = notices.published(trader, "D-2")
    assert mails.write_and_send() == 1
    assert mails.write_and_send() == 0
    before, after = (message.body for message in mailoutbox)
    assert first in before
    assert trader.organisation.name in before
    assert (first in after, second in after) == (False, True)


@pytest.mark.parametrize(
    ("zone", "hour", "first", "due"),
    [
        ("Europe/Paris", 7, "2026-07-01T12:00Z", ["07-02T05:00", "07-03T05:00"]),
        # The hour that the clock skips in spring, and the one that it shows twice in autumn.
        ("Europe/Paris", 2, "2026-03-28T12:00Z", ["03-29T01:00", "03-30T00:00", "03-31T00:00"]),
        ("America/New_York", 1, "2026-10-31T12:00Z", ["11-01T05:00", "11-02T06:00", "11-03T06:00"]),
        ("Pacific/Auckland", 0, "2026-06-30T12:30Z", ["07-01T12:00"]),
    ],
)
def test_a_daily_mail_comes_once_a_day_at_its_hour_where_the_person_is(zone, hour, first, due):
    at = datetime.fromisoformat(first)
    found = []
    for _ in due:
        at = services.next_time("daily", hour=hour, zone=zone, at=at)
        found.append(at.astimezone(UTC).strftime("%m-%dT%H:%M"))
    assert found == due


def test_what_a_person_does_not_want_mailed_is_not_and_is_not_made_up_for(asked, trader, mailoutbox):
    clerk = person_of(trader, "publisher")
    wants_mail(clerk, topics=frozenset({Topic.UPLOADS}))
    _ask_again(clerk)
    assert mails.write_and_send() == 0
    wants_mail(clerk)
    assert mails.write_and_send() == 0
    assert mailoutbox == []
    assert Kind.CASE_OPENED in [kind for kind, _ in told(clerk)]


def test_marks_and_mails_are_their_persons_alone(asked, trader, operator):
    clerk = person_of(trader, "publisher")
    wants_mail(clerk)
    _ask_again(clerk)
    mails.write_and_send()
    with acting.as_organisation(clerk.organisation, person=clerk.person):
        services.mark_read(by=clerk, at=acting.transaction_time())
        assert all(model.objects.exists() for model in (Mark, Preference, Digest, Told))
    colleague = person_of(trader, "administrator")
    stranger = accounts.member(operator, "trader", country="NL")
    for other in (colleague, stranger.caller):
        with acting.as_organisation(other.organisation, person=other.person):
            assert not any(model.objects.exists() for model in (Mark, Preference, Digest, Told))
            assert not Mark.objects.filter(person=clerk.person).delete()[0]
    with acting.as_nobody():
        assert not any(model.objects.exists() for model in (Mark, Preference, Digest, Told))


def _ask_again(clerk: Caller) -> None:
    """Have what happened already count as news, and mail be due."""
    with acting.as_organisation(clerk.organisation, person=clerk.person):
        moment = timezone.now() - timedelta(days=1)
        Preference.objects.update(since=moment, next_at=moment)


def _refuse(*_: Any, **__: Any) -> int:
    raise SMTPException("no")


def _email(caller: Caller) -> str:
    with acting.as_organisation(caller.organisation, person=caller.person):
        return accounts.users.selectors.person(caller.person).email


def _number(member: Member, reference: str) -> str:
    with accounts.acting_for(member):
        from exchange.notices.models import Notice

        return Notice.objects.get(reference=reference).number
