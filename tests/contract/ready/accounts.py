"""Members, people, clients, standing, groups, trail and register."""

from typing import Any

from accounts import acting
from accounts.accreditation import services as accreditation
from accounts.groups import services as groups
from accounts.joining import door
from accounts.joining import selectors as joins
from accounts.joining import services as joining
from accounts.joining.models import JoinRequest
from accounts.joining.services import Wanted
from accounts.organisations import services as organisations
from accounts.organisations.services import NewIdentifier
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import ADMINISTRATOR, AUTHORITY, OPERATOR, TRADER, VISITOR, World
from tests.factories import accounts, agreements
from tests.factories.accounts import acting_for

_WHY = {"reason": "Asked for in the letter of 3 November."}

plain("organisations.list", by=TRADER, query={"kind": "trader", "limit": 2})
plain("people.list", by=ADMINISTRATOR)
plain("clients.list", by=TRADER)
plain("standing.list", by=AUTHORITY, query={"state": "granted"})
plain("groups.list", by=TRADER)
plain("trail.list", by=ADMINISTRATOR, query={"limit": 3})
plain("disclosures.list", by=ADMINISTRATOR)
plain("disclosures.export", by=ADMINISTRATOR)
plain("trail.export", by=ADMINISTRATOR, query={"form": "jsonl"})
plain("receipts.export", by=ADMINISTRATOR)


# --- members --------------------------------------------------------------------------------------------


@ready("organisations.admit", by=OPERATOR)
def _admit(world: World) -> Ready:
    number = world.fresh()
    body = {"name": f"Example Lines {number}", "kind": "trader", "country": "DE", "region": "EUR"}
    return Ready(body={**body, "identifiers": [{"scheme": "eori", "value": f"DE{number:013}"}]})


def _member(world: World) -> dict[str, str]:
    return {"organisation": str(world.member().id)}


ready("organisations.read", by=TRADER)(lambda world: Ready(path=_member(world)))
ready("organisations.history", by=TRADER)(lambda world: Ready(path=_member(world)))
ready("organisations.suspend", by=OPERATOR)(lambda world: Ready(path=_member(world), body=_WHY))
ready("organisations.remove", by=OPERATOR)(lambda world: Ready(path=_member(world), body=_WHY))


@ready("organisations.change_contact", by=OPERATOR)
def _change_contact(world: World) -> Ready:
    return Ready(path=_member(world), body={"contact_email": "desk@example.com"})


@ready("organisations.resume", by=OPERATOR)
def _resume(world: World) -> Ready:
    member = world.member()
    with acting_for(world.operator) as at:
        organisations.suspend(
            organisation=member.organisation, reason="Audit", by=world.operator.caller, at=at
        )
    return Ready(path={"organisation": str(member.id)}, body=_WHY)


@ready("organisations.add_identifier", by=OPERATOR)
def _add_identifier(world: World) -> Ready:
    return Ready(path=_member(world), body={"scheme": "eori", "value": f"NL{world.fresh():013}"})


@ready("organisations.end_identifier", by=OPERATOR)
def _end_identifier(world: World) -> Ready:
    wanted = [("eori", f"NL{world.fresh():013}")]
    member = accounts.member(world.operator, identifiers=wanted)
    status, shown = world.callers[OPERATOR].api.get(f"organisations/{member.id}")
    assert status == 200, shown
    return Ready(path={"organisation": str(member.id), "identifier": shown["identifiers"][0]["id"]})


# --- people and clients -----------------------------------------------------------------------------------


@ready("people.make", by=ADMINISTRATOR)
def _make_person(world: World) -> Ready:
    email = f"grace{world.fresh()}@example.com"
    return Ready(
        body={"email": email, "name": "Grace", "roles": ["publisher"], "sign_in": "password"},
    )


def _person(world: World) -> dict[str, str]:
    return {"person": str(accounts.person(world.authority, "officer").pk)}


ready("people.read", by=ADMINISTRATOR)(lambda world: Ready(path=_person(world)))
ready("people.remove", by=ADMINISTRATOR)(lambda world: Ready(path=_person(world)))
ready("people.send_link", by=ADMINISTRATOR)(lambda world: Ready(path=_person(world)))
ready("people.grant_role", by=ADMINISTRATOR)(
    lambda world: Ready(path=_person(world), body={"role": "auditor"})
)
ready("people.end_role", by=ADMINISTRATOR)(lambda world: Ready(path={**_person(world), "role": "officer"}))


@ready("clients.make", by=TRADER)
def _make_client(world: World) -> Ready:
    return Ready(body={"name": f"Filing system {world.fresh()}", "scopes": ["notices:publish"]})


def _client(world: World) -> dict[str, str]:
    return {"client": str(accounts.client(world.trader, "notices:read").client.pk)}


ready("clients.read", by=TRADER)(lambda world: Ready(path=_client(world)))
ready("clients.end", by=TRADER)(lambda world: Ready(path=_client(world)))
ready("clients.rotate", by=TRADER)(lambda world: Ready(path=_client(world), body={"overlap_hours": 1}))


# --- standing ---------------------------------------------------------------------------------------------


@ready("standing.grant", by=AUTHORITY)
def _grant(world: World) -> Ready:
    holder = world.member()
    body = {"holder": str(holder.id), "kind": "accredited", "programme": "AEOF", "number": "NLAEOF1"}
    return Ready(body=body)


def _standing(world: World, *steps: Any) -> dict[str, str]:
    """Standing that the authority has granted, after these steps of its."""
    granted = accounts.standing(world.member(), by=world.authority)
    for step in steps:
        with acting_for(world.authority) as at:
            step(standing=granted, reason="Audit", by=world.authority.caller, at=at)
    return {"standing": str(granted.pk)}


