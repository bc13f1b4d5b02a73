"""What somebody who tries the demo world is handed: sign-ins, an API client, a first request to paste.

Password and secrets are made anew for each demo world: a hub that somebody forgets on a network must not open
to a word from the documentation.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts import acting
from accounts.access import services as clients
from accounts.access.models import Client
from accounts.users import selectors as users
from hub.demo import cast, machines
from hub.demo.world import World
from hub.engines.state import DataFolder

FILE, TEXT = "demo.json", "demo.txt"

# Worth signing in as, in this order.
_SHOWN = (
    ("lotus", cast.PUBLISHER, "publishes cargo data, sees who received it"),
    ("nl", cast.OFFICER, "reads notices, asks, holds and releases"),
    ("fr", cast.ADMINISTRATOR, "has a version of an agreement to sign"),
    ("sonara", cast.PUBLISHER, "a rights holder"),
    ("epsg", cast.ADMINISTRATOR, "keeps a private-sector group"),
    (cast.OPERATOR, cast.ADMINISTRATOR, "operates the hub"),
)
_FIRST = {
    "type": "advance_cargo",
    "reference": "FIRST-1",
    "content": {
        "transport": {"mode": "1", "name": "MERIDIAN DAWN"},
        "declarant": {"identifier": "NL854120099", "name": "Lotus Freight Rotterdam BV"},
        "dispatch_country": "CN",
        "destination_country": "NL",
        "items": [
            {"sequence": 1, "description": "Cotton bed linen", "hs_code": "630221", "gross_mass": "4210.5"}
        ],
    },
}


@dataclass(frozen=True, slots=True)
class Handout:
    """The password of all people, and the secret of each API client by its member."""

    password: str
    secrets: dict[str, str]


def is_there(data: DataFolder) -> bool:
    """Whether an earlier seeding has left the handout in this data folder."""
    return (data.path / FILE).is_file()


def renew(world: World, known: dict[str, str]) -> Handout:
    """A new password for everybody, and secrets: those just made, and new ones where they are not known."""
    password = secrets.token_urlsafe(9)
    # Hashed once: it is one password, and hashing is slow on purpose.
    hashed = make_password(password)
    for person_id in world.people.values():
        with acting.as_person(person_id):
            person = users.person(person_id)
            person.password = hashed
            person.save(update_fields=["password"])
    own = dict(known)
    for key, client in world.clients.items():
        if key not in own:
            own[key] = _rotate(world, key, client)
    return Handout(password, own)


def leave(handout: Handout, world: World, data: DataFolder, *, address: str) -> None:
    """Write it into the data folder, for its owner's eyes alone."""
    data.leave(TEXT, _text(handout, world, address))
    data.leave(FILE, json.dumps(_json(handout, world, address), indent=1, ensure_ascii=False))


def first_request(handout: Handout, world: World, address: str) -> str:
    """A token and a publication, to be pasted into a shell as they stand. Pasted again it changes nothing."""
    client = world.clients["lotus"]
    return (
        f"TOKEN=$(curl -s {address}/oauth/token -d grant_type=client_credentials -d client_id={client.pk}"
        f" -d client_secret={handout.secrets['lotus']}"
        """ | sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')\n"""
        f'curl -s {address}/api/v1/notices -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"'
        f" -d '{json.dumps(_FIRST)}'\n"
    )


def _rotate(world: World, key: str, client: Client) -> str:
    with world.changing(key) as (by, at):
        return clients.rotate_secret(client=client, by=by, at=at).secret


def _text(handout: Handout, world: World, address: str) -> str:
    shown = [(cast.player_for(key, role), cast.BY_KEY[key].name, what) for key, role, what in _SHOWN]
    width = max(len(player.email) for player, _, _ in shown)
    lines = [
        f"The demo world: sign in at {address}/ with the password {handout.password} as",
        *(f"  {player.email:<{width}}  {name}: {what}" for player, name, what in shown),
        f"  (everybody else, and all API clients: {FILE} beside this text)",
        "A first request, as the API client of Lotus Freight; paste both lines:",
        "",
        first_request(handout, world, address),
    ]
    return "\n".join(lines)


def _json(handout: Handout, world: World, address: str) -> dict[str, Any]:
    return {
        "address": address,
        "password": handout.password,
        "people": [
            {
                "email": player.email,
                "name": player.name,
                "organisation": member.name,
                "roles": list(player.roles),
            }
            for member in cast.EVERYBODY
            for player in member.people
        ],
        "organisations": {key: str(one.pk) for key, one in world.organisations.items()},
        "clients": {
            key: {
                "client_id": str(client.pk),
                "client_secret": handout.secrets[key],
                "organisation": cast.BY_KEY[key].name,
                "scopes": list(machines.SCOPES[key]),
            }
            for key, client in world.clients.items()
        },
        "first_request": first_request(handout, world, address),
    }
