"""Accepting notices: a version, its content, its ledger leaf and its routing work are one transaction."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import clock
from accounts.callers import Caller
from accounts.errors import Conflict, NotFound
from accounts.sentences import Sentence
from exchange.ledger import services as ledger
from exchange.notices import rows
from exchange.notices.models import Notice, NoticeVersion, RoutingWork
from exchange.notices.numbers import notice_number
from exchange.notices.submissions import Receipt, Submission, consignment_key, content_digest, search_keys


def publish(
    submissions: Sequence[Submission], *, by: Caller, at: datetime, lane: RoutingWork.Lane
) -> list[Receipt | Conflict]:
    """Accept each submission as a new notice, or recognise it as one already held, or answer its conflict.

    ``at`` is the transaction's time. Each is judged alone; the answers stand in the order of the submissions.
    """
    drafts = [_draft(submission, by=by, at=at, lane=lane) for submission in submissions]
    inserted = rows.insert_originals(drafts)
    held = rows.originals_by_reference(
        publisher=by.organisation,
        references=[d["reference"] for d in drafts if d["notice_id"] not in inserted],
    )
    return [_receipt(d, at) if d["notice_id"] in inserted else _answer_held(d, held) for d in drafts]


def foreseen(submissions: Sequence[Submission], *, by: Caller) -> list[Receipt | Conflict | None]:
    """What ``publish`` would answer to each for what is held already; None for what is new. Writes nothing."""
    held = rows.originals_by_reference(
        publisher=by.organisation, references=[submission.reference for submission in submissions]
    )
    return [
        _answer_held(
            {"reference": one.reference, "digest": content_digest(one.type, one.text)},
            held,
        )
        if one.reference in held
        else None
        for one in submissions
    ]


def repeated(submission: Submission, *, by: Caller) -> Receipt | None:
    """The receipt of a submission that is held already, with the same content; None when it is new."""
    held = rows.originals_by_reference(publisher=by.organisation, references=[submission.reference])
    known = held.get(submission.reference)
    if known is None or known.digest != content_digest(submission.type, submission.text):
        return None
    return _held_receipt(known)


def amend(submission: Submission, *, notice: Notice, replaces: int, by: Caller, at: datetime) -> Receipt:
    """Accept a new version of a notice that the caller holds locked; ``replaces`` must be the current one.

    Raises ``Conflict`` (stale, cancelled, another type). Sending the same amendment again answers as before.
    """
    digest = content_digest(submission.type, submission.text)
    if notice.type != submission.type.id:
        raise Conflict(
            "other-type",
            Sentence("This notice is of type %(type)s; an amendment cannot change that.", type=notice.type),
        )
    repeated = _repeated(notice, replaces=replaces, digest=digest, kind=NoticeVersion.Kind.AMENDMENT)
    if repeated is not None:
        return repeated
    _check_current(notice, replaces=replaces)
    values = _draft(submission, by=by, at=at, lane=RoutingWork.Lane.SINGLE) | {
        "notice_id": notice.id,
        "number": notice.number,
        "reference": notice.reference,
    }
    return _append_version(notice, values, kind=NoticeVersion.Kind.AMENDMENT, at=at)


def cancel(*, notice: Notice, replaces: int, by: Caller, at: datetime) -> Receipt:
    """End a notice whose row the caller holds locked. A cancellation carries no content and lifts no hold."""
    digest = rows.CANCELLATION_DIGEST
    repeated = _repeated(notice, replaces=replaces, digest=digest, kind=NoticeVersion.Kind.CANCELLATION)
    if repeated is not None:
        return repeated
    _check_current(notice, replaces=replaces)
    values: dict[str, Any] = {
        "version_id": clock.uuid7(),
        "notice_id": notice.id,
        "number": notice.number,
        "reference": notice.reference,
        "publisher_id": by.organisation,
        "digest": digest,
        "schema": 1,
        "lane": RoutingWork.Lane.SINGLE,
        "person": by.person,
        "client": by.client,
        "text": None,
        "original": None,
        "keys": set(),
    }
    return _append_version(notice, values, kind=NoticeVersion.Kind.CANCELLATION, at=at)


def locked(*, publisher: UUID, number: str = "", reference: str = "") -> Notice:
    """The publisher's own notice by number or reference, locked against routing and other amendments."""
    wanted = {"number": number} if number else {"reference": reference}
    notice = Notice.objects.select_for_update(no_key=True).filter(publisher_id=publisher, **wanted).first()
    if notice is None:
        raise NotFound
    return notice


