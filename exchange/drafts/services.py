"""Keeping what is being written, and throwing it away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.access.permissions import NOTICES_PUBLISH, REPLIES_SEND
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden
from accounts.sentences import Sentence
from exchange.catalogue import types
from exchange.catalogue.canonical import canonical
from exchange.drafts.models import SavedDraft

# Whoever writes by hand never gets there.
MOST = 500
_CHANGES = (
    "type", "reference", "content", "about", "replaces", "person", "revision", "editor", "saved_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Base:
    """What a draft was written from: its ``revision`` (0 while it is kept nowhere), in whose hands (``editor``)."""

    revision: int
    editor: str = ""


def save(
    *,
    draft: UUID,
    type_id: str,
    reference: str,
    content: dict[str, Any],
    about: str = "",
    replaces: int | None = None,
    base: Base | None = None,
    by: Caller,
    at: datetime,
) -> SavedDraft:
    """Keep a draft as it stands now. Refused where somebody else has saved it since ``base``; without one, whoever
    saves last has the say.

    ``about`` and ``replaces`` of a reply: the notice and the version that it cites.
    """
    _check_writes(type_id, by)
    canonical(content)
    known = _replaced(draft, base=base, by=by)
    saved = SavedDraft(
        organisation_id=by.organisation,
        id=draft,
        type=type_id,
        reference=reference,
        content=content,
        about=about,
        replaces=replaces,
        person=by.person,
        revision=1 if known is None else known.revision + 1,
        editor="" if base is None else base.editor,
        begun_at=at if known is None else known.begun_at,
        saved_at=at,
    )
    SavedDraft.objects.bulk_create(
        [saved], update_conflicts=True, unique_fields=["organisation_id", "id"], update_fields=_CHANGES
    )
    return saved


def _check_writes(type_id: str, by: Caller) -> None:
    """Whether the organisation publishes notices of this type, and the caller for it."""
    _check_may(type_id, by)
    if by.kind not in types.get(type_id).publishers:
        raise Forbidden(
            "not-your-type",
            Sentence(
                "Notices of type %(type_id)s are not published by organisations of your kind.",
                type_id=type_id,
            ),
        )


def _replaced(draft: UUID, *, base: Base | None, by: Caller) -> SavedDraft | None:
    """The draft as it is kept, locked, which may be replaced; none where there is room for a new one."""
    own = SavedDraft.objects.filter(organisation_id=by.organisation)
    known = own.select_for_update(no_key=True).filter(id=draft).first()
    if known is None:
        if own.count() >= MOST:
            raise Conflict(
                "too-many-drafts",
                Sentence(
                    "Your organisation keeps %(most)s drafts: publish or delete some of them first.",
                    most=MOST,
                ),
            )
        return None
    _check_may(known.type, by)
    if base is not None and is_changed(known, base):
        raise Conflict(
            "draft-changed",
            "Somebody else has changed this draft since you opened it.",
            revision=known.revision,
        )
    return known


def is_changed(known: SavedDraft, base: Base) -> bool:
    """Whether it is kept in another state by now than what was written from, and not by the same hands."""
    return known.revision != base.revision and (not base.editor or known.editor != base.editor)


def discard(*, draft: UUID, by: Caller) -> None:
    """Throw a draft away: it was published, or is wanted no more. What is not there is no matter."""
    for known in SavedDraft.objects.filter(organisation_id=by.organisation, id=draft):
        _check_may(known.type, by)
        known.delete()


def _check_may(type_id: str, by: Caller) -> None:
    """Replies are written by who may send them, all else by who may publish it."""
    by.check_may(REPLIES_SEND if types.get(type_id).is_reply else NOTICES_PUBLISH)
