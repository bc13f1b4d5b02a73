import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Malformed
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Organisation
from hub.files import services
from hub.files.services import Outcome, Reference, Verdict


class Command(BaseCommand):
    help = (
        "Publish what files say, for an organisation: today entry summary declarations in XML (IE315, IE313),"
        " one in a file. A folder stands for the XML files in it. Unless --json is given, the command ends with 1"
        " when a message was not accepted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--as",
            dest="organisation",
            required=True,
            metavar="ORG",
            help="the publisher: its id on the hub, one of its identifiers (EORI, TIN, LEI ...) or its name",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object a line for each message"
        )
        parser.add_argument(
            "--reference",
            choices=[choice.value for choice in Reference],
            default=Reference.OWN.value,
            help="own: the message's LRN or MRN; position: file name and position, for files that share theirs",
        )

    def handle(self, *args: Any, files: list[Path], organisation: str, **options: Any) -> None:
        caller = _caller(organisation)
        counts: Counter[Verdict] = Counter()
        for name, path in _named(files):
            for outcome in _publish(path, name, caller, Reference(options["reference"])):
                counts[outcome.verdict] += 1
                self.stdout.write(
                    json.dumps(services.as_json(outcome)) if options["json"] else _told(outcome)
                )
        if options["json"]:
            return
        self.stdout.write(", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict))
        if counts[Verdict.REFUSED] or counts[Verdict.CONFLICT]:
            raise SystemExit(1)


def _publish(path: Path, name: str, caller: Caller, reference: Reference) -> list[Outcome]:
    try:
        return services.publish_file(path.read_bytes(), name=name, by=caller, reference=reference)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    except Malformed as malformed:
        return [services.unreadable(malformed, name=name)]


def _named(given: list[Path]) -> Iterator[tuple[str, Path]]:
    """Every file with the name that it goes by: its own, or with its folders where two share one."""
    for each in given:
        if not each.exists():
            raise CommandError(f"There is no {each}.")
    paths = [path for each in given for path in (_in_folder(each) if each.is_dir() else [each])]
    times = Counter(path.name for path in paths)
    for path in paths:
        yield path.name if times[path.name] == 1 else path.as_posix(), path


def _in_folder(folder: Path) -> list[Path]:
    """The XML files in a folder, however their names are written; none is a mistake, and told."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".xml" and path.is_file())
    if not found:
        raise CommandError(f"There is no .xml file in {folder}.")
    return found


def _caller(wanted: str) -> Caller:
    """Whoever has the shell publishes for any member; what that member may publish is asked as ever."""
    with acting.as_pipeline():
        at = acting.transaction_time()
        found = _organisation(wanted, at)
        if not organisations.is_active(found.id, at=at):
            raise CommandError(f"{found.name} is not an active member.")
    return Caller(found.id, found.kind, None, None, frozenset({permissions.NOTICES_PUBLISH}))


def _organisation(wanted: str, at: datetime) -> Organisation:
    holder = _as_id(wanted) or organisations.holder_of_any(value=wanted, at=at)
    members = organisations.directory(at=at)
    found = list(members.filter(pk=holder) if holder else members.filter(name=wanted)[:2])
    if len(found) != 1:
        raise CommandError(
            f"{'Several members have' if found else 'No member has'} the id, identifier or name {wanted}."
        )
    return found[0]


def _as_id(wanted: str) -> UUID | None:
    try:
        return UUID(wanted)
    except ValueError:
        return None


def _told(outcome: Outcome) -> str:
    lines = [f"{outcome.file} {outcome.index}: {outcome.verdict.value} {outcome.notice or ''}".rstrip()]
    lines += [f"  {fault.place}: {fault.code}: {fault.message}" for fault in outcome.findings]
    return "\n".join(lines)
