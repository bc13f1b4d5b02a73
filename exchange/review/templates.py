"""Texts that an organisation keeps for its replies, so that the same thing is always asked in the same words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.access.permissions import REPLIES_SEND
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid, NotFound
from exchange.catalogue import services as catalogue
from exchange.catalogue import types
from exchange.review.models import ReplyTemplate

# What belongs to one reply alone: whom it concerns, what it cites and ends, and every time in it.
OF_ONE_REPLY = frozenset({"cites", "subjects", "lifts", "closes", "partial_quantity"})
_NOT_THERE_YET = frozenset({"missing", "one-of-missing"})
_NAME_LENGTH = 70


def templates(*, type_id: str = "") -> QuerySet[ReplyTemplate]:
    """The acting organisation's templates, of one type of reply if named."""
    found = ReplyTemplate.objects.order_by("type", "name")
    return found.filter(type=type_id) if type_id else found


def template(identifier: UUID) -> ReplyTemplate:
    """One of the acting organisation's templates."""
    found = ReplyTemplate.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def keep(*, type_id: str, name: str, content: Mapping[str, Any], by: Caller, at: datetime) -> ReplyTemplate:
    """Keep a template under a name, in place of the one that had this name."""
    by.check_may(REPLIES_SEND)
    faults = list(_faults(type_id, name, content))
    if faults:
        raise Invalid("invalid-template", "Mend what is listed and send it again.", faults=faults)
    kept, _ = ReplyTemplate.objects.update_or_create(
        organisation_id=by.organisation,
        type=type_id,
        name=name,
        defaults={"content": dict(content), "changed_at": at},
    )
    return kept


def change(
    *, template: ReplyTemplate, name: str, content: Mapping[str, Any], by: Caller, at: datetime
) -> None:
    """Give a template another name or content; its type stays."""
    by.check_may(REPLIES_SEND)
    faults = list(_faults(template.type, name, content))
    if faults:
        raise Invalid("invalid-template", "Mend what is listed and send it again.", faults=faults)
    if templates(type_id=template.type).filter(name=name).exclude(pk=template.pk).exists():
        raise Conflict("name-taken", "Another template for this type of reply has this name.")
    template.name, template.content, template.changed_at = name, dict(content), at
    template.save(update_fields=["name", "content", "changed_at"])


def drop(*, template: ReplyTemplate, by: Caller) -> None:
    """Forget a template. Replies that were written from it stay as they are."""
    by.check_may(REPLIES_SEND)
    template.delete()


def _faults(type_id: str, name: str, content: Mapping[str, Any]) -> list[Fault]:
    notice_type = types.get(type_id)
    if not notice_type.is_reply:
        return [Fault("/type", "not-a-reply", "Templates are kept for an authority's replies.")]
    found = []
    if not name.strip() or len(name) > _NAME_LENGTH or not name.isprintable():
        found.append(Fault("/name", "bad-name", "1 to 70 printable characters."))
    found += [
        Fault(f"/content/{member}", "of-one-reply", "This belongs to one reply alone.")
        for member in sorted(content.keys() & OF_ONE_REPLY)
    ]
    checked = catalogue.check(type_id, dict(content)).errors
    found += [
        Fault(f"/content{one.place}", one.code, one.message)
        for one in checked
        if one.code not in _NOT_THERE_YET
    ]
    return found
