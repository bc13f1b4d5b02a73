"""Agreements in every state that an act needs."""

from typing import Any

from exchange.agreements import document, services
from exchange.agreements.models import AgreementVersion
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import ADMINISTRATOR, TRADER, World
from tests.factories import agreements
from tests.factories.accounts import acting_for

_WHY = {"reason": "The audit of May found a leak."}

plain("agreements.list", by=TRADER, query={"state": "in_force"})


def _at(version: AgreementVersion) -> dict[str, str]:
    return {"agreement": str(version.agreement_id), "version": str(version.id)}


def _whole(version: AgreementVersion) -> dict[str, str]:
    return {"agreement": str(version.agreement_id)}


def _terms(world: World) -> dict[str, Any]:
    return document.to_document(agreements.terms(providers=[world.trader], recipients=[world.authority]))


ready("agreements.draft", by=TRADER)(lambda world: Ready(body=_terms(world)))
ready("agreements.read", by=TRADER)(lambda world: Ready(path=_whole(world.proposed())))
ready("agreements.steps", by=TRADER)(lambda world: Ready(path=_whole(world.agreed())))
ready("agreements.read_version", by=TRADER)(lambda world: Ready(path=_at(world.proposed())))
ready("agreements.summary", by=TRADER)(lambda world: Ready(path=_at(world.proposed())))
ready("agreements.preview", by=TRADER)(lambda world: Ready(path=_at(world.proposed()), query={"days": 2}))
ready("agreements.withdraw", by=TRADER)(lambda world: Ready(path=_at(world.draft())))
ready("agreements.propose", by=TRADER)(lambda world: Ready(path=_at(world.draft())))
ready("agreements.sign", by=ADMINISTRATOR)(lambda world: Ready(path=_at(world.proposed())))
ready("agreements.leave", by=TRADER)(lambda world: Ready(path=_at(world.agreed()), body=_WHY))
ready("agreements.draft_successor", by=TRADER)(lambda world: Ready(path=_whole(world.agreed())))
ready("agreements.suspend", by=TRADER)(lambda world: Ready(path=_whole(world.agreed()), body=_WHY))
ready("agreements.terminate", by=TRADER)(lambda world: Ready(path=_whole(world.agreed()), body=_WHY))


@ready("agreements.edit", by=TRADER)
def _edit(world: World) -> Ready:
    version = world.draft()
    where = _at(version)
    api = world.callers[TRADER].api
    status, shown = api.get(f"agreements/{where['agreement']}/versions/{where['version']}")
    assert status == 200, shown
    assert api.last is not None
    return Ready(path=where, body=_terms(world), headers={"If-Match": api.last["ETag"]})


@ready("agreements.accede", by=ADMINISTRATOR)
def _accede(world: World) -> Ready:
    group = agreements.listed_group(world.trader, world.authority, name=f"Customs {world.fresh()}")
    written = agreements.terms(providers=[world.trader], recipients=[group])
    return Ready(path=_at(agreements.proposed(world.trader, written)))


def _excluding(world: World) -> dict[str, str]:
    return {"recipient": str(world.authority.id), **_WHY}


@ready("agreements.exclude", by=TRADER)
def _exclude(world: World) -> Ready:
    return Ready(path=_whole(world.agreed()), body=_excluding(world))


@ready("agreements.readmit", by=TRADER)
def _readmit(world: World) -> Ready:
    version = world.agreed()
    with acting_for(world.trader) as at:
        services.exclude(
            by=world.trader.caller,
            at=at,
            agreement=version.agreement_id,
            recipient=world.authority.id,
            reason="Dispute",
        )
    return Ready(path=_whole(version), body=_excluding(world))


@ready("agreements.resume", by=TRADER)
def _resume(world: World) -> Ready:
    version = world.agreed()
    with acting_for(world.trader) as at:
        services.suspend(by=world.trader.caller, at=at, agreement=version.agreement_id, reason="Audit")
    return Ready(path=_whole(version), body=_WHY)
