from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts import acting, clock
from exchange.catalogue import codelists, listfiles, services


class Command(BaseCommand):
    help = (
        "Put a full code list from a CSV file in place of the packaged one: hs, packages, units, means,"
        " transport_documents and the others. For example: import_codelist hs harmonized-system.csv --code hscode"
        " --label description"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=sorted(set(codelists.packaged()) - {"unlocode"}))
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", default="code", help="the column that holds the code")
        parser.add_argument("--label", default="label", help="the column that holds the label")
        parser.add_argument("--edition", default="")

    def handle(
        self, *args: Any, name: str, file: Path, code: str, label: str, edition: str, **options: Any
    ) -> None:
        with acting.as_owner():
            count = services.import_list(
                name,
                listfiles.table(file, code=code, label=label),
                title=codelists.packaged()[name].title,
                source=file.name[:200],
                edition=edition,
                complete=True,
                at=clock.transaction_time(),
            )
        self.stdout.write(f"{count} codes")
