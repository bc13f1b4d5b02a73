"""'Who is entitled': the eight rules, each a function under its number, for one agreement version and one
recipient."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.oracle import conditions, life
from tests.oracle.facts import Doc, is_active, is_group_member, kind_of, moment
from tests.oracle.life import Agreement, Terms
from tests.oracle.typetable import TypeTable
from tests.oracle.view import view

ADMITTED = {
    "authority": {"authority"},
    "rights": {"authority", "rights_holder"},
    "trade": {"authority", "rights_holder", "trader"},
    "open": {"authority", "rights_holder", "trader", "association", "operator"},
}


@dataclass(frozen=True)
class Case:
    """May R (`recipient`) receive version V (`version`) of the notice under version A (`terms`) of the
    agreement?"""

    doc: Doc
    tables: dict[str, TypeTable]
    agreement: Agreement
    terms: Terms
    notice: dict[str, Any]
    version: dict[str, Any]
    recipient: str

    @property
    def publisher(self) -> str:
        """V's publisher."""
        return self.notice["publisher"]

    @property
    def table(self) -> TypeTable:
        """V's type."""
        return self.tables[self.notice["type"]]

    @property
    def accepted_at(self) -> datetime:
        """V's `accepted_at`."""
        return moment(self.version["accepted_at"])


def rule_1_in_force(case: Case, t: datetime) -> bool:
    """'Every signatory has signed this very version, effective_from <= t < effective_until, and it is neither
    suspended, terminated nor superseded.'"""
    return is_in_force_but_for_suspension(case, t) and not life.is_suspended(case.agreement, t)


def is_in_force_but_for_suspension(case: Case, t: datetime) -> bool:
    """What rule 1 asks, suspension set aside."""
    return life.is_in_force_but_for_suspension(case.doc, case.agreement, case.terms, t)


def rule_2_provider(case: Case, t: datetime) -> bool:
    """'V's publisher is among A's providers at t: named, or a member of a named group that has acceded.'"""
    side = case.terms["providers"]
    if _stays_named(case, side, case.publisher, t):
        return True
    if life.accession(case.agreement, case.terms, case.publisher, t) is None:
        return False
    return any(is_group_member(case.doc, group, case.publisher, t) for group in side["groups"])


def _stays_named(case: Case, side: dict[str, Any], identifier: str, t: datetime) -> bool:
    """Named on this side, and no longer so once it has left."""
    left = life.has_left(case.agreement, case.terms, identifier, t)
    return identifier in side["organisations"] and not left


def rule_3_recipient(case: Case, t: datetime) -> bool:
    """'R is among A's recipients at t ..., its objection period is over, and the provider has not excluded R.
    R is not the publisher.'"""
    if case.recipient == case.publisher:
        return False
    if life.is_excluded(case.agreement, case.publisher, case.recipient, t):
        return False
    side = case.terms["recipients"]
    if _stays_named(case, side, case.recipient, t):
        return True
    acceded = life.accession(case.agreement, case.terms, case.recipient, t)
    if acceded is None or (t - acceded).total_seconds() < case.terms["objection_days"] * 24 * 3600:
        return False
    return any(is_group_member(case.doc, group, case.recipient, t) for group in side["groups"])


def rule_4_members(case: Case, t: datetime) -> bool:
    """'R and the publisher are active members at t; R, if a trader, has the standing that A needs at t; the
    publisher, if a trader, had it when version 1 of the notice or V was accepted.'"""
    if not is_active(case.doc, case.recipient, t):
        return False
    return recipient_has_needed_standing(case, t) and publisher_half_of_rule_4(case, t)


def recipient_has_needed_standing(case: Case, t: datetime) -> bool:
    """R, if a trader, has at t the standing that this agreement version needs."""
    if not life.needs_standing(case.doc, case.recipient):
        return True
    return life.has_standing(case.doc, case.agreement, case.terms, case.recipient, held=t, asked=t)


