"""What was done in a scenario, written down as it was done: a decision document that no stored row had a say in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.agreements.terms import Side, Terms
from tests.factories.accounts import Member

Entry = dict[str, Any]
_ALWAYS_WAS: Entry = {"purpose": None, "created": None, "ended": None, "types": [], "filter": []}


@dataclass
class Journal:
    """The document as far as it is known; ``versions``: by id, the pair by which it names an agreement version."""

    organisations: dict[UUID, Entry] = field(default_factory=dict)
    standing: dict[UUID, Entry] = field(default_factory=dict)
    groups: dict[UUID, Entry] = field(default_factory=dict)
    agreements: dict[UUID, Entry] = field(default_factory=dict)
    versions: dict[UUID, list[int]] = field(default_factory=dict)
    notices: dict[UUID, Entry] = field(default_factory=dict)
    subscriptions: list[Entry] = field(default_factory=list)
    subscription_ids: dict[UUID, Entry] = field(default_factory=dict)

    def admitted(self, member: Member, *, at: datetime) -> None:
        one = member.organisation
        self.organisations[one.pk] = {
            "id": str(one.pk),
            "kind": one.kind,
            "country": one.country,
            "region": one.region,
            "active": [[at.isoformat(), None]],
        }

    def group_made(self, group: UUID, *, keeper: UUID, rule: Entry | None = None) -> None:
        inside: Entry = {"members": []} if rule is None else {"rule": rule}
        self.groups[group] = {"id": str(group), "keeper": str(keeper), **inside}

    def member_added(self, group: UUID, member: UUID, *, at: datetime) -> None:
        listed = self.groups[group]["members"]
        known = next((one for one in listed if one["organisation"] == str(member)), None)
        if known is None:
            known = {"organisation": str(member), "periods": []}
            listed.append(known)
        known["periods"].append([at.isoformat(), None])

    def member_left(self, group: UUID, member: UUID, *, at: datetime) -> None:
        for one in self.groups[group]["members"]:
            if one["organisation"] == str(member):
                ended(one["periods"], at)

    def granted(
        self, standing: UUID, *, holder: UUID, by: UUID, kind: str, at: datetime, until: datetime | None
    ) -> None:
        self.standing[standing] = {
            "holder": str(holder),
            "granted_by": str(by),
            "kind": kind,
            "periods": [[at.isoformat(), _text(until)]],
            "recognised": [],
        }

    def recognised(self, standing: UUID, *, by: UUID, at: datetime, until: datetime | None) -> None:
        period = [at.isoformat(), _text(until)]
        self.standing[standing]["recognised"].append({"by": str(by), "periods": [period]})

    def recognition_ended(self, standing: UUID, *, by: UUID, at: datetime) -> None:
        for one in self.standing[standing]["recognised"]:
            if one["by"] == str(by):
                ended(one["periods"], at)

    def proposed(
        self, version: UUID, agreement: UUID, number: int, n: int, terms: Terms, *, at: datetime
    ) -> None:
        entry = self.agreements.setdefault(agreement, {"number": number, "versions": [], "events": []})
        entry["versions"].append(_clauses(terms, n, at))
        self.versions[version] = [number, n]

    def happened(
        self, agreement: UUID, event: str, *, by: UUID, at: datetime, version: UUID | None = None,
        recipient: UUID | None = None,
    ) -> None:  # fmt: skip
        entry: Entry = {"at": at.isoformat(), "event": event, "by": str(by)}
        if version is not None:
            entry["version"] = self.versions[version][1]
        if recipient is not None:
            entry["recipient"] = str(recipient)
        self.agreements[agreement]["events"].append(entry)

    def accepted(
        self, notice: UUID, *, publisher: UUID, type_id: str, n: int, kind: str, at: datetime, content: Entry | None
    ) -> None:  # fmt: skip
        entry = self.notices.setdefault(
            notice, {"id": str(notice), "publisher": str(publisher), "type": type_id, "versions": []}
        )
        version: Entry = {"version": n, "kind": kind, "accepted_at": at.isoformat()}
        entry["versions"].append(version if content is None else {**version, "content": content})

    def subscribed(self, subscription: UUID, organisation: UUID, entry: Entry, *, at: datetime) -> None:
        self._always(organisation)
        made = {"organisation": str(organisation), **entry, "created": at.isoformat(), "ended": None}
        self.subscriptions.append(made)
        self.subscription_ids[subscription] = made

    def always_ended(self, organisation: UUID, *, at: datetime) -> None:
        self._always(organisation)["ended"] = at.isoformat()

    def document(self, *, deliveries: list[Entry], cases: list[Entry], moments: list[Entry]) -> Entry:
        """Everything, with what was delivered and what is asked."""
        return {
            "format": "hub-decide/1",
            "organisations": list(self.organisations.values()),
            "standing": list(self.standing.values()),
            "groups": list(self.groups.values()),
            "agreements": list(self.agreements.values()),
            "notices": list(self.notices.values()),
            "subscriptions": self.subscriptions,
            "deliveries": deliveries,
            "cases": cases,
            "moments": moments,
        }

    def _always(self, organisation: UUID) -> Entry:
        """The subscription that always was, which has to be written once there are others."""
        for one in self.subscriptions:
            if one["organisation"] == str(organisation) and one["created"] is None:
                return one
        self.subscriptions.append({"organisation": str(organisation), **_ALWAYS_WAS})
        return self.subscriptions[-1]


def ended(periods: list[list[str | None]], at: datetime) -> None:
    """Close the last period, unless it had ended before."""
    until = periods[-1][1]
    if until is None or datetime.fromisoformat(until) > at:
        periods[-1][1] = at.isoformat()


def _clauses(terms: Terms, n: int, at: datetime) -> Entry:
    assert terms.retention is not None
    return {
        "version": n,
        "purpose": str(terms.purpose.value),
        "providers": _side(terms.providers),
        "recipients": _side(terms.recipients),
        "types": list(terms.types),
        "conditions": list(terms.conditions),
        "items": str(terms.items.value),
        "scope": [{"path": clause.path, "form": str(clause.form.value)} for clause in terms.scope],
        "standing": [str(kind.value) for kind in terms.standing],
        "recognised": terms.recognised,
        "objection_days": terms.objection_days,
        "follow_up": terms.follow_up,
        "back_fill_from": _text(terms.back_fill_from),
        "retention": {"days": terms.retention.days, "from": str(terms.retention.start.value)},
        "receipts_opened": terms.receipts_opened,
        "proposed_at": at.isoformat(),
        "effective_from": (terms.effective_from or at).isoformat(),
        "effective_until": _text(terms.effective_until),
    }


def _side(side: Side) -> Entry:
    return {
        "organisations": [str(one) for one in side.organisations],
        "groups": [str(one) for one in side.groups],
    }


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
