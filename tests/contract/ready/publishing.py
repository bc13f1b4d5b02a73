"""Publishing, one's own notices, and the operator's view of what becomes of them."""

from pathlib import Path
from typing import Any

from accounts import acting
from accounts.clock import uuid7
from exchange.drafts import services as drafts
from exchange.notices.models import RoutingWork
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import OPERATOR, TRADER, World
from tests.factories import accounts
from tests.factories.notices import sample

_FILE = Path(__file__).parents[2] / "exchange" / "intake" / "samples" / "new_by_sea.xml"

plain("notices.list", by=TRADER, query={"type": "advance_cargo", "limit": 2})
plain("consignments.list", by=TRADER, query={"limit": 2})
plain("drafts.list", by=TRADER, query={"limit": 2})
plain("drafts.discard", by=TRADER, path={"draft": "01a213a2-424b-726f-800b-2e84af97fc8f"})
plain("operations.pipeline", by=OPERATOR)
plain("operations.quarantine", by=OPERATOR)


def _draft(world: World) -> dict[str, Any]:
    reference = f"CONTRACT-{world.fresh()}"
    return {"type": "advance_cargo", "reference": reference, "content": sample()}


def _kept(world: World) -> dict[str, str]:
    caller = accounts.caller(world.trader, "publisher")
    draft = uuid7()
    with acting.as_organisation(world.trader.id, person=caller.person):
        drafts.save(
            draft=draft,
            type_id="advance_cargo",
            reference="",
            content={"items": [{}]},
            by=caller,
            at=acting.transaction_time(),
        )
    return {"draft": str(draft)}


ready("drafts.read", by=TRADER)(lambda world: Ready(path=_kept(world)))
ready("drafts.save", by=TRADER)(lambda world: Ready(path={"draft": str(uuid7())}, body=_draft(world)))
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
    return Ready(path={"number": receipt.number}, body={"reason": "The engine was mended."})
