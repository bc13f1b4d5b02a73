"""Sessions and the catalogue: what needs no organisation."""

from tests.contract import callers
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import ADMINISTRATOR, VISITOR, World
from tests.factories.accounts import PASSWORD

plain("session.read", by=VISITOR)
plain("status.read", by=VISITOR)
plain("catalogue.list_types", by=VISITOR)
plain("catalogue.read_type", by=VISITOR, path={"type": "advance_cargo"})
plain("catalogue.read_schema", by=VISITOR, path={"type": "hold", "version": "1"})
plain("catalogue.list_rules", by=VISITOR)
plain("catalogue.list_codelists", by=VISITOR)
plain("catalogue.list_codes", by=VISITOR, path={"name": "countries"}, query={"q": "NL", "limit": 5})


@ready("session.sign_in", by=VISITOR)
def _sign_in(world: World) -> Ready:
    email = world.callers[ADMINISTRATOR].email
    return Ready(body={"email": email, "password": PASSWORD}, caller=callers.visitor())


@ready("session.sign_out", by=ADMINISTRATOR)
def _sign_out(world: World) -> Ready:
    return Ready(caller=callers.person(world.trader, "auditor"))


@ready("session.choose", by=ADMINISTRATOR)
def _choose(world: World) -> Ready:
    return Ready(
        body={"organisation": str(world.trader.id)}, caller=callers.person(world.trader, "auditor", "officer")
    )
