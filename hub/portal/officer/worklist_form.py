"""The form of filters above the worklist. The same for everybody who asks the same, so it is made once and kept.

What there is to do is what no state says: so a search looks everywhere unless the reader has chosen a state.
"""

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.users.models import User
from exchange.worklist import filters as reading
from exchange.worklist.filters import Filters
from hub.portal import names, words
from hub.portal.officer import worklist_words

_MORE = ("purpose", "publisher", "case", "amended", "current")
_TEMPLATE = "officer/worklist_filters.html"


def form(filters: Filters, people: list[User]) -> SafeString:
    """The form with what is chosen in it, in the reader's language; ``people`` are those who may have claimed."""
    colleagues = tuple((str(one.pk), one.name) for one in people)
    return _form(get_language(), filters, colleagues)


# Without its language nothing could be told apart by it.
@lru_cache(maxsize=256)
def _form(_language: str | None, filters: Filters, colleagues: tuple[tuple[str, str], ...]) -> SafeString:
    looks_further = any(getattr(filters, name) for name in (*_MORE, *reading.CONTENT))
    more = {
        "filters": filters,
        "colleagues": colleagues,
        "looks_further": looks_further,
        "narrowed": filters != Filters(),
    }
    return render_to_string(_TEMPLATE, _choices() | more)


def _choices() -> dict[str, Any]:
    return {
        "types": sorted(names.of_types().items(), key=lambda one: one[1]),
        "purposes": words.PURPOSES.items(),
        "to_do": worklist_words.STATES[reading.OPEN],
        "states": [one for one in worklist_words.STATES.items() if one[0] != reading.OPEN],
        "claims": worklist_words.CLAIMS.items(),
        "cases": worklist_words.CASES.items(),
        "modes": worklist_words.MODES.items(),
        "spans": worklist_words.SPANS.items(),
        "orders": worklist_words.ORDERS.items(),
    }
