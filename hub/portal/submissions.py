"""Once and no more: each form carries a token of its own, spent in the transaction that does what the form says.

Two presses of a button, or the way back and a press again, find the token spent and are led to where the first
one led. And what somebody had typed when the session ended is kept for that person until the next sign-in.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import connections
from django.forms import FileField, Form, PasswordInput
from django.http import HttpRequest, QueryDict

from accounts import acting
from hub.portal.models import Submission

FIELD = "once"
_SALT = "hub.portal.once"
_TYPED = "hub.typed"
_KEPT = timedelta(days=1)
_MOST_CHARACTERS = 200_000
_SPEND = (
    "INSERT INTO portal_submission (token, person, at, led_to) VALUES (%s, %s, %s, '')"
    " ON CONFLICT (token) DO NOTHING"
)


def new(person: UUID) -> str:
    """A token for a form that is about to be shown to this person."""
    return signing.dumps([str(uuid4()), str(person)], salt=_SALT, compress=False)


def spend(token: str, *, person: UUID, at: datetime) -> bool:
    """Whether this is the first time. Whoever comes second waits here until the first one is over."""
    number, owner = _read(token)
    if owner != person:
        return True
    Submission.objects.filter(person=person, at__lt=at - _KEPT).delete()
    with connections[acting.alias()].cursor() as cursor:
        cursor.execute(_SPEND, [number, person, at])
        first: bool = cursor.rowcount == 1
    return first


def remember(token: str, *, person: UUID, led_to: str) -> None:
    """Where the form led, for whoever sends it again."""
    number, owner = _read(token)
    if owner == person:
        Submission.objects.filter(token=number).update(led_to=led_to)


def led_to(token: str) -> str:
    """Where the form led when it was done; empty if that is not known."""
    number, _ = _read(token)
    found = Submission.objects.filter(token=number).values_list("led_to", flat=True).first()
    return found or ""


def keep_typed(request: HttpRequest) -> None:
    """Keep what was sent after the session had ended, for the person whom the form was shown to."""
    _, owner = _read(request.POST.get(FIELD, ""))
    typed = request.POST.copy()
    for name in ("csrfmiddlewaretoken", FIELD):
        typed.pop(name, None)
    text = typed.urlencode()
    if owner is not None and len(text) <= _MOST_CHARACTERS:
        request.session[_TYPED] = {"path": request.path, "person": str(owner), "text": text}


def values_in(data: QueryDict, form: Form) -> Mapping[str, Any]:
    """What was typed into this form's fields. Secrets and files are not kept."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not isinstance(field, FileField) and not isinstance(field.widget, PasswordInput)
    }


def take_typed(request: HttpRequest, *, person: UUID | None) -> QueryDict | None:
    """What this person had sent here after the session had ended, as it was sent; asked once."""
    kept = request.session.get(_TYPED)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[_TYPED]
    return QueryDict(kept["text"]) if kept["person"] == str(person) else None


def _read(token: str) -> tuple[UUID, UUID | None]:
    """The token's number and its person; a token that nobody made is as good as a new one."""
    try:
        number, owner = signing.loads(token, salt=_SALT, max_age=_KEPT)
    except signing.BadSignature:
        return uuid4(), None
    return UUID(number), UUID(owner)