def publisher_half_of_rule_4(case: Case, t: datetime) -> bool:
    """What rule 4 asks of the publisher."""
    if not is_active(case.doc, case.publisher, t):
        return False
    if not life.needs_standing(case.doc, case.publisher):
        return True
    for held in (moment(case.notice["versions"][0]["accepted_at"]), case.accepted_at):
        if life.has_standing(case.doc, case.agreement, case.terms, case.publisher, held=held, asked=t):
            return True
    return False


def rule_5_type(case: Case, t: datetime) -> bool:
    """'V's type is one of A's types and its handling class admits R's kind.'"""
    if case.notice["type"] not in case.terms["types"]:
        return False
    return kind_of(case.doc, case.recipient) in ADMITTED[case.table.handling]


def rule_6_conditions(case: Case, t: datetime) -> bool:
    """'All of A's conditions hold on V's content.'"""
    return conditions.all_hold(case.terms["conditions"], case.version["content"], case.table)


def rule_7_then_too(case: Case, t: datetime) -> bool:
    """'Rules 1 to 4 held at V's `accepted_at`, where the versions of one agreement count as one', or
    back-fill."""
    for terms in case.agreement["versions"]:
        then = replace(case, terms=terms)
        if all(rule(then, case.accepted_at) for rule in RULES[:4]):
            return True
    return _is_back_filled(case, t)


def _is_back_filled(case: Case, t: datetime) -> bool:
    """'For versions accepted at or after d, only the publisher's membership and standing at acceptance count,
    and newcomers get the current version alone. Accepted during a suspension: never delivered under that
    agreement.'"""
    start = case.terms["back_fill_from"]
    if start is None or case.accepted_at < moment(start):
        return False
    if life.is_suspended(case.agreement, case.accepted_at):
        return False
    if not publisher_half_of_rule_4(case, case.accepted_at):
        return False
    if case.version["version"] != current_version(case.notice, t)["version"]:
        return False
    for delivery in held(case.doc, case.notice, case.recipient, case.terms["purpose"], t):
        if delivery["version"] != case.version["version"]:
            return False
    return True


def rule_8_something_to_see(case: Case, t: datetime) -> bool:
    """'At least one element beside the envelope is visible.'"""
    return len(view(case.agreement["number"], case.terms, case.version["content"], case.table)) > 0


RULES = (
    rule_1_in_force,
    rule_2_provider,
    rule_3_recipient,
    rule_4_members,
    rule_5_type,
    rule_6_conditions,
    rule_7_then_too,
    rule_8_something_to_see,
)


def first_failed(case: Case, t: datetime) -> int | None:
    """The number of the first rule that fails; None where all hold: R may receive V."""
    for number, rule in enumerate(RULES, start=1):
        if not rule(case, t):
            return number
    return None


def only_suspension_forbids(case: Case, t: datetime) -> bool:
    """All rules hold but for a suspension at t."""
    if not is_in_force_but_for_suspension(case, t) or not life.is_suspended(case.agreement, t):
        return False
    return all(rule(case, t) for rule in RULES[1:])


def only_conditions_may_forbid(case: Case, t: datetime) -> bool:
    """Follow-up: 'only rule 6 is set aside'."""
    return all(rule(case, t) for rule in RULES if rule is not rule_6_conditions)


def current_version(notice: dict[str, Any], t: datetime) -> dict[str, Any]:
    """The newest version accepted by t."""
    return [version for version in notice["versions"] if moment(version["accepted_at"]) <= t][-1]


def held(doc: Doc, notice: dict[str, Any], recipient: str, purpose: str, t: datetime) -> list[dict[str, Any]]:
    """What R holds of the notice for the purpose, oldest version first. '*Holds* = content has left to
    it.'"""
    found = []
    for delivery in doc["deliveries"]:
        if delivery["notice"] != notice["id"] or delivery["recipient"] != recipient:
            continue
        if delivery["purpose"] != purpose or delivery.get("kind", "content") not in ("content", "follow_up"):
            continue
        if delivery["first_left"] is not None and moment(delivery["first_left"]) <= t:
            found.append(delivery)
    return sorted(found, key=lambda delivery: delivery["version"])
