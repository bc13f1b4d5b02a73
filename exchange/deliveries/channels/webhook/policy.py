"""What the operator has set for webhooks, from the settings."""

from django.conf import settings

from exchange.deliveries.channels.webhook import guard, schedule


def policy() -> guard.Policy:
    """Which addresses may be called, and which certificates are trusted beside the system's."""
    return guard.Policy(
        allow=guard.read_allow(settings.HUB_WEBHOOK_ALLOW),
        ports=frozenset(settings.HUB_WEBHOOK_PORTS),
        ca_file=settings.HUB_WEBHOOK_CA_FILE,
    )


def delays() -> tuple[float, ...]:
    """Seconds before each further attempt."""
    schedule.check_schedule(settings.HUB_WEBHOOK_SCHEDULE)
    return tuple(settings.HUB_WEBHOOK_SCHEDULE)