def _draft(submission: Submission, *, by: Caller, at: datetime, lane: RoutingWork.Lane) -> dict[str, Any]:
    notice_id = clock.uuid7()
    key_kind, key_value = consignment_key(submission.type, submission.document, notice_id=notice_id)
    return {
        "version_id": clock.uuid7(),
        "notice_id": notice_id,
        "number": notice_number(at),
        "publisher_id": by.organisation,
        "type": submission.type.id,
        "schema": submission.type.version,
        "reference": submission.reference,
        "mrn": submission.mrn,
        "digest": content_digest(submission.type, submission.text),
        "key_kind": key_kind,
        "key_value": key_value,
        "opened_by_amendment": submission.opened_by_amendment,
        "lane": lane,
        "person": by.person,
        "client": by.client,
        "text": submission.text,
        "original": submission.original,
        "keys": search_keys(submission.type, submission.document),
        "warnings": submission.warnings,
    } | _leaf(kind=NoticeVersion.Kind.ORIGINAL)


def _leaf(*, kind: str) -> dict[str, Any]:
    return {"kind": kind, "n": 1, "leaf_id": clock.uuid7(), "salt": os.urandom(ledger.SALT_BYTES)}


def _receipt(draft: dict[str, Any], at: datetime) -> Receipt:
    return Receipt(
        draft["notice_id"],
        draft["number"],
        draft["reference"],
        draft["version_id"],
        1,
        at,
        warnings=draft["warnings"],
    )


def _answer_held(draft: dict[str, Any], held: dict[str, rows.Held]) -> Receipt | Conflict:
    known = held[draft["reference"]]
    if known.digest != draft["digest"]:
        return Conflict(
            "reference-in-use",
            Sentence(
                "Reference %(reference)s already names notice %(number)s with other content. If this is about the"
                " same consignment, amend that notice: on its page, or over the API at"
                " /api/v1/notices/%(number)s/amendments, replacing version %(current)s. If it is about another, give"
                " it a reference of its own.",
                reference=draft["reference"],
                number=known.number,
                current=known.current,
            ),
            notice=known.number,
            current=known.current,
        )
    return _held_receipt(known)


def _held_receipt(known: rows.Held) -> Receipt:
    return Receipt(
        known.notice_id, known.number, known.reference, known.version_id, 1, known.accepted_at, repeated=True
    )


def _repeated(notice: Notice, *, replaces: int, digest: bytes, kind: str) -> Receipt | None:
    last = notice.versions.filter(n=replaces + 1, kind=kind).first()
    if last is None or bytes(last.digest) != digest:
        return None
    return Receipt(
        notice.id,
        notice.number,
        notice.reference,
        last.id,
        last.n,
        last.accepted_at,
        repeated=True,
        late=last.late,
    )


def _check_current(notice: Notice, *, replaces: int) -> None:
    if notice.cancelled_at is not None:
        raise Conflict(
            "notice-cancelled", "This notice was cancelled; publish a new one under a new reference."
        )
    if replaces != notice.current:
        raise Conflict(
            "stale-version",
            Sentence(
                "Version %(replaces)s is not the current one. Read version %(current)s, and send the"
                " change again as one that replaces version %(current)s.",
                replaces=replaces,
                current=notice.current,
            ),
            current=notice.current,
        )


def _append_version(notice: Notice, values: dict[str, Any], *, kind: str, at: datetime) -> Receipt:
    n = notice.current + 1
    late = notice.decided_at is not None
    values = values | _leaf(kind=kind) | {"n": n, "late": late}
    rows.insert_version(values)
    notice.current = n
    fields = ["current"]
    if kind == NoticeVersion.Kind.CANCELLATION:
        notice.cancelled_at = at
        fields.append("cancelled_at")
    notice.save(update_fields=fields)
    return Receipt(notice.id, notice.number, notice.reference, values["version_id"], n, at, late=late)
