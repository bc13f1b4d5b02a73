"""Any two versions of an agreement beside each other."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion
from hub.portal.administrator import agreements, differences
from hub.portal.pages import page


@page("administrator/compared.html", permissions.AGREEMENTS_READ)
def compared(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """A version beside any other of its agreement that the organisation may read."""
    at = acting.transaction_time()
    found = selectors.version(version)
    (line,) = agreements.lines([found.agreement], waiting={}, at=at)
    several = {str(one.version.id): one for one in line.versions}
    others = [one for key, one in several.items() if key != str(version)]
    usual = selectors.proposed_before(found) or next((one.version for one in others), None)
    asked = several.get(request.GET.get("with", "")) or (several[str(usual.id)] if usual else None)
    sections = selectors.in_words(found, at=at)
    told = differences.shown(None if asked is None else asked.version, found, sections, at=at)
    changed = {one.title for one in told["changes"]}
    return told | {
        "line": line,
        "shown": several[str(version)],
        "asked": asked,
        "others": others,
        "same": [one.title for one in sections if one.title not in changed],
        "was": "" if asked is None else _called(asked.version),
        "becomes": _called(found),
    }


def _called(version: AgreementVersion) -> str:
    return _("Version %(n)s") % {"n": version.version} if version.version else _("Draft")
