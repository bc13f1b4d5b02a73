"""Endpoints that began to fail, or that the hub has disabled."""

from accounts.access.permissions import WEBHOOKS_READ
from exchange.deliveries.channels.webhook.models import Endpoint, EndpointEvent
from exchange.notifications.notification import Kind, Notification
from exchange.notifications.sources.window import Window

_KINDS = {"failing": Kind.WEBHOOK_FAILING, "disabled": Kind.WEBHOOK_DISABLED}


def found(window: Window) -> list[Notification]:
    """What the hub noted of one's endpoints; what one's own people did to them they know."""
    if not window.caller.may(WEBHOOKS_READ):
        return []
    rows = EndpointEvent.objects.filter(
        organisation_id=window.caller.organisation,
        at__gt=window.since,
        at__lte=window.at,
        act__in=_KINDS,
        by_person=None,
        by_client=None,
    ).exclude(endpoint__state=Endpoint.State.REMOVED)
    return [
        Notification(
            key=f"webhook:{one.id}",
            kind=_KINDS[one.act],
            at=one.at,
            subject=one.endpoint_id,
            facts={"name": one.endpoint.description or one.endpoint.url, "reason": one.reason},
        )
        for one in rows.select_related("endpoint").order_by("-id")[: window.most]
    ]
