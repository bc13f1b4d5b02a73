"""What a file is, by its first bytes; its name is asked only where they leave it open."""

import json
from enum import StrEnum
from typing import NoReturn

from django.utils.translation import gettext_noop as _

from accounts.errors import Malformed
from accounts.sentences import Sentence

# So much of a file is looked at to tell what it is.
HEAD = 64 * 1024
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": _("a PDF"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"GIF8": _("a picture"),
    b"PK\x05\x06": _("an empty archive"),
    b"Rar!": _("an archive"),
    b"7z\xbc\xaf": _("an archive"),
    b"\x1f\x8b": _("a compressed file"),
    b"\x7fELF": _("a program"),
    b"MZ\x90": _("a program"),
    b"{\\rtf": _("a text document"),
}
_NAMED = {".jsonl": "ndjson", ".ndjson": "ndjson"}


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    NDJSON = "ndjson"
    XML = "xml"


TABLES = (Kind.CSV, Kind.XLSX)


def kind_of(head: bytes, *, name: str) -> Kind:
    """The kind of a file that begins so; ``Malformed`` for what is not read here, with what to do about it."""
    if not head.strip(b" \t\r\n"):
        raise Malformed("empty-file", "The file is empty. Choose the file that holds your notices.")
    if head.startswith(b"PK\x03\x04"):
        return Kind.XLSX
    if head.startswith(_OLD_OFFICE):
        raise Malformed(
            "old-workbook",
            "This is a workbook in the old format (.xls), or one with a password. Open it, and save it as .xlsx"
            " without a password.",
        )
    for begins, what in _FOREIGN.items():
        if head.startswith(begins):
            _refuse(what)
    text = head
    for mark in _BOMS:
        text = text.removeprefix(mark)
    text = text.lstrip(b" \t\r\n\0")
    if text.startswith(b"<"):
        return _marked_up(text)
    if text[:1] in (b"{", b"["):
        return _json(text, name)
    if b"\0" in head and not _looks_like_utf_16(head):
        _refuse(_("not a text"))
    return Kind.CSV


def _marked_up(text: bytes) -> Kind:
    begins = text[:200].replace(b"\0", b"").lower()
    if begins.startswith((b"<html", b"<!doctype html", b"<table")):
        raise Malformed(
            "web-page",
            "This is a web page, as some programs export it under the name .xls. Open it in your spreadsheet"
            " program, and save it as .xlsx or as CSV.",
        )
    return Kind.XML


def _json(text: bytes, name: str) -> Kind:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in _NAMED:
        return Kind.NDJSON
    first, _, rest = text.partition(b"\n")
    if text.startswith(b"{") and rest.strip():
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return Kind.JSON
        return Kind.NDJSON
    return Kind.JSON


def _looks_like_utf_16(head: bytes) -> bool:
    """With its mark, or with a NUL in every other place of what are mostly Latin letters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = head[:2000]
    return max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 4


def _refuse(what: str) -> NoReturn:
    raise Malformed(
        "wrong-file-type",
        Sentence(
            "This is %(what)s. Upload a table as .xlsx or CSV, notices as JSON or NDJSON, or an entry"
            " summary declaration as XML.",
            what=Sentence(what),
        ),
    )
