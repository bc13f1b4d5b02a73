"""What a reply names in the notice that it cites, in words, with what its reader may see there."""

import re
from collections.abc import Iterable, Sequence

from accounts.access import permissions
from accounts.callers import Caller
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.routing.projection import Element
from exchange.routing.scope import PLAIN
from hub.portal import elements, values
from hub.portal.words import labelled
from hub.portal.writing import places
from hub.portal.writing.plan import newest

# Where a reply names elements of the notice that it cites.
_POINTERS = "/subjects/elements/"
_ITEMS = "/subjects/item_sequences/"
_ITEM = re.compile("/items/[0-9]+/sequence")
_SHORT = 80


def version(number: str, n: int, *, caller: Caller) -> Sequence[Element]:
    """What the reader may see of the version that a case or reply is about: its own, else as it was delivered."""
    notice = notices.own_notices(publisher=caller.organisation).filter(number=number).first()
    if notice is not None:
        if not caller.may(permissions.NOTICES_READ):
            return []
        cited = next(one for one in notices.versions(notice) if one.n == n)
        content = notices.own_content([cited.id]).get(cited.id)
        return [] if content is None else elements.own(catalogue.one_type(notice.type), content)
    held = deliveries.delivered(recipient=caller.organisation, number=number, n=n)
    if not held:
        return []
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    (opened,) = pipeline.open_deliveries(held[:1], reader=reader)
    return opened.elements


def names_places(said: Iterable[Element]) -> bool:
    """Whether a reply names anything in the notice that it cites."""
    return any(one.path.startswith((_POINTERS, _ITEMS)) for one in said)


def with_places(said: Iterable[Element], *, of_type: str, cited: Iterable[Element] = ()) -> list[Element]:
    """A reply's elements, the pointers and goods items among its subjects told in words, with what stands there in
    the ``cited``.
    """
    plan, meanings = newest(of_type), values.meanings()
    leaves = catalogue.one_type(of_type).leaves
    held = {one.path: one for one in cited}

    def told(pointer: str) -> str:
        words = places.in_words(plan, pointer) or pointer
        if pointer not in held:
            return words
        one = held[pointer]
        leaf = leaves.get(elements.pattern_of(pointer))
        stands = values.written(one.value, form=one.form, leaf=leaf, meanings=meanings)
        return labelled(words, stands.text)

    numbers = {
        str(one.value): path.removesuffix("/sequence")
        for path, one in held.items()
        if one.form == PLAIN and _ITEM.fullmatch(path)
    }

    def described(number: str) -> str:
        goods = held.get(f"{numbers.get(number)}/description")
        return number if goods is None or goods.form != PLAIN else f"{number} · {str(goods.value)[:_SHORT]}"

    return [
        one._replace(value=told(str(one.value)))
        if one.path.startswith(_POINTERS)
        else one._replace(value=described(str(one.value)))
        if one.path.startswith(_ITEMS)
        else one
        for one in said
    ]
