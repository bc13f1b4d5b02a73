"""Uploads: files taken in, looked through, decided on."""

from accounts import acting
from exchange import uploading
from exchange.intake.models import Upload
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import TRADER, World
from tests.factories import accounts
from tests.factories.uploads import as_csv, received, row

plain("uploads.list", by=TRADER, query={"limit": 2})
plain("uploads.template", by=TRADER, path={"type": "advance_cargo"}, query={"form": "csv"})
plain("uploads.columns", by=TRADER, path={"type": "advance_cargo"})


def _file(world: World, **more: str) -> bytes:
    good, faulty = row(reference=f"CONTRACT-{world.fresh()}"), row(reference="FAULTY", mode="99")
    return as_csv([good | more, faulty | more])


def _upload(world: World, **more: str) -> Upload:
    """An upload of the trader's that nobody has worked on yet."""
    clerk = accounts.person(world.trader, "publisher")
    return received(_file(world, **more), world.trader, person=clerk)


def _here(upload: Upload) -> dict[str, str]:
    return {"upload": str(upload.id)}


def _checked(world: World, **more: str) -> Upload:
    upload = _upload(world, **more)
    uploading.work(seconds=60)
    return upload


def _of_its_own(world: World) -> Upload:
    """One whose header no other has: what is generated for its columns is remembered for no other."""
    return _checked(world, **{f"Note {world.fresh()}": ""})


def _published(world: World) -> Upload:
    upload = _checked(world)
    caller = accounts.caller(world.trader, "publisher")
    with acting.as_organisation(world.trader.id, person=caller.person):
        held = uploading.confirm(upload=upload.id, mode="good", by=caller)
        # On the word of somebody who may publish.
        Upload.objects.filter(id=held.id).update(person=upload.person)
    uploading.work(seconds=60)
    return upload


ready("uploads.receive", by=TRADER)(lambda world: Ready(body=_file(world), media_type="text/csv"))
ready("uploads.read", by=TRADER)(lambda world: Ready(path=_here(_upload(world))))
ready("uploads.cancel", by=TRADER)(lambda world: Ready(path=_here(_upload(world))))
ready("uploads.faults", by=TRADER)(lambda world: Ready(path=_here(_checked(world))))
ready("uploads.faults_workbook", by=TRADER)(lambda world: Ready(path=_here(_checked(world))))
ready("uploads.suggest_columns", by=TRADER)(lambda world: Ready(path=_here(_checked(world))))
ready("uploads.settle", by=TRADER)(lambda world: Ready(path=_here(_published(world))))
ready("uploads.receipts", by=TRADER)(lambda world: Ready(path=_here(_published(world))))


@ready("uploads.confirm", by=TRADER)
def _confirm(world: World) -> Ready:
    return Ready(path=_here(_checked(world)), body={"mode": "good"})


@ready("uploads.read_anew", by=TRADER)
def _read_anew(world: World) -> Ready:
    return Ready(path=_here(_of_its_own(world)), body={"encoding": "windows-1250", "delimiter": "semicolon"})


@ready("uploads.map_columns", by=TRADER)
def _map(world: World) -> Ready:
    body = {"columns": {"reference": 0, "/declarant/identifier": 1, "/transport/mode": 2}}
    return Ready(path=_here(_of_its_own(world)), body=body)
