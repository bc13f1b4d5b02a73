"""An agreement to take away: as ODRL for machines, and as a text to print and put before lawyers."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Refusal
from exchange.agreements import odrl, selectors, wording
from exchange.agreements.selectors import setting
from exchange.agreements.states import State
from exchange.catalogue import selectors as catalogue
from hub.portal import names, words
from hub.portal.pages import entering, page, refused


@page("administrator/printed.html", permissions.AGREEMENTS_READ)
def printed(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """The version as a document: what it says section by section, who signs, and the digest that is signed."""
    at = acting.transaction_time()
    found = selectors.version(version)
    signed = dict(found.signatures.values_list("organisation_id", "signed_at"))
    called = names.of_organisations(selectors.signatories(found))
    terms = selectors.terms_of(found)
    types = [catalogue.one_type(one) for one in terms.types]
    state = selectors.state_at(found, at)
    return {
        "version": found,
        "purpose": words.PURPOSES[found.agreement.purpose],
        "state": words.AGREEMENT_STATES[state.value],
        "waits": state is State.PROPOSED,
        "sections": selectors.in_words(found, at=at),
        "clauses": [
            (n, wording.element(one.path, types), one.path, words.FORMS[one.form.value])
            for n, one in enumerate(terms.scope, start=1)
        ],
        "signatories": sorted((name, signed.get(who)) for who, name in called.items()),
        "digest": selectors.terms_digest(found) if found.proposed_at is not None else "",
        "at": at,
    }


@never_cache
@require_GET
def as_odrl(request: HttpRequest, version: UUID) -> HttpResponse:
    """The version as a file of JSON-LD."""
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    try:
        caller.check_may(permissions.AGREEMENTS_READ)
        with acting.as_organisation(caller.organisation, person=caller.person):
            found = selectors.version(version)
            terms = selectors.terms_of(found)
            called = setting.names(terms, at=acting.transaction_time())
            document = odrl.export(found, terms, names={**called.organisations, **called.groups})
    except Refusal as refusal:
        return refused(request, refusal)
    name = f"agreement-{found.agreement.number}-{found.version or 'draft'}.jsonld"
    return HttpResponse(
        json.dumps(document, indent=2, ensure_ascii=False, default=str),
        content_type="application/ld+json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
