"""The hub's end state and all that recipients were given, against what is owed. Every list should be empty."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from tests.crash import expecting
from tests.crash.expecting import HASHED, Shown
from tests.crash.publishing import Sent
from tests.crash.world import Deal

Envelope = dict[str, Any]
Pair = tuple[str, str]
# Shown in place of content that the pipeline then decides again: it may come at a new position.
_DECIDED_AGAIN = "decided-again"
# Why content of a notice may stay back for good, in a run whose agreements all last.
_STAY_BACK = ("cancelled", "newer-version")


@dataclass(slots=True)
class Findings:
    """What is wrong, each with its examples."""

    lost: list[str] = field(default_factory=list)
    wrong_recipient: list[str] = field(default_factory=list)
    wrong_elements: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told_for_nothing: list[str] = field(default_factory=list)
    accepted_not_there: list[str] = field(default_factory=list)
    there_twice: list[str] = field(default_factory=list)
    webhook_other_id: list[str] = field(default_factory=list)
    webhook_other_body: list[str] = field(default_factory=list)
    webhook_bad_signature: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {one.name: len(getattr(self, one.name)) for one in fields(self)}


def moved(items: Iterable[dict[str, Any]], envelopes: Iterable[Envelope]) -> dict[str, int]:
    """The deliveries that a reader saw before they were decided again, and which stand elsewhere now."""
    now = {one["delivery"]: one["position"] for one in envelopes}
    return {
        item["delivery"]: item["position"]
        for item in items
        if item["reason"] == _DECIDED_AGAIN and now.get(item["delivery"]) != item["position"]
    }


class Comparison:
    """One run's notices, and what each recipient is owed of them."""

    def __init__(self, deals: Sequence[Deal], sent: Iterable[Sent]) -> None:
        self.found = Findings()
        self._deals = deals
        self._sent = {one.number: one for one in sent if one.number}

    def check_inbox(
        self, recipient: str, envelopes: Sequence[Envelope], moved: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """A recipient's whole inbox: who is owed what, each once, at positions without gaps.

        ``moved``: deliveries that were decided again, with the position that each has left for a new one.
        """
        positions = sorted([*(one["position"] for one in envelopes), *moved.values()])
        if positions != list(range(1, len(positions) + 1)):
            self.found.skipped.append(f"{recipient}: {len(positions)} deliveries up to {positions[-1:]}")
        times = Counter((one["version_id"], one["purpose"]) for one in envelopes)
        ids = Counter(one["delivery"] for one in envelopes)
        self.found.doubled += [f"{recipient}: {key} {n} times" for key, n in (times | ids).items() if n > 1]
        rows: dict[tuple[str, str], list[Envelope]] = defaultdict(list)
        for one in sorted(envelopes, key=lambda one: one["position"]):
            rows[one["notice"], one["purpose"]].append(one)
        for number, purpose in rows.keys() - {(n, p) for n in self._sent for p in self._purposes(recipient)}:
            self.found.wrong_recipient.append(f"{recipient} has {number} for {purpose}")
        for number, sent in self._sent.items():
            for purpose in self._purposes(recipient):
                entitled = self._entitled(sent, recipient, purpose)
                _Story(sent, recipient, purpose, entitled, self.found).check(
                    rows.get((number, purpose), []), moved
                )

    def check_seen(
        self, recipient: str, items: Iterable[dict[str, Any]], envelopes: Iterable[Envelope]
    ) -> int:
        """What a reader was shown, against what the hub says that it delivered; how many contents that were."""
        by_id = {one["delivery"]: one for one in envelopes}
        contents = 0
        for item in items:
            if item["reason"] == _DECIDED_AGAIN:
                # What has become of it says its envelope, and where it has moved, its next item.
                if by_id.get(item["delivery"], item)["position"] == item["position"]:
                    by_id.pop(item["delivery"], None)
                continue
            envelope = by_id.pop(item["delivery"], None)
            if envelope is None:
                self.found.doubled.append(
                    f"{recipient}: {item['delivery']} is not in its inbox, or was seen twice"
                )
            elif "elements" not in item:
                self.found.lost.append(f"{recipient} could not open {item['notice']} v{item['version']}")
            elif item["reason"] != envelope["reason"] or item["position"] != envelope["position"]:
                self.found.faults.append(f"{recipient}: shown {item}, listed {envelope}")
            elif self.check_elements(recipient, item):
                contents += 1
        self.found.lost += [
            f"{recipient} never saw {one['notice']} v{one['version']}" for one in by_id.values()
        ]
        return contents

    def check_elements(self, recipient: str, item: dict[str, Any]) -> bool:
        """The elements of one item; whether it is content that was shown."""
        sent = self._sent.get(item["notice"])
        is_content = item["kind"] == "content" and not item.get("reason")
        expected: list[Shown] = []
        if sent is not None and is_content and item["version"] <= len(sent.versions):
            document = sent.versions[item["version"] - 1]
            entitling = expecting.entitling(self._deals, sent.publisher, document)
            expected = expecting.shown(entitling.get((recipient, item["purpose"]), []), document)
        if [_as_shown(one) for one in item["elements"]] != expected:
            where = f"{recipient} {item['notice']} v{item['version']} for {item['purpose']}"
            self.found.wrong_elements.append(f"{where}: {item['elements']} instead of {expected}")
        return is_content

    def check_own(self, publisher: str, notices: Sequence[dict[str, Any]]) -> None:
        """A publisher's own notices: everything accepted is there, nothing twice, nothing that was never sent."""
        times = Counter(one["reference"] for one in notices)
        self.found.there_twice += [f"{reference}: {n} notices" for reference, n in times.items() if n > 1]
        numbers = {one["notice"]: one for one in notices}
        for number, sent in self._sent.items():
            if sent.publisher != publisher:
                continue
            own = numbers.pop(number, None)
            if own is None or own["reference"] != sent.reference:
                self.found.accepted_not_there.append(f"{sent.reference}: {number}")
            elif (own["current"], own["cancelled_at"] is not None) != (
                len(sent.versions) + sent.cancelled,
                sent.cancelled,
            ):
                self.found.accepted_not_there.append(
                    f"{sent.reference}: {own} of {len(sent.versions)} versions"
                )
        self.found.faults += [f"{publisher}: {number} was never sent" for number in numbers]

    def check_webhook(
        self, recipient: str, calls: Sequence[Any], envelopes: Iterable[Envelope]
    ) -> tuple[int, int, int]:
        """What a receiver took in: messages, duplicates (allowed, under one id and with one body), and those
        whose 2xx never reached the hub and that it might not send again: it counts them as undelivered.
        """
        taken: dict[str, list[Any]] = defaultdict(list)
        for call in calls:
            taken[call.event["data"]["delivery"]].append(call)
        for delivery, several in taken.items():
            if len({call.id for call in several}) > 1:
                self.found.webhook_other_id.append(f"{delivery}: {[call.id for call in several]}")
            if len({call.body for call in several}) > 1:
                self.found.webhook_other_body.append(delivery)
            data = several[0].event["data"]
            self.check_elements(recipient, data)
        in_doubt = 0
        for one in envelopes:
            here = taken.pop(one["delivery"], None)
            if one["state"] == "delivered" and here is None:
                self.found.lost.append(
                    f"{recipient}: {one['notice']} v{one['version']} never reached the webhook"
                )
            in_doubt += here is not None and one["state"] in ("withheld", "closed")
        self.found.wrong_recipient += [
            f"{recipient}: {delivery} was pushed, is not listed" for delivery in taken
        ]
        self._check_order(recipient, calls)
        self.found.webhook_bad_signature += [call.id for call in calls if not call.signed_well]
        return len(calls), len(calls) - len({call.id for call in calls}), in_doubt

    def _check_order(self, recipient: str, calls: Sequence[Any]) -> None:
        """Of each notice and purpose, versions arrive for the first time in their order."""
        highest: dict[Pair, int] = {}
        seen: set[str] = set()
        for call in calls:
            data = call.event["data"]
            if data["delivery"] in seen:
                continue
            seen.add(data["delivery"])
            pair = (data["notice"], data["purpose"])
            if data["version"] < highest.get(pair, 0):
                self.found.out_of_order.append(f"{recipient}: {pair} v{data['version']} by webhook")
            highest[pair] = max(highest.get(pair, 0), data["version"])

    def _purposes(self, recipient: str) -> set[str]:
        return {deal.purpose for deal in self._deals if deal.recipient == recipient}

    def _entitled(self, sent: Sent, recipient: str, purpose: str) -> list[bool]:
        return [
            (recipient, purpose) in expecting.entitling(self._deals, sent.publisher, document)
            for document in sent.versions
        ]


@dataclass(slots=True)
class _Story:
    """One notice as one recipient should have lived it, for one purpose. ``entitled``: by version."""

    sent: Sent
    recipient: str
    purpose: str
    entitled: list[bool]
    found: Findings

    def check(self, rows: Sequence[Envelope], moved: Container[str]) -> None:
        told = [(one["version"], one["kind"]) for one in rows if one["delivery"] not in moved]
        if told != sorted(told):
            self._say("out_of_order", told)
        by_kind: dict[str, list[Envelope]] = defaultdict(list)
        for one in rows:
            by_kind[one["kind"]].append(one)
        contents = {one["version"]: one for one in by_kind.pop("content", [])}
        self._check_contents(contents)
        left = [n for n, one in contents.items() if one["state"] == "delivered"]
        self._check_told(left, by_kind)
        if by_kind.keys() - {"withdrawal", "cancellation"}:
            self._say("wrong_recipient", told)

    def _check_contents(self, contents: Mapping[int, Envelope]) -> None:
        owed = {n for n, may in enumerate(self.entitled, start=1) if may}
        if contents.keys() - owed:
            self._say("wrong_recipient", sorted(contents.keys() - owed))
        if not self.sent.cancelled and owed - contents.keys():
            self._say("lost", sorted(owed - contents.keys()))
        for n, one in contents.items():
            to_the_end = all(self.entitled[n - 1 :]) and not self.sent.cancelled
            if one["state"] != "delivered" and (to_the_end or one["reason"] not in _STAY_BACK):
                self._say("lost", f"v{n} {one['state']} {one['reason']}")

    def _check_told(self, left: list[int], by_kind: Mapping[str, list[Envelope]]) -> None:
        """Told of withdrawal and cancellation are exactly those whom content had reached."""
        withdrawn = [one["version"] for one in by_kind.get("withdrawal", [])]
        ended = [one["version"] for one in by_kind.get("cancellation", [])]
        lost_sight = not self.entitled[-1] and not self.sent.cancelled
        if lost_sight and left and not any(n > max(left) for n in withdrawn):
            self._say("untold", f"withdrawal after {left}")
        if (withdrawn or ended) and not left:
            self._say("told_for_nothing", f"{withdrawn} {ended}")
        if any(self.entitled[n - 1] for n in withdrawn):
            self._say("told_for_nothing", f"withdrawn {withdrawn}, entitled {self.entitled}")
        if self.sent.cancelled and left and ended != [len(self.entitled) + 1]:
            self._say("untold", f"cancellation after {left}: {ended}")
        if ended and not self.sent.cancelled:
            self._say("told_for_nothing", f"cancellation {ended}")
        for one in [*by_kind.get("withdrawal", []), *by_kind.get("cancellation", [])]:
            if one["state"] != "delivered":
                self._say("lost", f"{one['kind']} {one['state']} {one['reason']}")

    def _say(self, kind: str, what: object) -> None:
        where = f"{self.recipient} {self.sent.reference} {self.sent.number} for {self.purpose}"
        getattr(self.found, kind).append(f"{where}: {what}")


def _as_shown(element: dict[str, Any]) -> Shown:
    value = element["value"]
    if element["form"] == "hashed" and str(value).startswith(HASHED):
        value = HASHED
    grounds = frozenset(ground["agreement"] for ground in element["grounds"])
    return Shown(element["path"], value, element["form"], grounds)
