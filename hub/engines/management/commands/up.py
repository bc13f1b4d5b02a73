"""Run the whole hub on this machine."""

import os
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from hub.engines.binaries import EngineMissing
from hub.engines.children import GaveUp
from hub.engines.postgres import WrongVersion
from hub.engines.servers import NotPrepared
from hub.engines.state import AlreadyRunning
from hub.engines.supervisor import CannotStart, Supervisor

_EXPECTED = (
    AlreadyRunning,
    CannotStart,
    EngineMissing,
    GaveUp,
    NotPrepared,
    WrongVersion,
    psycopg2.Error,
)


class Command(BaseCommand):
    help = (
        "Start PostgreSQL and Valkey (or use DATABASE_URL and REDIS_URL), migrate, make the demo world once,"
        " and run web, worker and beat until Ctrl-C."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            Supervisor(os.environ).run()
        except _EXPECTED as failure:
            raise CommandError(str(failure)) from failure
        except KeyboardInterrupt:
            return
