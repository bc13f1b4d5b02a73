"""Make the hub's logins and database on a server of one's own."""

import secrets
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.engines import logins

_VARIABLES = {
    logins.OWNER: "DATABASE_URL",
    logins.WEB: "DATABASE_WEB_URL",
    logins.PIPELINE: "DATABASE_PIPELINE_URL",
    logins.BACKUP: "DATABASE_BACKUP_URL",
}


class Command(BaseCommand):
    help = (
        "Make the four logins and the database, as a superuser, and print their addresses as environment"
        " variables. Safe to repeat, but each time gives new passwords."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--superuser-url", required=True, help="postgres://postgres:...@host:5432/postgres"
        )
        parser.add_argument("--database", default="hub")

    def handle(self, *args: Any, **options: Any) -> None:
        passwords = {login: secrets.token_urlsafe(32) for login in logins.ATTRIBUTES}
        try:
            logins.prepare_database(options["superuser_url"], options["database"], passwords)
        except psycopg2.Error as failure:
            raise CommandError(f"the server refused: {failure}") from failure
        for login, variable in _VARIABLES.items():
            address = logins.with_login(
                options["superuser_url"], login, passwords[login], options["database"]
            )
            self.stdout.write(f"{variable}={address}")
