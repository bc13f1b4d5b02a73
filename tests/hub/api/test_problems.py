"""Every code that a refusal may carry is explained at the address that the problem names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from accounts import errors
from exchange.catalogue import reading
from hub.api import problems
from hub.api.problem_list import PROBLEMS

ROOT = Path(__file__).parents[3]
_REFUSALS = {
    name
    for module in (errors, problems)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, errors.Refusal)
}


def _codes() -> Iterator[tuple[str, str]]:
    for package in ("accounts", "exchange", "hub"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                code = node.args[0]
                if name in _REFUSALS and isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, f"{file.relative_to(ROOT)}:{node.lineno}"


def test_every_code_in_the_source_is_explained() -> None:
    missing = {code: place for code, place in _codes() if code not in PROBLEMS}
    assert missing == {}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 2000, b"[" * 40 + b"]" * 40, b'{"a": 1, "a": 1}', b"[1.5]",
        b"[1e999]", b"[99999999999999999999]", b'["\\u0000"]', b'["\\ud800"]',
    ],
)  # fmt: skip
def test_every_way_of_not_being_json_is_explained(body: bytes) -> None:
    with pytest.raises(errors.Malformed) as refused:
        reading.read_json(body)
    assert refused.value.code in PROBLEMS


@pytest.mark.django_db(databases="__all__")
def test_a_problem_type_leads_to_its_explanation() -> None:
    browser = Client()
    page = browser.get("/problems/body-too-large", secure=True)
    assert PROBLEMS["body-too-large"] in page.content.decode()
    assert browser.get("/problems/", secure=True).status_code == 200
    assert browser.get("/problems/made-up", secure=True).status_code == 404
