"""What is told to whom: derived from what is there, read once by each person, and mailed once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
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
from exchange.deliveries.channels.webhook.models import EndpointEvent
from exchange.intake.models import Upload
from exchange.notifications import digests, selectors, services
from exchange.notifications.models import Digest, Mark, Preference, Told
from exchange.notifications.notification import Kind
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from hub.notifying import mails, words
from tests.conftest import sample
from tests.exchange.deliveries.webhook.receiver import receiving
from tests.exchange.deliveries.webhook.sending import Sender, register
from tests.exchange.test_pipeline import publish
from tests.exchange.test_replies import document, reply
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


def wants_mail(caller: Caller, frequency: str = "at_once") -> None:
    with acting.as_organisation(caller.organisation, person=caller.person):
        services.choose_frequency(
            frequency=frequency, language="en", zone="UTC", by=caller, at=acting.transaction_time()
        )


def test_a_request_is_told_to_its_addressee_alone(asked, trader, authority):
    clerk, officer = person_of(trader, "publisher"), person_of(authority, "officer")
    ((kind, sentence),) = [one for one in told(clerk) if one[0].startswith("case")]
    assert kind == Kind.CASE_OPENED
    assert sentence == f"{authority.organisation.name} asks for information: RFI-1"
    assert not [one for one in told(officer) if one[0].startswith("case")]


def test_a_deadline_is_told_a_day_before_and_when_it_has_passed_unless_answered(asked, trader, monkeypatch):
    clerk = person_of(trader, "publisher")

    def kinds_in(ahead: timedelta) -> set[str]:
        with acting.as_organisation(clerk.organisation, person=clerk.person):
            later = acting.transaction_time() + ahead
            with monkeypatch.context() as patch:
                patch.setattr(acting, "transaction_time", lambda: later)
                return {one.kind.value for one in selectors.derived(clerk)}

    assert kinds_in(timedelta(days=1)) >= {"case-opened"}
    assert "deadline-near" not in kinds_in(timedelta(days=1))
    assert kinds_in(timedelta(days=2, hours=1)) >= {"case-opened", "deadline-near"}
    assert "overdue" in kinds_in(timedelta(days=3, hours=1))
    assert not kinds_in(timedelta(days=90)) & {"case-opened", "overdue"}


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


def test_a_daily_mail_waits_for_the_morning_where_the_person_is():
    at = timezone.now().replace(year=2026, month=7, day=1, hour=12, minute=0)
    due = services.next_time("daily", zone="Europe/Paris", at=at)
    assert due.isoformat() == "2026-07-02T06:30:00+02:00"


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
