"""Every setting stands in the operator's table, and the table names nothing that is not read."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text()
_READERS = (ROOT / "hub" / "settings", ROOT / "hub" / "engines", ROOT / "deploy")
_NAME = re.compile(r"(HUB|DATABASE|REDIS|SECRET)_[A-Z_]+")


def _read() -> set[str]:
    """The names of environment variables in the code that reads the environment."""
    return {
        node.value
        for folder in _READERS
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value)
    }


def _rows(heading: str) -> dict[str, list[str]]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in lines}


def test_the_table_of_settings_is_whole() -> None:
    assert _rows("Settings").keys() == _read()


def test_settings_for_trials_are_marked_as_such() -> None:
    trials = {
        name for name, (meaning, _) in _rows("Settings").items() if "an error in `check --deploy`" in meaning
    }
    assert trials == {"HUB_WEBHOOK_SCHEDULE", "HUB_WEBHOOK_CA_FILE", "HUB_WEBHOOK_ALLOW"}


@pytest.mark.parametrize("share", settings.HUB_RATE_LIMITS)
def test_the_shares_of_requests_are_as_written(share: str) -> None:
    assert _rows("Rate limits")[share][-1].replace(",", "") == str(settings.HUB_RATE_LIMITS[share])
