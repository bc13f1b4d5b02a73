"""The published cases: what customs accepts becomes a notice and loses nothing; the rest is refused."""

import re

import pytest

from exchange.catalogue import codelists, types
from exchange.catalogue import services as catalogue
from exchange.intake import services
from exchange.intake.readers import ens, xml
from tests.exchange.intake.declarations import (
    clean_cases,
    needs_shared_data,
    shared_cases,
    tidied,
    value_at,
    written,
)

pytestmark = [pytest.mark.slow, needs_shared_data]


def test_every_declaration_that_customs_accepts_becomes_an_advance_cargo_notice() -> None:
    lists = codelists.packaged()
    refused = []
    for case in clean_cases():
        (message,) = services.read_messages(case["xml"].encode())
        kind = "original" if case["message"] == "CC315A" else "amendment"
        findings = catalogue.check(message.type, message.document, rules=message.rules, lists=lists)
        if message.findings or findings.errors or message.kind != kind or not message.reference:
            refused.append(case["case"])
    assert refused == []
    assert sum(1 for _ in clean_cases()) == 779


def test_each_text_of_a_declaration_is_found_again_in_a_classified_element() -> None:
    cargo = types.get("advance_cargo")
    lost = []
    for case in clean_cases():
        reading = ens.read(xml.parse(case["xml"].encode()))
        leaves = {leaf.element: leaf for leaf in reading.leaves}
        for element in (element for element in reading.root.iter() if len(element) == 0):
            leaf = leaves.get(element)
            if leaf is None or re.sub(r"/\d+(?=/|$)", "/*", leaf.pointer) not in cargo.leaves:
                lost.append((case["case"], element.tag, "has no place"))
            elif leaf.form.write(value_at(reading.document, leaf.pointer)) != element.text.strip(" \t\r\n"):
                lost.append((case["case"], element.tag, element.text))
    assert lost == []


def test_the_whole_declaration_can_be_written_again_from_its_notice() -> None:
    different = []
    for case in shared_cases():
        reading = ens.read(xml.parse(case["xml"].encode()))
        forms = {leaf.element: leaf.form for leaf in reading.leaves}
        if not reading.faults and written(reading.document, reading.message) != tidied(reading.root, forms):
            different.append(case["case"])
    assert different == []


def test_every_declaration_that_breaks_the_message_s_form_is_refused_with_line_and_path() -> None:
    broken = [case for case in shared_cases() if case["kind"] == "schema" and case["expected_errors"]]
    assert len(broken) == 120
    for case in broken:
        (message,) = services.read_messages(case["xml"].encode())
        assert message.findings, case["case"]
        for fault in message.findings:
            assert re.fullmatch(r"line \d+, /ie:CC31[35]A\[1\](/\w+\[\d+\])*", fault.place)
            assert re.fullmatch(r"[a-z-]+", fault.code)
