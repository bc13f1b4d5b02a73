"""What ``check --deploy`` refuses."""

from typing import Any

import pytest
from django.db import connections

from hub.engines.checks import no_webhooks_to_this_machine, the_web_is_under_row_level_security


def test_a_webhook_allow_list_is_an_error(settings: Any) -> None:
    assert no_webhooks_to_this_machine(None) == []
    settings.HUB_WEBHOOK_ALLOW = ["127.0.0.1:18701"]
    assert [found.id for found in no_webhooks_to_this_machine(None)] == ["hub.E001"]


@pytest.mark.parametrize(
    ("alias", "wrong"),
    [("default", []), ("pipeline", ["exempt from row-level"]), ("owner", ["the database's owner"])],
)
def test_the_web_may_not_be_another_login(
    settings: Any, monkeypatch: pytest.MonkeyPatch, alias: str, wrong: list[str]
) -> None:
    monkeypatch.setitem(settings.DATABASES, "default", connections[alias].settings_dict)
    found = [str(error.msg) for error in the_web_is_under_row_level_security(None)]
    assert len(found) == len(wrong)
    assert all(text in message for text, message in zip(wrong, found, strict=True))
