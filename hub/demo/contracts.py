"""From terms to agreements in force: proposed, signed by each administrator, acceded to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.callers import Caller
from exchange.agreements import services as agreements
from exchange.agreements.models import AgreementVersion
from exchange.agreements.terms import Terms
from exchange.routing import proposing
from hub.demo import cargo_terms, cast, other_terms
from hub.demo.world import World

_REHEARSAL_LASTS = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Contract:
    """An agreement of the story: who proposes it, who signs, who accedes."""

    key: str
    terms: Callable[[World], Terms]
    drafter: str
    signatories: Sequence[str]
    acceding: Sequence[str] = ()


# In force before the day begins.
AT_DAWN = (
    Contract("rotterdam", cargo_terms.rotterdam_first, "lotus", ["lotus", "nl"]),
    Contract("events", cargo_terms.events, "meridian", ["meridian", "nl", "fr", "sg"]),
    Contract("low_value", other_terms.low_value, "fr", ["fr", "bazar", "poste"]),
    Contract("parcel_safety", other_terms.parcel_safety, "fr", ["fr", "bazar", "poste"]),
    Contract("earphones", other_terms.earphones, "sonara", ["sonara", "bazar"]),
    Contract("counterfeits", other_terms.counterfeits, "fr", ["fr", "sonara", "nl"]),
    Contract("risks", other_terms.risks, "nl", ["nl", "fr", "sg", "ke", "br"]),
    Contract(
        "announcements",
        other_terms.announcements,
        cast.OPERATOR,
        [cast.OPERATOR, "epsg", "sonara"],
        ["nl", "fr", "sg", "ke", "br", "lotus", "noordzee", "meridian", "straits", "bazar"],
    ),
    Contract(
        "statistics", cargo_terms.statistics, "epsg", ["epsg", "sg", "ke"], ["lotus", "noordzee", "meridian"]
    ),
    Contract("facilitation", cargo_terms.facilitation, "noordzee", ["noordzee", cast.OPERATOR], ["fr", "br"]),
    Contract("coffee", cargo_terms.coffee, "planalto", ["planalto", "nl"]),
    Contract("le_havre", cargo_terms.le_havre, "noordzee", ["noordzee", "fr"]),
    Contract("pilot", cargo_terms.pilot, "lotus", ["lotus", "ke"]),
    Contract("rehearsal", cargo_terms.rehearsal, "meridian", ["meridian", "br"]),
)
# Agreed in the middle of the day.
STRAITS = Contract("straits", cargo_terms.straits, "straits", ["straits", "nl"])


def agree(world: World, contract: Contract) -> None:
    """Bring an agreement into force, or find it."""
    version = _proposed(world, contract)
    world.versions[contract.key] = version.id
    world.agreements[contract.key] = version.agreement_id
    _sign(world, version, contract.signatories)
    for key in contract.acceding:
        with world.unless_done(), world.changing(key) as (by, at):
            agreements.accede(by=by, at=at, version=version.id)


def replace_terms(
    world: World, key: str, *, terms: Callable[[World], Terms], by: str, signatories: Sequence[str]
) -> None:
    """A successor of an agreement: in force once all have signed it, in negotiation until then."""
    agreement = world.agreements[key]
    with world.changing(by) as (caller, at):
        successor = AgreementVersion.objects.filter(agreement=agreement, version=2).first()
        if successor is None:
            successor = _own_draft(world, key, caller, at)
            agreements.edit(by=caller, at=at, version=successor.id, terms=terms(world))
            proposing.propose(by=caller, at=at, version=successor.id)
    world.versions[f"{key}/2"] = successor.id
    _sign(world, successor, signatories)


def leave_drafts(world: World) -> None:
    """A draft on its drafter's desk, and one that was put away."""
    terms = cargo_terms.antwerp_draft(world)
    with world.changing("lotus") as (by, at):
        draft = AgreementVersion.objects.filter(title=terms.title, drafted_by=by.organisation).first()
        draft = draft or agreements.draft(by=by, at=at, terms=terms)
    world.versions["draft"] = draft.id
    world.agreements["draft"] = draft.agreement_id
    with world.changing("bazar") as (by, at):
        mine = AgreementVersion.objects.filter(
            agreement=world.agreements["low_value"], drafted_by=by.organisation
        )
        withdrawn = mine.first()
        if withdrawn is None:
            withdrawn = agreements.new_version(by=by, at=at, agreement=world.agreements["low_value"])
            agreements.withdraw(by=by, at=at, version=withdrawn.id)
    world.versions["withdrawn"] = withdrawn.id


def _proposed(world: World, contract: Contract) -> AgreementVersion:
    terms = contract.terms(world)
    with world.changing(contract.drafter) as (by, at):
        found = AgreementVersion.objects.filter(title=terms.title, version=1).first()
        if found is not None:
            return found
        if contract.key == "rehearsal":
            terms = replace(terms, effective_until=at + _REHEARSAL_LASTS)
        draft = agreements.draft(by=by, at=at, terms=terms)
        return proposing.propose(by=by, at=at, version=draft.id)


def _own_draft(world: World, key: str, by: Caller, at: datetime) -> AgreementVersion:
    return agreements.new_version(by=by, at=at, agreement=world.agreements[key])


def _sign(world: World, version: AgreementVersion, signatories: Sequence[str]) -> None:
    for key in signatories:
        with world.unless_done(), world.changing(key) as (by, at):
            agreements.sign(by=by, at=at, version=version.id)
