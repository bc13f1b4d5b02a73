"""The judge of a crash run is itself on trial: of a faultless end state it says nothing, of every fault it does."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.crash import expecting
from tests.crash.comparing import Comparison, Findings, moved
from tests.crash.publishing import SAMPLE, Sent
from tests.crash.receiving import Call
from tests.crash.world import Deal

TRADER, CUSTOMS, NEIGHBOUR = "trader", "customs", "neighbour"
PURPOSE = "safety_and_security"
DEALS = [
    Deal(1, frozenset({TRADER}), CUSTOMS, PURPOSE, {"/items": "plain", "/items/*/hs_code": "truncated"}),
    Deal(2, frozenset({TRADER}), NEIGHBOUR, PURPOSE, {"/ucr": "plain"}, destinations=frozenset({"US"})),
]


@dataclass
class EndState:
    """What a run ends with, without a fault unless a test puts one in.

    N1 has two versions; N2 was cancelled after it was read; N3 left the neighbour's sight with version 2.
    """

    sent: list[Sent] = field(default_factory=list)
    inboxes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    own: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def find(self) -> Findings:
        comparison = Comparison(DEALS, self.sent)
        comparison.check_own(TRADER, self.own)
        for recipient, items in self.inboxes.items():
            envelopes = [{k: v for k, v in item.items() if k != "elements"} for item in items]
            comparison.check_inbox(recipient, envelopes)
            comparison.check_seen(recipient, items, envelopes)
        listed = self.inboxes[CUSTOMS]
        comparison.check_webhook(CUSTOMS, self.calls, listed)
        return comparison.found


@pytest.fixture
def end() -> EndState:
    made = EndState()
    to_us = copy.deepcopy(SAMPLE) | {"destination_country": "US"}
    to_nl = copy.deepcopy(SAMPLE) | {"destination_country": "NL"}
    made.sent = [
        Sent(TRADER, "R1", [to_us, to_us], "N1"),
        Sent(TRADER, "R2", [to_us], "N2", cancelled=True),
        Sent(TRADER, "R3", [to_us, to_nl], "N3"),
    ]
    both = [("N1", 1, "content"), ("N1", 2, "content"), ("N2", 1, "content"), ("N2", 2, "cancellation")]
    made.inboxes = {
        CUSTOMS: _items(made, CUSTOMS, [*both, ("N3", 1, "content"), ("N3", 2, "content")]),
        NEIGHBOUR: _items(made, NEIGHBOUR, [*both, ("N3", 1, "content"), ("N3", 2, "withdrawal")]),
    }
    made.own = [
        {"notice": f"N{n}", "reference": f"R{n}", "current": 2, "cancelled_at": "now" if n == 2 else None}
        for n in (1, 2, 3)
    ]
    made.calls = [_call(item) for item in made.inboxes[CUSTOMS]]
    return made


def _items(end: EndState, recipient: str, told: list[tuple[str, int, str]]) -> list[dict[str, Any]]:
    return [
        {
            "delivery": f"{recipient}-{number}-{version}",
            "version_id": f"{number}-{version}",
            "position": position,
            "notice": number,
            "version": version,
            "kind": kind,
            "purpose": PURPOSE,
            "state": "delivered",
            "reason": "",
            "elements": _elements(end, recipient, number, version) if kind == "content" else [],
        }
        for position, (number, version, kind) in enumerate(told, start=1)
    ]


def _elements(end: EndState, recipient: str, number: str, version: int) -> list[dict[str, Any]]:
    (sent,) = [one for one in end.sent if one.number == number]
    deals = [deal for deal in DEALS if deal.recipient == recipient]
    return [
        {
            "path": one.path,
            "value": one.value,
            "form": one.form,
            "grounds": [{"agreement": number, "version": 1} for number in one.agreements],
        }
        for one in expecting.shown(deals, sent.versions[version - 1])
    ]


def _call(item: dict[str, Any], name: str = "") -> Call:
    data = {key: item[key] for key in ("delivery", "notice", "version", "kind", "purpose", "elements")}
    name = name or f"msg-{item['delivery']}"
    return Call(name, f"{data}".encode(), {"id": name, "data": data}, True)


def _lose(end: EndState) -> None:
    end.inboxes[CUSTOMS] = _items(end, CUSTOMS, [("N2", 1, "content"), ("N2", 2, "cancellation")])
    end.calls = [_call(item) for item in end.inboxes[CUSTOMS]]


def _leave_lying(end: EndState) -> None:
    end.inboxes[NEIGHBOUR][1]["state"] = "available"


def _keep_closed(end: EndState) -> None:
    del end.inboxes[NEIGHBOUR][1]["elements"]


def _leak(end: EndState) -> None:
    end.sent[0].versions[0] = end.sent[0].versions[0] | {"destination_country": "SG"}


def _double(end: EndState) -> None:
    again = end.inboxes[NEIGHBOUR][0] | {"position": 7, "delivery": "another"}
    end.inboxes[NEIGHBOUR].append(again)


def _skip(end: EndState) -> None:
    end.inboxes[NEIGHBOUR][-1]["position"] = 9


def _turn_round(end: EndState) -> None:
    first, second, *_ = end.inboxes[NEIGHBOUR]
    first["position"], second["position"] = second["position"], first["position"]


def _show_more(end: EndState) -> None:
    end.inboxes[NEIGHBOUR][0]["elements"].append(
        {"path": "/consignee/name", "value": "Noordzee", "form": "plain", "grounds": [{"agreement": 2}]}
    )


def _show_plain(end: EndState) -> None:
    (shown,) = [one for one in end.inboxes[CUSTOMS][0]["elements"] if one["path"] == "/items/0/hs_code"]
    shown["value"] = "630221"


def _keep_quiet(end: EndState) -> None:
    del end.inboxes[NEIGHBOUR][5]


def _keep_quiet_of_the_end(end: EndState) -> None:
    end.inboxes[NEIGHBOUR] = _items(
        end,
        NEIGHBOUR,
        [("N1", 1, "content"), ("N1", 2, "content"), ("N2", 1, "content"), ("N3", 1, "content")],
    )


def _tell_for_nothing(end: EndState) -> None:
    end.inboxes[NEIGHBOUR][2] |= {"state": "withheld", "reason": "cancelled", "elements": []}


def _forget(end: EndState) -> None:
    del end.own[0]


def _forget_a_version(end: EndState) -> None:
    end.own[0]["current"] = 1


def _accept_twice(end: EndState) -> None:
    end.own.append(end.own[0] | {"notice": "N4"})


def _rename(end: EndState) -> None:
    end.calls.append(_call(end.inboxes[CUSTOMS][0], "another"))


def _rewrite(end: EndState) -> None:
    first = end.calls[0]
    end.calls.append(Call(first.id, first.body + b" ", first.event, True))


def _sign_badly(end: EndState) -> None:
    first = end.calls[0]
    end.calls[0] = Call(first.id, first.body, first.event, False)


def _push_late(end: EndState) -> None:
    end.calls[0], end.calls[1] = end.calls[1], end.calls[0]


def _push_nothing(end: EndState) -> None:
    end.calls.clear()


def test_what_was_decided_again_may_stand_at_a_new_position(end: EndState) -> None:
    seen = [copy.deepcopy(item) for item in end.inboxes[NEIGHBOUR]]
    before = copy.deepcopy(seen[0]) | {"reason": "decided-again", "elements": []}
    seen[0]["position"] = 7
    envelopes = [{k: v for k, v in item.items() if k != "elements"} for item in seen]
    comparison = Comparison(DEALS, end.sent)
    comparison.check_inbox(NEIGHBOUR, envelopes, moved([before, *seen], envelopes))
    comparison.check_seen(NEIGHBOUR, [before, *seen], envelopes)
    assert not any(comparison.found.counts().values())


def test_a_faultless_run_is_found_faultless(end: EndState) -> None:
    # A duplicate under the same id is what at-least-once means.
    end.calls.append(end.calls[0])
    assert not any(end.find().counts().values())


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (_lose, "lost"),
        (_leave_lying, "lost"),
        (_keep_closed, "lost"),
        (_push_nothing, "lost"),
        (_leak, "wrong_recipient"),
        (_show_more, "wrong_elements"),
        (_show_plain, "wrong_elements"),
        (_double, "doubled"),
        (_skip, "skipped"),
        (_turn_round, "out_of_order"),
        (_push_late, "out_of_order"),
        (_keep_quiet, "untold"),
        (_keep_quiet_of_the_end, "untold"),
        (_tell_for_nothing, "told_for_nothing"),
        (_forget, "accepted_not_there"),
        (_forget_a_version, "accepted_not_there"),
        (_accept_twice, "there_twice"),
        (_rename, "webhook_other_id"),
        (_rewrite, "webhook_other_body"),
        (_sign_badly, "webhook_bad_signature"),
    ],
)
def test_every_fault_is_found(end: EndState, spoil: Callable[[EndState], None], kind: str) -> None:
    spoil(end)
    assert end.find().counts()[kind] > 0
