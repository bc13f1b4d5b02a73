"""The story of a notice in one file: accept, route, deliver; each step one transaction, each safe to repeat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from itertools import takewhile
from uuid import UUID

from django.db import transaction

from accounts import acting
from accounts.accreditation import selectors as accreditation
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Conflict, Forbidden, Refusal
from exchange.deliveries import asking, backfilling, door, reconsidering, reprocessing, router
from exchange.deliveries import services as deliveries
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.channels.webhook import policy
from exchange.deliveries.channels.webhook import services as webhooks
from exchange.deliveries.channels.webhook.dispatching import Dispatcher
from exchange.deliveries.channels.webhook.models import Dispatch
from exchange.deliveries.channels.webhook.posting import Poster
from exchange.deliveries.line import MANY, Line
from exchange.deliveries.models import Delivery
from exchange.deliveries.reprocessing import Reprocessed
from exchange.deliveries.sending import Law
from exchange.notices import services as notices
from exchange.notices.drafts import Draft, checked
from exchange.notices.models import Notice, RoutingWork
from exchange.notices.submissions import Receipt, Submission
from exchange.nudge import nudge
from exchange.review import citing, replies, seconding
from exchange.review import selectors as cases
from exchange.review import services as review
from exchange.review.models import PreparedReply
from exchange.review.reaching import Reach
from exchange.review.replies import Reply
from exchange.routing import selectors as routing
from exchange.routing.selectors import Snapshot

# One bulk request is one transaction: more lines would hold its locks, and its client, too long.
MOST_IN_BULK = 500
ROUTE = "exchange.tasks.route"
PUSH = "exchange.tasks.push"
SWEEP = "exchange.tasks.sweep"
MONTHS_AHEAD = 2


def publish(
    drafts: Sequence[Draft | Submission], *, by: Caller, lane: RoutingWork.Lane = RoutingWork.Lane.SINGLE
) -> list[Receipt | Refusal]:
    """Accept each draft, or say what is wrong with it; the answers stand in the order of the drafts.

    A submission among them has been checked by whoever calls, under the rules and lists that hold now.

    Runs inside the publisher's acting context. What it answers with a receipt is durable once that commits.
    """
    at = transaction_time()
    judged = [_checked_notice(draft, by=by) for draft in drafts]
    if any(isinstance(one, Submission) for one in judged) and not may_publish(by=by):
        return [_answered_before(one, by=by) for one in judged]
    submissions = [one for one in judged if isinstance(one, Submission)]
    accepted = iter(notices.publish(submissions, by=by, at=at, lane=lane))
    answers = [next(accepted) if isinstance(one, Submission) else one for one in judged]
    _wake_router()
    return answers


def reply(draft: Draft, *, by: Caller) -> Receipt:
    """Send an authority's reply to a version that it holds, or an addressee's answer; or refuse.

    It reaches its addressee and the informed whatever agreements say, and whatever the trader's standing.
    Sending the same reply again answers with the first receipt. Where the agreement asks for a second person it
    is not sent but prepared, and released by another.
    """
    return _sent(draft, by=by, seconded=False)


def prepare_reply(draft: Draft, *, by: Caller) -> PreparedReply:
    """Keep an authority's reply until a second person releases it, where the agreement asks for one."""
    reply = preview_reply(draft, by=by)
    at = transaction_time()
    return seconding.prepare(draft.type, draft.reference, draft.document, reply=reply, by=by, at=at)


def release_reply(prepared: UUID, *, by: Caller) -> Receipt:
    """Send what a colleague has prepared, word for word."""
    found = seconding.releasable(prepared, by=by)
    receipt = _sent(Draft(found.type, found.reference, found.document), by=by, seconded=True)
    seconding.mark_sent(found, receipt=receipt, by=by, at=transaction_time())
    return receipt


