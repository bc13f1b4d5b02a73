"""The organisation that a signed-in person has chosen to act for: kept in the session, checked every time."""

from uuid import UUID

from django.http import HttpRequest

_KEY = "hub.organisation"


def chosen_organisation(request: HttpRequest) -> UUID | None:
    """The organisation chosen in this session, if any; whether the person belongs to it is asked anew."""
    value = request.session.get(_KEY)
    return None if value is None else UUID(value)


def choose_organisation(request: HttpRequest, organisation: UUID | None) -> None:
    """Act for this organisation from now on (``None``: none); the caller has checked that the person may."""
    if organisation is None:
        request.session.pop(_KEY, None)
    else:
        request.session[_KEY] = str(organisation)
