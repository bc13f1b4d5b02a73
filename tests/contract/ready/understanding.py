"""Understanding agreements, and the operator's and authorities' questions before they act."""

from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import AUTHORITY, OPERATOR, TRADER, World
from tests.factories import accounts
from tests.factories.notices import sample

plain("operations.notices", by=OPERATOR, query={"state": "routed"})
plain("operations.workload", by=OPERATOR)
plain("operations.onboarding", by=OPERATOR)
plain("notices.corridors", by=TRADER, query={"days": 7})
plain("agreements.who_sees_what", by=TRADER, query={"type": "advance_cargo"})


def _version(world: World) -> dict[str, str]:
    version = world.agreed()
    return {"agreement": str(version.agreement_id), "version": str(version.id)}


def _example(world: World) -> dict[str, object]:
    return {
        "name": f"Example {world.fresh()}",
        "recipient": str(world.authority.id),
        "must_send": True,
        "type": "advance_cargo",
        "document": sample(),
    }


ready("agreements.odrl", by=TRADER)(lambda world: Ready(path=_version(world)))
ready("agreements.reach", by=TRADER)(
    lambda world: Ready(path={"agreement": str(world.agreed().agreement_id)})
)
ready("agreements.try_examples", by=TRADER)(lambda world: Ready(path=_version(world)))
ready("agreements.examples", by=TRADER)(
    lambda world: Ready(path={"agreement": str(world.agreed().agreement_id)})
)
ready("agreements.keep_example", by=TRADER)(
    lambda world: Ready(path={"agreement": str(world.agreed().agreement_id)}, body=_example(world))
)
ready("operations.trace", by=OPERATOR)(lambda world: Ready(path={"number": world.accepted().number}))
ready("organisations.stops", by=OPERATOR)(lambda world: Ready(path={"organisation": str(world.member().id)}))


@ready("agreements.drop_example", by=TRADER)
def _drop(world: World) -> Ready:
    agreement = str(world.agreed().agreement_id)
    status, kept = world.callers[TRADER].api.post(f"agreements/{agreement}/examples", _example(world))
    assert status == 201, kept
    return Ready(path={"agreement": agreement, "example": kept["id"]})


@ready("standing.stops", by=AUTHORITY)
def _stops(world: World) -> Ready:
    grant = accounts.standing(world.member(), by=world.authority)
    return Ready(path={"standing": str(grant.pk)})
