"""Text files: in which encoding one is written, found out by reading it to its end."""

import codecs
from typing import BinaryIO

from accounts.errors import Malformed
from exchange.intake.readers.table import Remark

_PIECE = 1024 * 1024
# Nothing is written at these places of Windows-1252.
_UNUSED = frozenset(b"\x81\x8d\x8f\x90\x9d")
WINDOWS = "cp1252"


def encoding_of(file: BinaryIO, *, said: str = "") -> tuple[str, list[Remark]]:
    """The file's encoding, and what its sender should know of how that was found. What was said is believed, as
    long as the file can be read so.

    UTF-8 and UTF-16 are known by their marks or by fitting; what fits neither is taken for Windows-1252, which
    spreadsheet programs write in western Europe, and the sender is told to look at the names.
    """
    if said and said != "utf-16":
        if not _fits(file, said):
            raise Malformed(
                "other-encoding",
                "The file cannot be read in that encoding to its end. Choose another, or save it as CSV in UTF-8.",
            )
        return "utf-8-sig" if said == "utf-8" else said, []
    file.seek(0)
    head = file.read(4000)
    if head.startswith(codecs.BOM_UTF32_LE):
        raise Malformed(
            "unknown-encoding", "The file is in UTF-32. Save it as CSV in UTF-8, and upload that."
        )
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(file, "utf-16")
    if said or head.count(0) > len(head) // 8:
        return _checked(file, "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be")
    if _fits(file, "utf-8"):
        return "utf-8-sig", []
    file.seek(0)
    while piece := file.read(_PIECE):
        if _UNUSED.intersection(piece):
            raise Malformed(
                "unknown-encoding",
                "The letters of this file cannot be made out. Say in which encoding it is, or save it as CSV in UTF-8"
                " and upload that.",
            )
    message = (
        "The file is not in UTF-8, so it was read as Windows-1252. Look at names with accents before you go on;"
        " if they are wrong, say in which encoding the file is, or save it as CSV in UTF-8."
    )
    return WINDOWS, [Remark("read-as-windows-1252", message)]


def _checked(file: BinaryIO, encoding: str) -> tuple[str, list[Remark]]:
    if not _fits(file, encoding):
        raise Malformed(
            "unknown-encoding",
            "The file begins as UTF-16, but cannot be read to its end. Save it as CSV in UTF-8, and upload that.",
        )
    return encoding, []


def _fits(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
