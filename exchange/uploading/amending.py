"""An amendment that names its notice by the authority's number alone, as declarations do."""

from dataclasses import replace

from accounts.callers import Caller
from accounts.errors import Conflict, NotFound
from accounts.sentences import Sentence
from exchange import pipeline
from exchange.catalogue import types
from exchange.catalogue.canonical import canonical
from exchange.notices import selectors
from exchange.notices import services as notices
from exchange.notices.submissions import Receipt, content_digest


def amend_by_mrn(draft: pipeline.Draft, *, by: Caller) -> Receipt:
    """Amend the one notice that has the draft's MRN. A file does not say which version it was made from, so it
    replaces the current one; when it says just what the current one says, it was sent before.
    """
    named = selectors.own_notices(publisher=by.organisation).filter(type=draft.type, mrn=draft.mrn)
    numbers = list(named.values_list("number", flat=True)[:2])
    if not numbers:
        raise NotFound(
            "unknown-mrn",
            Sentence(
                "No notice of yours has the MRN %(mrn)s. Publish the declaration that this one amends"
                " under that MRN, or take file and position as the reference: then this one opens a"
                " notice.",
                mrn=draft.mrn,
            ),
        )
    if len(numbers) > 1:
        raise Conflict(
            "ambiguous-mrn",
            Sentence(
                "Several notices of yours have the MRN %(mrn)s. Amend the one that is meant by its notice"
                " number.",
                mrn=draft.mrn,
            ),
        )
    notice = notices.locked(publisher=by.organisation, number=numbers[0])
    current = notice.versions.get(n=notice.current)
    if bytes(current.digest) == content_digest(types.get(draft.type), canonical(draft.document)):
        return Receipt(
            notice.id,
            notice.number,
            notice.reference,
            current.id,
            current.n,
            current.accepted_at,
            repeated=True,
        )
    return pipeline.amend(
        replace(draft, reference=notice.reference), replaces=notice.current, by=by, number=notice.number
    )
