"""Who takes part in a crash run and what they have agreed, kept as plain values to work out from what is owed."""

from dataclasses import dataclass, field

from tests import driving
from tests.driving import Machine, Operator, Organisation

ADVANCE_CARGO = "advance_cargo"
SAFETY = "safety_and_security"
STATISTICS = "statistics"
FACILITATION = "facilitation"


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement in force during the whole run. ``scope``: path to form, by the longest path that covers."""

    number: int
    providers: frozenset[str]
    recipient: str
    purpose: str
    scope: dict[str, str]
    destinations: frozenset[str] = frozenset()
    hs: tuple[str, ...] = ()
    follow_up: bool = False


@dataclass(slots=True)
class World:
    """The members, the clients that publish, and the deals."""

    operator: Operator
    publishers: list[tuple[Organisation, Machine]]
    feed_readers: list[Organisation]
    inbox_reader: Organisation
    pushed: Organisation
    stranger: Organisation
    reading: dict[str, Machine]
    deals: list[Deal] = field(default_factory=list)
    secret: str = ""

    @property
    def recipients(self) -> list[Organisation]:
        return [*self.feed_readers, self.inbox_reader, self.pushed, self.stranger]


def build(operator: Operator, *, clients: int, receiver_url: str) -> World:
    """Make the members over the API, bring the agreements into force, and register the webhook."""
    rotterdam = operator.admit("Customs of Rotterdam", kind="authority", country="NL", region="EUR")
    baltimore = operator.admit("Customs of Baltimore", kind="authority", country="US", region="AMS")
    singapore = operator.admit("Customs of Singapore", kind="authority", country="SG", region="AP")
    marseille = operator.admit("Customs of Marseille", kind="authority", country="FR", region="EUR")
    forwarder = operator.admit("Forwarder", kind="trader", country="DE", region="EUR")
    traders = [
        operator.admit(f"Trader {n + 1}", kind="trader", country="DE", region="EUR")
        for n in range(min(3, clients))
    ]
    for n, trader in enumerate([forwarder, *traders], start=1):
        # An authority counts standing that it granted itself, unless an agreement says otherwise.
        for authority in (rotterdam, baltimore, singapore, marseille):
            driving.grant(trader, by=authority, number=f"AEOF{authority.name[-4:].upper()}{n}")
    world = World(
        operator=operator,
        publishers=[
            (trader, trader.machine("notices:publish", "notices:read"))
            for trader in (traders[n % len(traders)] for n in range(clients))
        ],
        feed_readers=[rotterdam, baltimore],
        inbox_reader=forwarder,
        pushed=singapore,
        stranger=marseille,
        reading={
            one.id: one.machine("inbox:read", "inbox:acknowledge")
            for one in (rotterdam, baltimore, singapore, marseille, forwarder)
        },
    )
    _agree(world, traders)
    hook = singapore.administrator.post("webhooks", {"url": receiver_url, "description": "Receiver"})
    world.secret = hook["secret"]
    return world


def _agree(world: World, traders: list[Organisation]) -> None:
    rotterdam, baltimore = world.feed_readers
    singapore, forwarder = world.pushed, world.inbox_reader
    everything = {"/items": "plain", "/transport": "plain", "/ucr": "plain", "/consignor/name": "truncated"}
    _deal(world, traders, rotterdam, SAFETY, everything)
    _deal(world, traders[:2], baltimore, SAFETY, {"/items": "plain", "/ucr": "plain"}, destinations={"US"})
    _deal(world, traders, singapore, SAFETY, {"/items/*/description": "plain", "/consignee/name": "hashed"})
    _deal(world, traders[:1], singapore, SAFETY, {"/consignee": "plain", "/items/*/hs_code": "truncated"})
    _deal(world, traders, singapore, STATISTICS, {"/items/*/hs_code": "truncated", "/totals": "plain"})
    _deal(world, traders[-1:], forwarder, FACILITATION, {"/items": "plain"}, hs=("61", "3305"))
    # Proposed, and never signed by the one who would receive: it entitles nobody.
    _, address = driving.propose(traders, [world.stranger], _terms(SAFETY, {"": "plain"}))
    driving.sign(address, *traders)


def _deal(
    world: World,
    providers: list[Organisation],
    recipient: Organisation,
    purpose: str,
    scope: dict[str, str],
    *,
    destinations: set[str] | None = None,
    hs: tuple[str, ...] = (),
) -> None:
    terms = _terms(purpose, scope)
    if destinations:
        terms["conditions"] = [{"country": {"of": "destination", "any_of": sorted(destinations)}}]
    if hs:
        terms |= {"conditions": [{"hs": list(hs)}], "items": "matching"}
    number = driving.bring_into_force(providers, [recipient], terms)
    world.deals.append(
        Deal(
            number=number,
            providers=frozenset(one.id for one in providers),
            recipient=recipient.id,
            purpose=purpose,
            scope=scope,
            destinations=frozenset(destinations or ()),
            hs=hs,
        )
    )


def _terms(purpose: str, scope: dict[str, str]) -> dict[str, object]:
    return {
        "purpose": purpose,
        "types": [ADVANCE_CARGO],
        "scope": [{"path": path, "form": form} for path, form in scope.items()],
        "follow_up": False,
    }
