"""Decision documents: the page about them is true, bad ones are told every fault, and asking writes nothing."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from accounts.errors import Fault, Invalid
from exchange.routing.decide import decisions, document
from exchange.routing.reasons import Reason
from tests.exchange.routing.worlds import World, day

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "decide.md").read_text()


def faults(raw: Any) -> dict[str, str]:
    """Code by pointer."""
    text = raw if isinstance(raw, bytes) else orjson.dumps(raw)
    with pytest.raises(Invalid) as refusal:
        document.read(text)
    assert all(isinstance(one, Fault) and one.message for one in refusal.value.faults)
    return {one.place: one.code for one in refusal.value.faults}


def decide(file: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "manage.py", "decide", file]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, timeout=60, check=False)


def test_the_example_on_the_page_is_answered_as_it_says() -> None:
    example, answer = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert orjson.loads(orjson.dumps(decisions.decide(document.read(example.encode())))) == json.loads(answer)


def test_the_page_lists_every_reason_with_its_rule_and_sentence() -> None:
    for reason in Reason:
        assert f"| {reason.rule or '-'} | `{reason.code}` | {reason.message} |" in PAGE


def test_reasons_have_codes_of_their_own() -> None:
    assert len({reason.code for reason in Reason}) == len(Reason)


def test_the_command_answers_on_standard_output_without_a_database(tmp_path: Path, world: World) -> None:
    world.raw["moments"] = [{"at": day(10), "question": "route", "notice": "N1", "version": 1}]
    file = tmp_path / "world.json"
    file.write_bytes(orjson.dumps(world.raw))
    done = decide(str(file))
    assert (done.returncode, done.stderr) == (0, b"")
    assert orjson.loads(done.stdout)["answers"][0]["recipients"][0]["organisation"] == "A1"


def test_the_command_leaves_with_2_and_the_faults_of_a_bad_document() -> None:
    done = decide("-", b'{"format": "hub-decide/1"}')
    assert done.returncode == 2
    assert {one["code"] for one in orjson.loads(done.stdout)["faults"]} == {"shape-required"}
    done = decide("no-such-file.json")
    assert (done.returncode, orjson.loads(done.stdout)["faults"][0]["code"]) == (2, "unreadable")


@pytest.mark.parametrize("text", [b"", b"{", b"NaN", b"\xff", b'{"a": 1e999}', b"[" * 2000])
def test_what_is_no_json_is_a_fault(text: bytes) -> None:
    assert faults(text) in ({"": "not-json"}, {"": "shape-type"})


def test_faults_of_shape_come_with_their_places_all_at_once(world: World) -> None:
    world.raw["organisations"][0]["kind"] = "pirate"
    world.raw["organisations"][1]["active"] = [["yesterday", None]]
    world.terms(1, scope=[{"path": "/items/0/hs_code", "form": "plain"}, {"path": "items", "form": "shiny"}])
    world.terms(1, conditions=[{"mode": []}])
    world.raw["notices"][0]["versions"][0]["accepted_at"] = "2026-02-30T00:00:00Z"
    world.raw["colour"] = "blue"
    found = faults(world.raw)
    assert found.keys() >= {
        "",
        "/organisations/0/kind",
        "/organisations/1/active/0/0",
        "/agreements/0/versions/0/scope/0/path",
        "/agreements/0/versions/0/scope/1/path",
        "/agreements/0/versions/0/scope/1/form",
        "/agreements/0/versions/0/conditions/0/mode",
        "/notices/0/versions/0/accepted_at",
    }


def test_references_that_lead_nowhere_are_faults(world: World) -> None:
    world.standing("T9", "A9", recognised=[{"by": "A8", "periods": []}])
    world.group("G1", "K9", T8=[])
    world.raw["groups"][0]["members"] = [{"organisation": "T8", "periods": []}]
    world.agreement(2, types=["love_letter"], providers={"organisations": ["T7"], "groups": ["G9"]})
    world.event(2, "excluded", "T6", 3, recipient="A7")
    world.event(2, "signed", "T1", 3, version=9)
    world.delivered(None, version=4, recipient="A6", agreements=[[8, 1]])
    world.raw["cases"] = [{"notice": "N9", "organisation": "A5", "open": []}]
    world.raw["subscriptions"] = [{"organisation": "A4"}]
    world.raw["moments"] = [
        {"at": day(10), "question": "explain", "notice": "N1", "version": 2, "organisation": "A3"},
        {"at": day(10), "question": "route", "notice": "N8", "version": 1},
    ]
    assert faults(world.raw) == {
        "/standing/1/holder": "unknown-organisation",
        "/standing/1/granted_by": "unknown-organisation",
        "/standing/1/recognised/0/by": "unknown-organisation",
        "/groups/0/keeper": "unknown-organisation",
        "/groups/0/members/0/organisation": "unknown-organisation",
        "/agreements/1/versions/0/types/0": "unknown-type",
        "/agreements/1/versions/0/providers/organisations/0": "unknown-organisation",
        "/agreements/1/versions/0/providers/groups/0": "unknown-group",
        "/agreements/1/events/2/by": "unknown-organisation",
        "/agreements/1/events/2/recipient": "unknown-organisation",
        "/agreements/1/events/3/version": "unknown-version",
        "/deliveries/0/version": "unknown-version",
        "/deliveries/0/recipient": "unknown-organisation",
        "/deliveries/0/agreements/0": "unknown-agreement",
        "/cases/0/notice": "unknown-notice",
        "/cases/0/organisation": "unknown-organisation",
        "/subscriptions/0/organisation": "unknown-organisation",
        "/moments/0/version": "unknown-version",
        "/moments/0/organisation": "unknown-organisation",
        "/moments/1/notice": "unknown-notice",
    }


def test_what_is_given_twice_is_a_fault(world: World) -> None:
    world.organisation("T1", "trader")
    world.raw["agreements"].append(copy.deepcopy(world.raw["agreements"][0]))
    world.version(1)
    world.raw["notices"].append(world.raw["notices"][0])
    world.delivered(None)
    world.delivered(11)
    assert {place for place, code in faults(world.raw).items() if code == "given-twice"} == {
        "/organisations/2",
        "/agreements/1",
        "/agreements/0/versions/1",
        "/notices/1",
        "/deliveries/1",
    }


def test_versions_of_a_notice_run_in_order(world: World) -> None:
    world.publish("N1", 9)
    world.publish("N1", 20, "cancellation")
    world.publish("N1", 21, "original")
    versions = world.raw["notices"][0]["versions"]
    versions[2]["version"] = 7
    versions[3]["content"] = None
    assert faults(world.raw) == {
        "/notices/0/versions/1/accepted_at": "out-of-order",
        "/notices/0/versions/2/version": "out-of-order",
        "/notices/0/versions/2/kind": "after-the-end",
        "/notices/0/versions/3/kind": "not-the-first",
        "/notices/0/versions/3/content": "no-content",
    }


def test_meaningless_periods_bounds_rules_and_numbers_are_faults(world: World) -> None:
    world.member("A1")["active"] = [[day(5), day(5)]]
    world.raw["groups"] = [{"id": "G1", "keeper": "A1", "rule": {"kind": None}}]
    world.terms(1, conditions=[{"mass": {"min": None}}])
    world.version(1, 2, purpose="revenue")
    world.content()["items"][1]["value"]["amount"] = 50.5
    world.raw["moments"] = [{"at": day(10, -1), "question": "route", "notice": "N1", "version": 1}]
    assert faults(world.raw) == {
        "/organisations/1/active/0": "empty-period",
        "/groups/0/rule": "empty-rule",
        "/agreements/0/versions/0/conditions/0/mass": "no-bound",
        "/agreements/0/versions/1/purpose": "other-purpose",
        "/notices/0/versions/0/content/items/1/value/amount": "fraction",
        "/moments/0/at": "before-acceptance",
    }


def test_later_versions_are_not_known_before_they_were_accepted(world: World) -> None:
    world.terms(1, effective_from=day(15), back_fill_from=day(0))
    world.publish("N1", 20)
    assert world.outcomes(16, 1) == [("A1", "safety_and_security", "content")]
    assert world.outcomes(20, 1) == []


def test_times_keep_their_offset_in_the_answer_and_lose_it_in_the_decision(world: World) -> None:
    at = "2026-01-11T01:00:00+01:00"
    assert world.ask("route", at)["at"] == at
    assert world.outcomes(at) == [("A1", "safety_and_security", "content")]


def test_asking_twice_answers_the_same(world: World) -> None:
    assert world.route() == world.route()
