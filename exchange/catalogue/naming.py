"""What the catalogue's types, elements and countries are called in the reader's language.

The schemas speak English, and so do files and the API; pages translate at their edge.
"""

from functools import lru_cache
from gettext import NullTranslations, translation

import pycountry
from django.utils.translation import get_language, gettext

_BETWEEN = " · "


def told(title: str) -> str:
    """A title, alone or behind those of the groups that it stands in."""
    return _BETWEEN.join(gettext(part) if part else part for part in title.split(_BETWEEN))


def country(name: str) -> str:
    """A country's name, as the ISO's own list has it."""
    return _countries(get_language() or "en").gettext(name) if name else name


@lru_cache(maxsize=16)
def _countries(language: str) -> NullTranslations:
    return translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
