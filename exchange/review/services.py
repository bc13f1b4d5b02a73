"""Sending replies: the case they open, those they close, and who they go to, in the reply's own transaction."""

from collections.abc import Sequence
from datetime import datetime

from accounts import acting
from accounts.callers import Caller
from exchange.deliveries.models import Addressee, Delivery
from exchange.notices.submissions import Receipt
from exchange.review.models import Case, CaseStep, SentReply
from exchange.review.replies import Reply


def lock(*, number: str) -> None:
    """Let nobody else reply to this notice until the transaction ends, if the acting organisation holds any of it.

    Taken before the notice is opened: two that had opened it together could neither of them mark it as decided.
    """
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_lock_for_reply(%s)", [number])


def record(reply: Reply, *, receipt: Receipt, by: Caller, at: datetime) -> None:
    """Write down what a reply that was just accepted does. Once per reply: a repeated one changes nothing."""
    if receipt.repeated:
        return
    _address(reply, receipt=receipt, by=by)
    if reply.kind:
        SentReply.objects.create(
            reply_number=receipt.number,
            authority_id=by.organisation,
            notice_id=reply.notice_id,
            kind=reply.kind,
            sent_at=at,
            partial=reply.partial,
        )
    steps: list[tuple[Case, str]] = []
    if reply.opens:
        steps.append((_open(reply, receipt=receipt, by=by, at=at), ""))
    for case, outcome in reply.closes:
        _close(case, outcome=outcome, receipt=receipt, at=at)
        steps.append((case, outcome))
    for case in reply.notes:
        case.answered_at = at
        case.save(update_fields=["answered_at"])
        steps.append((case, ""))
    steps += [(case, "") for case in reply.parts]
    _write_steps(steps, reply=reply, receipt=receipt, by=by, at=at)
    if reply.decides:
        with acting.connection().cursor() as cursor:
            cursor.execute("SELECT hub_mark_decided(%s)", [str(reply.notice_id)])


def _address(reply: Reply, *, receipt: Receipt, by: Caller) -> None:
    rows = [(reply.addressee, Delivery.Basis.ADDRESSEE)]
    rows += [(one, Delivery.Basis.INFORMED) for one in reply.informed]
    Addressee.objects.bulk_create(
        Addressee(
            version_id=receipt.version_id,
            recipient_id=recipient,
            publisher_id=by.organisation,
            purpose=reply.purpose,
            basis=basis,
        )
        for recipient, basis in rows
    )


def _write_steps(
    steps: Sequence[tuple[Case, str]], *, reply: Reply, receipt: Receipt, by: Caller, at: datetime
) -> None:
    CaseStep.objects.bulk_create(
        CaseStep(
            case_id=case.pk,
            reply_number=receipt.number,
            type=reply.type,
            reference=receipt.reference,
            sender_id=by.organisation,
            outcome=outcome,
            at=at,
        )
        for case, outcome in steps
    )


def _open(reply: Reply, *, receipt: Receipt, by: Caller, at: datetime) -> Case:
    return Case.objects.create(
        kind=reply.opens,
        authority_id=by.organisation,
        addressee_id=reply.addressee,
        informed=list(reply.informed),
        reference=receipt.reference,
        reply_number=receipt.number,
        notice_id=reply.notice_id,
        number=reply.number,
        n=reply.n,
        purpose=reply.purpose,
        opened_at=at,
        due_at=reply.due_at,
    )


def _close(case: Case, *, outcome: str, receipt: Receipt, at: datetime) -> None:
    case.closed_at = at
    case.closed_by = receipt.number
    case.outcome = outcome
    fields = ["closed_at", "closed_by", "outcome"]
    if outcome in (Case.Outcome.ANSWERED, Case.Outcome.REFERRED):
        case.answered_at = at
        fields.append("answered_at")
    case.save(update_fields=fields)
