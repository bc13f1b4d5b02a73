"""The step at which a draft is tried on the examples that are kept with its agreement."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from accounts.access import permissions
from accounts.callers import Caller
from hub.portal.administrator import examples as kept
from hub.portal.administrator.building import drafts
from hub.portal.pages import page


@page("administrator/building/examples.html", permissions.AGREEMENTS_WRITE)
def examples(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """What must be sent and what must not, and how each fares under the draft."""
    draft = drafts.read_draft(caller, version)
    return drafts.shown(draft, "examples") | kept.tried_on(draft.version, caller=caller)
