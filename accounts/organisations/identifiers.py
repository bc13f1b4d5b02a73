"""The numbers by which others know a member, each under its scheme's own rule."""

import re
from collections.abc import Callable
from string import ascii_lowercase, ascii_uppercase

import pycountry
from django.utils.translation import gettext_noop as _
from stdnum import ean, lei
from stdnum.exceptions import ValidationError

from accounts.organisations.models import Identifier
from accounts.sentences import Sentence

# An..17: the country's two letters and up to 15 characters (Reg. (EU) 2015/2447, annex B, data element 3/1).
_EORI = re.compile(r"[A-Z]{2}[A-Z0-9]{1,15}")
# GB and XI: 12 digits, the VAT number and 000 for most holders, other digits for those without one.
_EORI_GB = re.compile(r"(GB|XI)[0-9]{12}")
# No common rule: each country writes its own. Letters, digits and inner marks, as an..17 holds them.
_TIN = re.compile(r"[A-Z0-9](?:[A-Z0-9./-]{0,15}[A-Z0-9])?")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
# IATA Resolution 762: two characters, not both digits.
_IATA = re.compile(r"(?![0-9]{2})[A-Z0-9]{2}")
_SCAC = re.compile(r"[A-Z]{2,4}")
_GLN = re.compile(r"[0-9]{13}")
# Of ASCII alone: other letters would turn into ones that nobody wrote.
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
# Customs territories that issue EORI numbers without being a country of ISO 3166-1: Northern Ireland.
_EORI_TERRITORIES = {"XI"}


def is_country(code: str) -> bool:
    """Whether this is an officially assigned ISO 3166-1 alpha-2 code."""
    return len(code) == 2 and code.isupper() and pycountry.countries.get(alpha_2=code) is not None


def clean(value: str) -> str:
    """An identifier as it is kept: upper case, without the spaces that people write for readability."""
    return "".join(value.split()).translate(_CAPITALS)


def fault_in(scheme: str, value: str) -> str | None:
    """What is wrong with a cleaned identifier, in words; ``None`` when its scheme's rule holds."""
    return _RULES[scheme](value)


def _eori(value: str) -> str | None:
    if not _EORI.fullmatch(value):
        return _("An EORI number is a country code and up to 15 letters or digits.")
    country = value[:2]
    if not is_country(country) and country not in _EORI_TERRITORIES:
        return Sentence("%(country)s is no country that issues EORI numbers.", country=country)
    if country in ("GB", "XI") and not _EORI_GB.fullmatch(value):
        return Sentence("An EORI number of %(country)s is %(country)s and 12 digits.", country=country)
    return None


def _tin(value: str) -> str | None:
    return (
        None if _TIN.fullmatch(value) else _("A TIN has up to 17 letters, digits, dots, dashes or slashes.")
    )


def _lei(value: str) -> str | None:
    if not _LEI.fullmatch(value):
        return _("An LEI has 18 letters or digits and two check digits.")
    return _checked(lei.validate, value, _("The check digits of the LEI (ISO 17442) do not fit."))


def _iata(value: str) -> str | None:
    return None if _IATA.fullmatch(value) else _("An airline designator has two characters, not both digits.")


def _scac(value: str) -> str | None:
    return None if _SCAC.fullmatch(value) else _("A SCAC has two to four letters.")


def _gln(value: str) -> str | None:
    if not _GLN.fullmatch(value):
        return _("A GLN has 13 digits.")
    return _checked(ean.validate, value, _("The check digit of the GLN does not fit."))


def _checked(validate: Callable[[str], str], value: str, message: str) -> str | None:
    try:
        validate(value)
    except ValidationError:
        return message
    return None


_RULES: dict[str, Callable[[str], str | None]] = {
    Identifier.Scheme.EORI: _eori,
    Identifier.Scheme.TIN: _tin,
    Identifier.Scheme.LEI: _lei,
    Identifier.Scheme.IATA: _iata,
    Identifier.Scheme.SCAC: _scac,
    Identifier.Scheme.GLN: _gln,
}