def _sent(draft: Draft, *, by: Caller, seconded: bool) -> Receipt:
    at = transaction_time()
    submission = checked(draft, by=by)
    if isinstance(submission, Refusal):
        raise submission
    if not replies.is_reply(draft.type):
        raise Forbidden("not-a-reply", "Notices that answer no other are published at /api/v1/notices.")
    review.lock(number=draft.document["cites"]["notice"])
    repeated = _replied_before(submission, by=by)
    if repeated is not None:
        return repeated
    sending = citing.settled(draft.type, draft.document, by=by, at=at)
    if sending.second_person and not seconded:
        raise Conflict(
            "second-person-needed", "The agreement asks for a second person: prepare it for approval."
        )
    (answer,) = notices.publish([submission], by=by, at=at, lane=RoutingWork.Lane.SINGLE)
    if isinstance(answer, Refusal):
        raise answer
    review.record(sending, receipt=answer, by=by, at=at)
    _wake_router()
    return answer


def _replied_before(submission: Submission, *, by: Caller) -> Receipt | None:
    """The receipt of a reply that is held already; refused where its reference is another notice's: no reply amends."""
    (held,) = notices.foreseen([submission], by=by)
    if isinstance(held, Conflict):
        raise replies.reference_taken(submission.reference, held)
    return held


def preview_reply(draft: Draft, *, by: Caller) -> Reply:
    """What sending this reply would do, and to whom it would go; refused as the sending would be. Nothing is sent."""
    submission = checked(draft, by=by)
    if isinstance(submission, Refusal):
        raise submission
    if not replies.is_reply(draft.type):
        raise Forbidden("not-a-reply", "Notices that answer no other are published at /api/v1/notices.")
    _replied_before(submission, by=by)
    return citing.settled(draft.type, draft.document, by=by, at=transaction_time())


def reach(*, number: str, n: int, by: Caller) -> list[Reach]:
    """Whom a reply to this version, which the caller holds, could reach by role, and why nobody."""
    return citing.reach(number=number, n=n, by=by, at=transaction_time())


def amend(draft: Draft, *, replaces: int, by: Caller, number: str = "") -> Receipt:
    """Accept a new version of one's own notice (by number, else by the draft's reference), or refuse."""
    notice = notices.locked(publisher=by.organisation, number=number, reference=draft.reference)
    submission = checked(replace(draft, type=draft.type or notice.type), by=by)
    if isinstance(submission, Refusal):
        raise submission
    _check_amendable(notice)
    receipt = notices.amend(submission, notice=notice, replaces=replaces, by=by, at=transaction_time())
    _wake_router()
    return receipt


def cancel(*, number: str, replaces: int, by: Caller) -> Receipt:
    """End one's own notice. Whoever holds any version of it hears so."""
    notice = notices.locked(publisher=by.organisation, number=number)
    _check_amendable(notice)
    receipt = notices.cancel(notice=notice, replaces=replaces, by=by, at=transaction_time())
    _wake_router()
    return receipt


def may_publish(*, by: Caller, at: datetime | None = None) -> bool:
    """Whether the organisation may open new notices now, or at that moment: a trader only with standing, of
    whatever kind.
    """
    return by.kind != "trader" or accreditation.holds_any(holder=by.organisation, at=at or transaction_time())


def route(line: Line | None = None) -> int:
    """Route the next notices in the line, without one as many as go at once, and say how many versions that was."""
    return router.route_pending(line or Line(few=MANY))


def ask_again(delivery: Delivery) -> None:
    """Have one's own withheld delivery decided again, soon."""
    deliveries.ask_again(delivery)
    transaction.on_commit(partial(nudge, SWEEP), using=acting.alias())


def reprocess(*, number: str, reason: str, by: Caller, at: datetime) -> Reprocessed:
    """Have a notice's quarantined versions routed and its dead letters sent again: the operator's act."""
    again = reprocessing.reprocess(number=number, reason=reason, by=by, at=at)
    _wake_router()
    return again


def reconsider() -> int:
    """Decide again what was withheld for a passing reason and under other facts; answer how many."""
    return reconsidering.reconsider_withheld()


def back_fill() -> int:
    """Make what agreements open of the past to newcomers; answer how many deliveries."""
    return backfilling.back_fill()


