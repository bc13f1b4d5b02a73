"""From what somebody types into a code's field to the code: people know the names."""

from exchange.catalogue import codelists, naming
from exchange.catalogue import selectors as catalogue

# Fewer letters than these are no name that anybody would abbreviate.
_FEWEST = 4
_LOOKED_AT = 50


def code_of(codelist: str, typed: str) -> str:
    """The code whose name was typed, else what was typed.

    The beginning of one single name will do where the list is complete; elsewhere it might be a code not listed.
    """
    held = codelists.current().get(codelist)
    if held is None or typed in held.codes or not any(letter.isalpha() for letter in typed):
        return typed
    sought = naming.in_order(typed)
    if held.labels:
        labels, told = held.labels, catalogue.labels_of(held)
    else:
        found = catalogue.codes(codelist, containing=typed, limit=_LOOKED_AT)
        labels = told = {one.code: one.label for one in found}
    named = {naming.in_order(name): code for code in labels for name in (labels[code], told[code])}
    if sought in named:
        return named[sought]
    if not held.complete or len(sought) < _FEWEST:
        return typed
    meant = {code for name, code in named.items() if name.startswith(sought)}
    return meant.pop() if len(meant) == 1 else typed
