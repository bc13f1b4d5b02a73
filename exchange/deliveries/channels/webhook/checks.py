"""What ``check --deploy`` says about settings that are meant for trials."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from exchange.deliveries.channels.webhook import guard, schedule


@checks.register(checks.Tags.security, deploy=True)
def webhook_settings(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """The exceptions for webhooks are for trials on one machine; a deployment keeps the defaults."""
    return list(_exceptions())


def _exceptions() -> Iterator[checks.CheckMessage]:
    if tuple(settings.HUB_WEBHOOK_SCHEDULE) != schedule.DEFAULT:
        yield checks.Error("HUB_WEBHOOK_SCHEDULE changes the documented retry times.", id="webhooks.E001")
    if settings.HUB_WEBHOOK_CA_FILE:
        yield checks.Error("HUB_WEBHOOK_CA_FILE trusts another authority for webhooks.", id="webhooks.E002")


@checks.register(checks.Tags.compatibility)
def webhook_settings_can_be_read(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[checks.CheckMessage]:
    """Nonsense in the settings is found at the start, not at the first message."""
    try:
        guard.read_allow(settings.HUB_WEBHOOK_ALLOW)
        schedule.check_schedule(settings.HUB_WEBHOOK_SCHEDULE)
    except ValueError as error:
        return [checks.Error(str(error), id="webhooks.E003")]
    return []