def push(*, seconds: float) -> int:
    """Send webhook messages as they fall due, for so long; answer how many attempts ended.

    Whoever hangs at the end of that time is waited for by the next call, so that nobody waits for it.
    """
    return _dispatcher().run(seconds=seconds, linger=True, drain=False)


def test_webhook(*, endpoint: UUID, by: Caller, at: datetime) -> Dispatch:
    """Send an event about nothing to one's own endpoint, by the same way as all others, and soon."""
    sent = webhooks.send_test(endpoint=endpoint, by=by, at=at)
    transaction.on_commit(partial(nudge, PUSH), using=acting.alias())
    return sent


def replay_webhook(
    *,
    endpoint: UUID,
    messages: Sequence[UUID] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    by: Caller,
    at: datetime,
) -> int:
    """Send again what was given up or withheld, each decided anew, and soon; answer how many messages."""
    again = webhooks.replay(endpoint=endpoint, messages=messages, since=since, until=until, by=by, at=at)
    # The sweep decides first what is withheld, and then has everything sent that is due.
    transaction.on_commit(partial(nudge, SWEEP), using=acting.alias())
    return again


@cache
def _dispatcher() -> Dispatcher:
    """This process's sender, with its open connections and what it has learnt of each receiver."""
    return Dispatcher(Law(), poster=Poster(policy.policy()), delays=policy.delays())


def make_partitions() -> None:
    """Have the partitions of the coming months ready before anything falls into them."""
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_make_partitions(%s)", [MONTHS_AHEAD])


def open_deliveries(wanted: Sequence[Delivery], *, reader: Reader) -> list[Opened]:
    """Open one's own deliveries, each by itself: what may be seen is delivered by this."""
    snapshot = routing.current()
    at = transaction_time()
    judged = _judged(wanted, reader=reader, snapshot=snapshot, at=at)
    door.let_out(judged, reader=reader, snapshot=snapshot, at=at)
    return judged


def read_on(following: Sequence[Delivery], *, reader: Reader) -> list[Opened]:
    """Open the next deliveries of a feed, in order, up to the first that is being routed anew."""
    snapshot = routing.current()
    at = transaction_time()
    judged = _judged(following, reader=reader, snapshot=snapshot, at=at)
    ready = list(takewhile(lambda one: not one.later, judged))
    door.let_out(ready, reader=reader, snapshot=snapshot, at=at)
    return ready


def _judged(wanted: Sequence[Delivery], *, reader: Reader, snapshot: Snapshot, at: datetime) -> list[Opened]:
    notices_concerned = [one.notice_id for one in wanted]
    open_cases = cases.notices_with_open_cases(authority=reader.organisation, notices=notices_concerned)
    return asking.judge(wanted, reader=reader, snapshot=snapshot, at=at, open_cases=open_cases)


def _wake_router() -> None:
    """Tell the worker once the transaction has committed; the sweeper finds what no message announced."""
    transaction.on_commit(partial(nudge, ROUTE), using=acting.alias())


def _checked_notice(draft: Draft | Submission, *, by: Caller) -> Submission | Refusal:
    """The same for a notice that answers no other: a reply without an addressee and a case would be none."""
    submission = checked(draft, by=by) if isinstance(draft, Draft) else draft
    if isinstance(submission, Submission) and replies.is_reply(submission.type.id):
        return Forbidden(
            "a-reply", "Send an authority's reply at /api/v1/replies, an answer at /api/v1/answers."
        )
    return submission


def _answered_before(one: Submission | Refusal, *, by: Caller) -> Receipt | Refusal:
    """Without standing nothing new is accepted; what was accepted before is answered as it was then."""
    if isinstance(one, Refusal):
        return one
    return notices.repeated(one, by=by) or Forbidden(
        "no-standing",
        "Your organisation holds no standing now. It may amend and cancel its notices and answer about them, but"
        " publish no new ones.",
    )


def _check_amendable(notice: Notice) -> None:
    if replies.is_reply(notice.type):
        raise Forbidden(
            "replies-stand",
            "A reply stands as sent: send another that names it, such as a lift or a release.",
        )
