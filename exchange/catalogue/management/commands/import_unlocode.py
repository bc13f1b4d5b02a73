from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts import acting, clock
from exchange.catalogue import listfiles, services


class Command(BaseCommand):
    help = "Put the published UN/LOCODE list (one CSV file or its parts, .gz accepted) in place of the seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--edition", default="", help="the edition, for example 2024-2")

    def handle(self, *args: Any, files: list[Path], edition: str, **options: Any) -> None:
        with acting.as_owner():
            count = services.import_list(
                "unlocode",
                listfiles.unlocode(files),
                title="Places (UN/LOCODE)",
                source=", ".join(path.name for path in files)[:200],
                edition=edition,
                complete=True,
                at=clock.transaction_time(),
            )
        self.stdout.write(f"{count} places")
