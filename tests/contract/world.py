"""The world of the contract tests: members, who calls for them, and what readies need again and again."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from accounts import acting
from exchange import pipeline
from exchange.agreements.models import AgreementVersion, Form
from exchange.agreements.terms import Clause
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.notices.submissions import Receipt
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.services import Wish
from tests.contract import callers
from tests.contract.callers import Caller
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for
from tests.factories.notices import sample

OPERATOR = "operator client"
ADMINISTRATOR = "administrator"
TRADER = "trader client"
AUTHORITY = "authority client"
VISITOR = "visitor"

_SCOPE = (Clause("", Form.PLAIN), Clause("/consignor/name", Form.HASHED))
_numbers = count(1)


@dataclass
class World:
    """A trader whose notices reach an authority, others beside them, and a caller for each."""

    operator: Member
    authority: Member
    trader: Member
    other_authority: Member
    other_trader: Member
    callers: dict[str, Caller] = field(default_factory=dict)

    def fresh(self) -> int:
        """A number that nothing has been named with."""
        return next(_numbers)

    def member(self, kind: str = "trader") -> Member:
        """One more member."""
        return accounts.member(
            self.operator, kind, country="NL", name=f"{kind} {self.fresh()} of the contract"
        )

    def agreed(self, **more: Any) -> AgreementVersion:
        """An agreement in force between the trader and the authority."""
        return agreements.in_force(providers=[self.trader], recipients=[self.authority], scope=_SCOPE, **more)

    def proposed(self) -> AgreementVersion:
        """A version of the same content that nobody has signed."""
        return agreements.proposed(
            self.trader, agreements.terms(providers=[self.trader], recipients=[self.authority], scope=_SCOPE)
        )

    def draft(self) -> AgreementVersion:
        """A complete draft of the trader's."""
        return agreements.draft(
            self.trader, agreements.terms(providers=[self.trader], recipients=[self.authority], scope=_SCOPE)
        )

    def accepted(self) -> Receipt:
        """A notice of the trader's, not routed yet."""
        caller = accounts.caller(self.trader, "publisher")
        with acting.as_organisation(self.trader.id, person=caller.person):
            draft = pipeline.Draft("advance_cargo", f"CONTRACT-{self.fresh()}", sample())
            (receipt,) = pipeline.publish([draft], by=caller)
        if isinstance(receipt, Exception):
            raise receipt
        return receipt

    def published(self) -> Receipt:
        """A notice of the trader's, accepted and routed."""
        receipt = self.accepted()
        while pipeline.route():
            pass
        return receipt

    def delivery(self, of: Member | None = None, *, number: str) -> Delivery:
        """What a member (the authority) has been sent of a notice."""
        recipient = of or self.authority
        with acting.as_organisation(recipient.id):
            return deliveries.inbox(recipient=recipient.id).filter(number=number).latest("position")

    def opened(self, delivery: Delivery) -> Delivery:
        """The delivery, after the authority has opened it."""
        status, answer = self.callers[AUTHORITY].api.get(f"inbox/{delivery.id}")
        if status != 200:
            raise RuntimeError(f"cannot open: {answer}")
        return delivery


def build() -> World:
    """Everything, made through the services."""
    operator = accounts.operator()
    authority = accounts.member(operator, "authority", country="FR")
    trader = accounts.member(operator, "trader", country="DE")
    accounts.standing(trader, by=authority)
    world = World(
        operator,
        authority,
        trader,
        accounts.member(operator, "authority", country="NL"),
        accounts.member(operator, "trader", country="NL"),
    )
    # Whatever becomes of the subscription that always was: the authority goes on hearing everything.
    with acting_for(authority) as at:
        subscriptions.begin(by=authority.caller, at=at, wish=Wish())
    world.agreed()
    world.callers |= {
        OPERATOR: callers.machine(operator),
        ADMINISTRATOR: callers.person(authority, "administrator", "officer"),
        TRADER: callers.machine(trader),
        AUTHORITY: callers.machine(authority),
        VISITOR: callers.visitor(),
    }
    return world
