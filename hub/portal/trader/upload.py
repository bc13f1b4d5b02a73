"""One upload: how far it has got, what is wrong with its rows, what was published from it."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from accounts import acting, sentences
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Refusal
from exchange import pipeline
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.intake import columns, mapping, selectors, states
from exchange.intake.columns import Need
from exchange.intake.exports import corrections, templates
from exchange.intake.models import FaultyLine, Upload
from exchange.intake.readers import kinds
from exchange.intake.selectors import Counts
from exchange.notices import selectors as notices
from hub.portal import paging
from hub.portal.pages import entering, page, refused
from hub.portal.trader import upload_columns, upload_words
from hub.portal.trader.uploads import lines

_FAULTY_ON_PAGE = 25
_RECEIPTS_ON_PAGE = 50
_FAULTS_OF_ONE = 20
_SHOWN = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a row: where it stands, what is there, and what is wrong with it."""

    row: int
    column: str
    name: str
    value: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A notice that was not accepted, with its faults. ``number``: under which it has been accepted since."""

    line: FaultyLine
    number: str
    faults: tuple[Fault, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A notice of the file that is held now: whether it was before, and whether it has been cancelled since."""

    row: int
    reference: str
    number: str
    repeated: bool
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the worker has got. ``most`` is 0 while nobody can tell."""

    label: Promise | str
    value: int
    most: int
    percent: int


@page("trader/upload.html", permissions.NOTICES_READ)
def upload(request: HttpRequest, caller: Caller, upload: UUID) -> dict[str, Any]:
    """The upload in its state, with all that there is to decide or to mend."""
    found = selectors.upload(upload, organisation=caller.organisation)
    (line,) = lines([found])
    after = paging.number(request, "after")
    receipts = selectors.receipts(found, after=after - 1, limit=_RECEIPTS_ON_PAGE + 1)
    return {
        "upload": found,
        "line": line,
        "counts": line.counts,
        "progress": _progress(found, line.counts),
        "is_table": found.kind in kinds.TABLES,
        "is_working": found.state in states.WORKING,
        "is_open": found.state in (*states.WORKING, *states.WAITING),
        "is_unsettled": selectors.leaves_out(found, line.counts)
        and found.settled_at is None
        and line.counts.left_out > 0,
        "missing": _missing(found),
        "may_act": caller.may(permissions.NOTICES_PUBLISH),
        "may_publish": pipeline.may_publish(by=caller),
        "receipts": _receipts(receipts[:_RECEIPTS_ON_PAGE], caller),
        "next_receipt": receipts[_RECEIPTS_ON_PAGE][0] if len(receipts) > _RECEIPTS_ON_PAGE else 0,
        **upload_columns.choices(found),
        **_faulty(request, found, line.counts),
    }


@never_cache
@require_GET
def progress(request: HttpRequest, upload: UUID) -> HttpResponseBase:
    """The part of the page that tells how far it is; the whole page anew once there is something else to see."""

    def read(caller: Caller) -> HttpResponse:
        found = selectors.upload(upload, organisation=caller.organisation)
        if found.state != request.GET.get("state") or found.state not in states.WORKING:
            return HttpResponseClientRefresh()
        told = _progress(found, selectors.counts(found))
        tenth = told.percent // 10 * 10
        said = paging.number(request, "said") if request.GET.get("said", "0") != "0" else 0
        shown = {"upload": found, "progress": told, "said": tenth, "say": tenth > said}
        return render(request, "trader/upload_progress.html", shown)

    return _for_caller(request, permissions.NOTICES_READ, read)


@never_cache
@require_GET
def faults(request: HttpRequest, upload: UUID) -> HttpResponseBase:
    """The faulty notices as a workbook to correct and upload again."""

    def read(caller: Caller) -> HttpResponseBase:
        found = selectors.upload(upload, organisation=caller.organisation)
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        corrections.write(file, found, corrections.lines_of(found))
        file.seek(0)
        name = f"{found.name.rpartition('.')[0] or found.name}-faults.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)

    return _for_caller(request, permissions.NOTICES_READ, read)


@never_cache
@require_GET
def template(request: HttpRequest, type_id: str, form: str) -> HttpResponseBase:
    """A table to fill in, for one type of notice."""

    def read(caller: Caller) -> HttpResponse:
        if type_id not in dict(columns.types_in_tables(kind=caller.kind)) or form not in ("csv", "xlsx"):
            raise Http404
        data = templates.as_csv(type_id) if form == "csv" else templates.as_workbook(type_id)
        answer = HttpResponse(data, content_type="text/csv; charset=utf-8" if form == "csv" else XLSX)
        answer["Content-Disposition"] = f'attachment; filename="{type_id.replace("_", "-")}.{form}"'
        return answer

    return _for_caller(request, permissions.NOTICES_READ, read)


def _for_caller(
    request: HttpRequest, permission: str, read: Callable[[Caller], HttpResponseBase]
) -> HttpResponseBase:
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    try:
        caller.check_may(permission)
        with acting.as_organisation(caller.organisation, person=caller.person):
            return read(caller)
    except Refusal as refusal:
        return refused(request, refusal)


def _progress(found: Upload, counts: Counts) -> Progress:
    label = upload_words.WORKING.get(found.state, upload_words.STATES[found.state].label)
    if found.state == states.PUBLISHING:
        return Progress(label, counts.done, counts.good, _percent(counts.done, counts.good))
    if found.state == states.CHECKING and found.read_at is not None:
        return Progress(label, counts.checked, counts.lines, _percent(counts.checked, counts.lines))
    # While the file is still being read, nobody knows how many notices there are.
    share = counts.share * counts.checked // max(counts.lines, 1)
    return Progress(label, share, 100 if counts.lines else 0, share)


def _receipts(found: Sequence[tuple[int, str, str, bool]], caller: Caller) -> list[Receipt]:
    own = notices.own_notices(publisher=caller.organisation).filter(
        number__in=[number for _, _, number, _ in found], cancelled_at__isnull=False
    )
    cancelled = set(own.values_list("number", flat=True))
    return [Receipt(*one, cancelled=one[2] in cancelled) for one in found]


def _percent(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def _missing(found: Upload) -> list[Need]:
    """What each notice needs, and no column of the file holds."""
    if found.kind not in kinds.TABLES or found.state != states.CHECKED:
        return []
    return mapping.missing([*found.mapping, *found.constants], type_id=found.type)


def _faulty(request: HttpRequest, found: Upload, counts: Counts) -> dict[str, Any]:
    total = counts.faulty + counts.refused
    if not total or found.removed_at is not None or found.state in states.WORKING:
        return {"faulty": [], "faulty_total": total, "pages": 0}
    pages = -(-total // _FAULTY_ON_PAGE)
    number = min(max(paging.number(request, "page"), 1), pages)
    first = (number - 1) * _FAULTY_ON_PAGE
    held = list(selectors.faulty_lines(found)[first : first + _FAULTY_ON_PAGE])
    since = selectors.accepted_since(held) if counts.mended else {}
    by_path = columns.by_path(found.type) if found.kind in kinds.TABLES else {}
    return {
        "faulty": [_told(line, found, by_path, since.get(line.row, "")) for line in held],
        "faulty_total": total,
        "pages": pages,
        "number": number,
        "previous": number - 1,
        "following": number + 1 if number < pages else 0,
    }


def _told(line: FaultyLine, found: Upload, by_path: Any, number: str) -> Faulty:
    rows = {row[0]: row[1] for row in line.rows if isinstance(row[1], list)}
    told = tuple(_fault(one, found, rows, by_path) for one in line.faults[:_FAULTS_OF_ONE])
    return Faulty(line, number, told, max(len(line.faults) - _FAULTS_OF_ONE, 0))


def _fault(one: dict[str, Any], found: Upload, rows: dict[int, list[Any]], by_path: Any) -> Fault:
    position, value = one["column"], ""
    titles = catalogue.element_titles(found.type)
    column = by_path.get(one["element"])
    name = column.called if column is not None else naming.told(titles.get(one["element"], one["element"]))
    if position is not None:
        cells = rows.get(one["row"], [])
        cell = cells[position] if position < len(cells) else None
        value = "" if cell is None else str(cell)[:_SHOWN]
        if position < len(found.header):
            name = found.header[position]
    where = "" if position is None else upload_words.letter(position)
    return Fault(one["row"], where, name, value, one["code"], sentences.told(sentences.read(one)))
