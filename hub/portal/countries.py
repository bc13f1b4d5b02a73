"""The countries to choose from."""

from django.utils.translation import gettext

from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue


def choices() -> list[tuple[str, str]]:
    """Codes with their names, in the order of the reader's language, after an invitation to choose."""
    listed = next(one for one in catalogue.every_list() if one.name == "countries")
    named = sorted(catalogue.labels_of(listed).items(), key=lambda one: naming.in_order(one[1]))
    return [("", gettext("Choose one")), *named]
