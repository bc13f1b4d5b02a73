"""Searching a code list while one writes: the few codes that fit best what has been typed so far."""

from typing import Any

from django.http import HttpRequest

from accounts.access import permissions
from accounts.callers import Caller
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.selectors import Code
from hub.portal.pages import page

_SHOWN = 8
_LOOKED_AT = 200
_MOST_TYPED = 60


@page("writing/codes.html", permissions.AGREEMENTS_READ)
def codes(request: HttpRequest, caller: Caller, name: str) -> dict[str, Any]:
    """The codes of a list that fit, the best first. A field asks under its own name, everybody else as ``q``."""
    asked = request.GET.get(request.headers.get("HX-Trigger-Name", "q"), "")
    sought = asked.replace("\x00", "").strip()[:_MOST_TYPED]
    found = catalogue.codes(name, containing=sought, limit=_LOOKED_AT) if sought else []
    best = sorted(found, key=lambda one: _distance(one, naming.in_order(sought)))[:_SHOWN]
    return {"codes": best, "sought": sought, "of": request.headers.get("HX-Target", "codes")}


def _distance(one: Code, sought: str) -> tuple[int, str]:
    """How far a code is from what was typed: the code itself, a name that begins so, the rest."""
    if one.code.casefold() == sought:
        return 0, one.code
    label = naming.in_order(one.label)
    if label.startswith(sought):
        return 1, label
    return (2, one.code) if one.code.casefold().startswith(sought) else (3, label)
