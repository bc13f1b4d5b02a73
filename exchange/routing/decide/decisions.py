"""What ``manage.py decide`` answers: the production engine and projection, asked at each moment."""

from collections.abc import Sequence
from typing import Any

from exchange.routing import engine, explain
from exchange.routing.answers import CONTENT, FOLLOW_UP, Reading, Sending
from exchange.routing.decide.document import FORMAT, Document, Moment, StatedDelivery, StatedNotice
from exchange.routing.facts import AgreementVersion, Id, NoticeVersion
from exchange.routing.projection import project

Answer = dict[str, Any]


def decide(document: Document) -> Answer:
    """The answers to all questions of a document, in their order."""
    return {"format": FORMAT, "answers": [_answer(document, moment) for moment in document.moments]}


def _answer(document: Document, moment: Moment) -> Answer:
    stated = document.notices[moment.notice]
    notice = stated.at(moment.version, moment.at)
    asked = {"at": moment.said["at"], "question": moment.question}
    asked |= {"notice": moment.notice, "version": moment.version}
    match moment.question:
        case "route":
            return asked | {"recipients": _routed(document, stated, notice, moment)}
        case "explain":
            verdicts = explain.explain(
                document.index,
                notice,
                recipient=moment.organisation,
                held=stated.held(moment.at),
                moment=moment.at,
            )
            return asked | {
                "organisation": moment.organisation,
                "agreements": [_verdict(one) for one in verdicts],
            }
        case _:
            ask = _sent if moment.question == "may_send" else _read
            of_version = [one for one in stated.deliveries if one.n == moment.version]
            of_version.sort(key=lambda one: (one.recipient, one.purpose))
            return asked | {"deliveries": [ask(document, stated, notice, moment, one) for one in of_version]}


def _routed(document: Document, stated: StatedNotice, notice: NoticeVersion, moment: Moment) -> list[Answer]:
    outcomes = engine.route(
        document.index,
        notice,
        held=stated.held(moment.at, before=notice.n),
        moment=moment.at,
        subscriptions=document.subscriptions,
    )
    return [
        {
            "organisation": one.recipient,
            "purpose": one.purpose,
            "kind": one.kind,
            "reason": None if one.reason is None else one.reason.code,
            "agreements": one.versions,
            "elements": _elements(document, notice, one.kind, one.versions),
        }
        for one in outcomes
    ]


def _sent(
    document: Document,
    stated: StatedNotice,
    notice: NoticeVersion,
    moment: Moment,
    delivery: StatedDelivery,
) -> Answer:
    if delivery.kind in (CONTENT, FOLLOW_UP):
        sending = engine.may_send(
            document.index,
            notice,
            recipient=delivery.recipient,
            purpose=delivery.purpose,
            granted=delivery.versions,
            held=stated.held(moment.at),
            moment=moment.at,
            newest=stated.newest(moment.at),
        )
    else:
        sending = engine.may_send_envelope(
            document.index,
            kind=delivery.kind,
            recipient=delivery.recipient,
            granted=delivery.versions,
            moment=moment.at,
        )
    return _allowance(delivery, sending) | {
        "agreements": sending.versions,
        "elements": _elements(document, notice, sending.kind, sending.versions),
    }


def _read(
    document: Document,
    stated: StatedNotice,
    notice: NoticeVersion,
    moment: Moment,
    delivery: StatedDelivery,
) -> Answer:
    reading = engine.may_read(
        document.index,
        recipient=delivery.recipient,
        granted=delivery.versions,
        delivered_at=delivery.first_left,
        cancelled_at=None
        if notice.cancelled_at is None or notice.cancelled_at > moment.at
        else notice.cancelled_at,
        open_case=stated.has_open_case(delivery.recipient, moment.at),
        moment=moment.at,
    )
    kind = delivery.kind if reading.allowed else None
    versions = tuple(one.id for one in reading.versions)
    return _allowance(delivery, reading) | {
        "agreements": versions,
        "elements": _elements(document, notice, kind, versions),
    }


def _allowance(delivery: StatedDelivery, answer: Sending | Reading) -> Answer:
    return {
        "recipient": delivery.recipient,
        "purpose": delivery.purpose,
        "allowed": answer.allowed,
        "reason": None if answer.reason is None else answer.reason.code,
    }


def _elements(
    document: Document, notice: NoticeVersion, kind: str | None, versions: Sequence[Id]
) -> list[Answer]:
    """What is shown; nothing beside the envelope where there is no content, or none now."""
    if kind not in (CONTENT, FOLLOW_UP):
        return []
    index = document.index
    granting: list[AgreementVersion] = [index.versions[one] for one in versions]
    return [
        {
            "path": one.path,
            "form": one.form,
            "value": one.value,
            "grounds": [
                {"agreement": by.agreement, "version": by.version, "clause": by.clause} for by in one.grounds
            ],
        }
        for one in project(notice.content, index.types[notice.type], granting)
    ]


def _verdict(one: explain.Verdict) -> Answer:
    return {
        "agreement": one.agreement,
        "version": one.version,
        "purpose": one.purpose,
        "entitled": one.reason is None,
        "failed_rule": None if one.reason is None else one.reason.rule,
        "reason": None if one.reason is None else one.reason.code,
    }