def _foreign_standing(world: World) -> Any:
    return accounts.standing(world.member(), by=world.other_authority)


ready("standing.read", by=AUTHORITY)(lambda world: Ready(path=_standing(world)))
ready("standing.suspend", by=AUTHORITY)(lambda world: Ready(path=_standing(world), body=_WHY))
ready("standing.revoke", by=AUTHORITY)(lambda world: Ready(path=_standing(world), body=_WHY))
ready("standing.resume", by=AUTHORITY)(
    lambda world: Ready(path=_standing(world, accreditation.suspend), body=_WHY)
)


@ready("standing.recognise", by=AUTHORITY)
def _recognise(world: World) -> Ready:
    return Ready(path={"standing": str(_foreign_standing(world).pk)}, body={"valid_until": None})


@ready("standing.end_recognition", by=AUTHORITY)
def _end_recognition(world: World) -> Ready:
    granted = _foreign_standing(world)
    with acting_for(world.authority) as at:
        accreditation.recognise(standing=granted, by=world.authority.caller, at=at)
    return Ready(path={"standing": str(granted.pk)})


# --- groups -----------------------------------------------------------------------------------------------


@ready("groups.make", by=TRADER)
def _make_group(world: World) -> Ready:
    members = [str(world.other_trader.id)]
    return Ready(body={"name": f"European traders {world.fresh()}", "members": members})


def _group(world: World) -> Any:
    return agreements.listed_group(world.trader, world.other_trader, name=f"Group {world.fresh()}")


ready("groups.read", by=TRADER)(lambda world: Ready(path={"group": str(_group(world).pk)}))
ready("groups.members", by=TRADER)(lambda world: Ready(path={"group": str(_group(world).pk)}))


@ready("groups.add_member", by=TRADER)
def _add_member(world: World) -> Ready:
    return Ready(path={"group": str(_group(world).pk)}, body={"organisation": str(world.authority.id)})


@ready("groups.end_membership", by=TRADER)
def _end_membership(world: World) -> Ready:
    group = _group(world)
    with acting_for(world.trader) as at:
        groups.add_member(
            group=group, organisation=world.authority.organisation, by=world.trader.caller, at=at
        )
    return Ready(path={"group": str(group.pk), "organisation": str(world.authority.id)})


# --- announcements --------------------------------------------------------------------------------------

_SAID = {"text": {"en": "It goes on.", "fr": "Le travail continue."}}
_ANNOUNCED = {**_SAID, "kind": "incident", "affects": ["mail"], "title": {"en": "Late", "fr": "Retard"}}

plain("announcements.list", by=OPERATOR, query={"limit": 2})
plain("announcements.announce", by=OPERATOR, body=_ANNOUNCED)


def _announcement(world: World) -> dict[str, str]:
    _, made = world.callers[OPERATOR].api.post("operations/announcements", _ANNOUNCED)
    return {"announcement": made["id"]}


ready("announcements.read", by=OPERATOR)(lambda world: Ready(path=_announcement(world)))
ready("announcements.update", by=OPERATOR)(lambda world: Ready(path=_announcement(world), body=_SAID))
ready("announcements.end", by=OPERATOR)(lambda world: Ready(path=_announcement(world), body=_SAID))


# --- requests to join -------------------------------------------------------------------------------------


def _asking(world: World) -> dict[str, Any]:
    number = world.fresh()
    return {
        "name": f"Newcomer {number}",
        "kind": "trader",
        "country": "DE",
        "contact_name": "Ada",
        "contact_email": f"ada{number}@example.com",
        "reason": "We carry sea freight.",
        "consent": True,
        "identifiers": [{"scheme": "eori", "value": f"DE{number:013}"}],
    }


def _asked(world: World) -> str:
    """The secret of the link that confirms a request."""
    said = _asking(world)
    del said["consent"]
    numbers = [NewIdentifier(**number) for number in said.pop("identifiers")]
    with door.by_address(said["contact_email"]):
        letter = joining.ask(Wanted(**said, identifiers=numbers, language="en"), at=acting.transaction_time())
    assert letter is not None
    assert letter.secret is not None
    return letter.secret


def _confirmed(world: World) -> JoinRequest:
    secret = _asked(world)
    with door.by_link(secret):
        joining.confirm(secret, at=acting.transaction_time())
        return joins.by_link(secret, at=acting.transaction_time())


def _request(world: World) -> dict[str, str]:
    return {"join_request": str(_confirmed(world).pk)}


plain("joining.list", by=OPERATOR, query={"state": "waiting"})
ready("joining.ask", by=VISITOR)(lambda world: Ready(body=_asking(world)))
ready("joining.confirm", by=VISITOR)(lambda world: Ready(body={"link": _asked(world)}))
ready("joining.read", by=OPERATOR)(lambda world: Ready(path=_request(world)))
ready("joining.refuse", by=OPERATOR)(lambda world: Ready(path=_request(world), body=_WHY))
ready("joining.ask_back", by=OPERATOR)(
    lambda world: Ready(path=_request(world), body={"text": "Which goods do you carry?"})
)


@ready("joining.admit", by=OPERATOR)
def _admit_request(world: World) -> Ready:
    one = _confirmed(world)
    body = {"region": "EUR", "administrator": "Ada", "email": one.contact_email}
    return Ready(path={"join_request": str(one.pk)}, body=body)


@ready("joining.answer", by=VISITOR)
def _answer_request(world: World) -> Ready:
    one = _confirmed(world)
    with acting_for(world.operator) as at:
        letter = joining.ask_back(request=one, text="Which goods?", by=world.operator.caller, at=at)
    return Ready(body={"link": letter.secret, "text": "Containers."})
