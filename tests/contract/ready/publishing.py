"""Publishing, one's own notices, and the operator's view of what becomes of them."""

from pathlib import Path
from typing import Any

from accounts import acting
from exchange.notices.models import RoutingWork
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import OPERATOR, TRADER, World
from tests.factories.notices import sample

_FILE = Path(__file__).parents[2] / "exchange" / "intake" / "samples" / "new_by_sea.xml"

plain("notices.list", by=TRADER, query={"type": "advance_cargo", "limit": 2})
plain("operations.pipeline", by=OPERATOR)
plain("operations.quarantine", by=OPERATOR)


def _draft(world: World) -> dict[str, Any]:
    reference = f"CONTRACT-{world.fresh()}"
    return {"type": "advance_cargo", "reference": reference, "content": sample()}


ready("notices.publish", by=TRADER)(lambda world: Ready(body=_draft(world)))
ready("notices.publish_bulk", by=TRADER)(lambda world: Ready(body=[_draft(world), _draft(world)]))


@ready("files.publish", by=TRADER)
def _file(world: World) -> Ready:
    return Ready(body=_FILE.read_bytes(), media_type="application/xml", query={"name": "new.xml"})


def _number(world: World) -> dict[str, str]:
    return {"number": world.published().number}


ready("notices.read", by=TRADER)(lambda world: Ready(path=_number(world)))
ready("notices.receipts", by=TRADER)(lambda world: Ready(path=_number(world)))


@ready("notices.amend", by=TRADER)
def _amend(world: World) -> Ready:
    content = sample(ucr=f"5DE1112223{world.fresh():05}")
    return Ready(path=_number(world), body={"replaces": 1, "content": content})


@ready("notices.cancel", by=TRADER)
def _cancel(world: World) -> Ready:
    return Ready(path=_number(world), body={"replaces": 1})


@ready("notices.explain", by=TRADER)
def _explain(world: World) -> Ready:
    return Ready(path=_number(world), query={"organisation": str(world.authority.id), "version": 1})


@ready("operations.reprocess", by=OPERATOR)
def _reprocess(world: World) -> Ready:
    receipt = world.accepted()
    with acting.as_pipeline():
        RoutingWork.objects.filter(version_id=receipt.version_id).update(state="quarantined")
    return Ready(path={"number": receipt.number})
