"""Webhooks: each endpoint at an organisation of its own, which may have only so many."""

from exchange.deliveries.channels.webhook import services
from tests.contract import callers
from tests.contract.ready.requests import Ready, ready
from tests.contract.world import AUTHORITY, World
from tests.factories.accounts import Member, acting_for

_URL = "https://93.184.215.14/hub"


def _endpoint(world: World) -> tuple[Member, str]:
    owner = world.member("authority")
    address = services.vet(url=_URL)
    with acting_for(owner) as at:
        made = services.register(address=address, description="Risk engine", by=owner.caller, at=at)
    return owner, str(made.endpoint.pk)


def _at_endpoint(operation: str, **parts: object) -> None:
    @ready(f"webhooks.{operation}", by=AUTHORITY)
    def prepare(world: World) -> Ready:
        owner, endpoint = _endpoint(world)
        return Ready(path={"webhook": endpoint}, caller=callers.machine(owner), **parts)  # type: ignore[arg-type]


@ready("webhooks.list", by=AUTHORITY)
def _list(world: World) -> Ready:
    owner, _ = _endpoint(world)
    return Ready(caller=callers.machine(owner))


@ready("webhooks.register", by=AUTHORITY)
def _register(world: World) -> Ready:
    return Ready(
        body={"url": _URL, "description": "Filing system"}, caller=callers.machine(world.member("authority"))
    )


_at_endpoint("read")
_at_endpoint("describe", body={"description": "Risk engine, new"})
_at_endpoint("remove")
_at_endpoint("rotate", body={"overlap_hours": 24})
_at_endpoint("disable")
_at_endpoint("test")
_at_endpoint("replay", body={"since": "2026-05-01T00:00:00Z", "until": "2026-05-02T00:00:00Z"})
_at_endpoint("events")
_at_endpoint("log")
_at_endpoint("messages", query={"state": ["due"]})


@ready("webhooks.enable", by=AUTHORITY)
def _enable(world: World) -> Ready:
    owner, endpoint = _endpoint(world)
    with acting_for(owner) as at:
        services.disable(endpoint=endpoint, by=owner.caller, at=at)
    return Ready(path={"webhook": endpoint}, caller=callers.machine(owner))


@ready("webhooks.attempts", by=AUTHORITY)
def _attempts(world: World) -> Ready:
    owner, endpoint = _endpoint(world)
    with acting_for(owner) as at:
        sent = services.send_test(endpoint=endpoint, by=owner.caller, at=at)
    return Ready(path={"webhook": endpoint, "message": str(sent.id)}, caller=callers.machine(owner))
