"""What a publisher hands in, after the catalogue has found no fault with it, and what the hub answers."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.errors import Fault
from exchange.catalogue import pointers
from exchange.catalogue.types import NoticeType

UCR = "ucr"
HOUSE_DOCUMENT = "house_document"
PARCEL = "parcel"
NOTICE = "notice"
# In this order: UCR, else the house transport document, else the parcel, else the notice itself.
CONSIGNMENT_KEYS = (UCR, HOUSE_DOCUMENT, PARCEL)
_KEY_LENGTH = 140


@dataclass(frozen=True, slots=True)
class Submission:
    """One new notice: its type, the publisher's reference (LRN), content as read and as canonical text.

    ``original`` holds the bytes of the file it came in; ``mrn`` an authority's number where one exists.
    """

    type: NoticeType
    reference: str
    document: dict[str, Any]
    text: str
    original: bytes | None = None
    mrn: str = ""
    opened_by_amendment: bool = False
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The hub's answer to a version that it holds durably. ``repeated``: it was held already."""

    notice_id: UUID
    number: str
    reference: str
    version_id: UUID
    n: int
    accepted_at: datetime
    repeated: bool = False
    late: bool = False
    warnings: tuple[Fault, ...] = ()


def content_digest(notice_type: NoticeType, text: str) -> bytes:
    """SHA-256 over type, schema version and canonical content: equal exactly for a repeated publication."""
    return hashlib.sha256(f"{notice_type.id}/v{notice_type.version}\n{text}".encode()).digest()


def consignment_key(notice_type: NoticeType, document: dict[str, Any], *, notice_id: UUID) -> tuple[str, str]:
    """The (kind, value) that says which consignment a notice is about.

    A transport document is known by number, type and issue date together, since numbers recur.
    """
    for kind in CONSIGNMENT_KEYS:
        for pattern in notice_type.facets.get(kind, ()):
            for _pointer, found in pointers.values(document, pattern):
                value = _document_identity(found) if isinstance(found, dict) else str(found)
                if value:
                    return kind, value[:_KEY_LENGTH]
    return NOTICE, str(notice_id)


def search_keys(notice_type: NoticeType, document: dict[str, Any]) -> set[tuple[str, str]]:
    """Every (kind, value) by which this content can be looked up, each once."""
    found = set()
    for pattern, kind in notice_type.keys.items():
        for _pointer, value in pointers.values(document, pattern):
            if value not in ("", None):
                found.add((kind, str(value)[:_KEY_LENGTH]))
    return found


def _document_identity(document: dict[str, Any]) -> str:
    number = document.get("number")
    if not number:
        return ""
    parts: Iterable[Any] = (number, document.get("type", ""), document.get("issue_date", ""))
    return "/".join(str(part) for part in parts)
