"""The worklist: what is claimed is somebody's, so most of it takes a person who has signed in."""

from typing import Any

from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import ADMINISTRATOR, AUTHORITY, World
from tests.factories import accounts

plain("worklist.list", by=AUTHORITY, query={"order": "newest", "limit": 2})
plain("worklist.views", by=ADMINISTRATOR)
plain("worklist.own_work", by=ADMINISTRATOR, query={"days": 3})


def _delivery(world: World) -> str:
    """A delivery of the authority's that nobody works on yet."""
    return str(world.delivery(number=world.published().number).id)


def _chosen(world: World) -> dict[str, Any]:
    return {"deliveries": [_delivery(world)]}


def _claimed(world: World) -> dict[str, Any]:
    """The choice of a delivery that the administrator has claimed."""
    body = _chosen(world)
    status, told = world.callers[ADMINISTRATOR].api.post("worklist/claims", body)
    assert (status, told["claimed"]) == (200, body["deliveries"]), told
    return body


ready("worklist.open", by=AUTHORITY)(lambda world: Ready(body=_chosen(world)))
ready("worklist.claim", by=ADMINISTRATOR)(lambda world: Ready(body=_chosen(world)))
ready("worklist.give_back", by=ADMINISTRATOR)(lambda world: Ready(body=_claimed(world)))


@ready("worklist.assign", by=AUTHORITY)
def _assign(world: World) -> Ready:
    officer = accounts.person(world.authority, "officer")
    return Ready(body={**_chosen(world), "person": str(officer.pk)})


@ready("worklist.history", by=AUTHORITY)
def _history(world: World) -> Ready:
    (delivery,) = _claimed(world)["deliveries"]
    return Ready(path={"delivery": delivery})


@ready("worklist.acknowledge", by=AUTHORITY)
def _acknowledge(world: World) -> Ready:
    delivery = world.opened(world.delivery(number=world.published().number))
    return Ready(body={"deliveries": [str(delivery.id)]})


# --- views ------------------------------------------------------------------------------------------------


def _view(world: World) -> dict[str, Any]:
    return {"name": f"View {world.fresh()}", "shared": True, "filters": {"office": "NL000511", "mode": "1"}}


ready("worklist.keep_view", by=ADMINISTRATOR)(lambda world: Ready(body=_view(world)))


@ready("worklist.drop_view", by=ADMINISTRATOR)
def _drop_view(world: World) -> Ready:
    status, kept = world.callers[ADMINISTRATOR].api.post("worklist/views", _view(world))
    assert status == 201, kept
    return Ready(path={"view": kept["id"]})
