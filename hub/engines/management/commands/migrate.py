"""``migrate``, as the owner: the other logins may not change the schema."""

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from accounts import acting


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=acting.OWNER)
