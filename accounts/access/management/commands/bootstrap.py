"""``manage.py bootstrap``: the first operator of an empty hub."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from accounts.access.bootstrap import Bootstrapped, bootstrap
from accounts.errors import Refusal
from accounts.organisations.models import Kind, Region
from accounts.organisations.services import Particulars


class Command(BaseCommand):
    help = (
        "Make the operator of an empty hub, its administrator and its API client."
        " Prints the password and the secret, once; refuses where any organisation exists."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="Hub operator", help="the operator's name")
        parser.add_argument("--country", default="BE", help="ISO 3166-1 alpha-2")
        parser.add_argument("--region", default=Region.EUR, choices=Region.values, help="WCO region")
        parser.add_argument(
            "--email", default="administrator@hub.example", help="the administrator's address"
        )
        parser.add_argument("--person", default="Hub administrator", help="the administrator's name")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        particulars = Particulars(
            name=options["name"],
            kind=Kind.OPERATOR,
            country=options["country"],
            region=options["region"],
        )
        try:
            made = bootstrap(particulars=particulars, email=options["email"], name=options["person"])
        except Refusal as refusal:
            faults = "".join(f"\n{fault.place}: {fault.message}" for fault in refusal.faults)
            raise CommandError(f"{refusal.detail}{faults}") from refusal
        except OperationalError as error:
            raise CommandError("The hub's PostgreSQL does not answer: is the hub running?") from error
        shown = _shown(made)
        self.stdout.write(json.dumps(shown) if options["json"] else _lines(shown))


def _shown(made: Bootstrapped) -> dict[str, dict[str, Any]]:
    return {
        "organisation": {
            "id": str(made.organisation.pk),
            "name": made.organisation.name,
            "kind": made.organisation.kind,
        },
        "administrator": {
            "id": str(made.administrator.person.pk),
            "email": made.administrator.person.email,
            "initial_password": made.administrator.initial_password,
        },
        "client": {
            "client_id": str(made.client.client.pk),
            "client_secret": made.client.secret,
            "scopes": made.client.client.scopes,
        },
    }


def _lines(shown: dict[str, dict[str, Any]]) -> str:
    return "\n".join(
        f"{part} {name}: {value}" for part, members in shown.items() for name, value in members.items()
    )
