"""What the catalogue's types, elements, values and codes are called in the reader's language.

The schemas and lists speak English, and so do files and the API; pages translate at their edge.
"""

import unicodedata
from functools import lru_cache
from gettext import NullTranslations, translation

import pycountry
from django.utils.translation import get_language, gettext, pgettext

_BETWEEN = " · "
# The ISO's own lists come with their translations.
_ISO = {"countries": "iso3166-1", "currencies": "iso4217", "languages": "iso639-3"}
# Places are called as their list calls them.
_NAMES = frozenset({"unlocode"})


def told(title: str) -> str:
    """A title, alone or behind those of the groups that it stands in."""
    return _BETWEEN.join(gettext(part) if part else part for part in title.split(_BETWEEN))


def option(value: str) -> str:
    """One of the values that an element may have, as words."""
    return pgettext("value", value.replace("_", " ").capitalize()) if len(value) > 1 else value


def label(codelist: str, name: str) -> str:
    """What a code of this list stands for, by what the list says in English."""
    if not name or codelist in _NAMES or is_english():
        return name
    domain = _ISO.get(codelist)
    if domain is None:
        return pgettext(codelist, name)
    said = _iso(domain, get_language() or "en").gettext(name)
    return gettext(name) if said == name else said


def country(name: str) -> str:
    """A country's name, as the ISO's own list has it."""
    return label("countries", name)


def is_english() -> bool:
    """Whether the reader's language is the one that the sources are written in."""
    return (get_language() or "en").startswith("en")


def in_order(name: str) -> str:
    """By what names are sorted: without case, accents with their letters."""
    return "".join(
        one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one)
    )


@lru_cache(maxsize=16)
def _iso(domain: str, language: str) -> NullTranslations:
    return translation(domain, pycountry.LOCALES_DIR, [language], fallback=True)
