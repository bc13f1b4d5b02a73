"""Rules about identifiers: their form and check digits. What only looks unusual is warned about."""

import re
from functools import lru_cache

from stdnum import ean, imo, iso6346, lei
from stdnum.eu import oss

from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.rules.rule import value_rule

_GB_EORI = re.compile(r"(GB|XI)[0-9]{12}")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_MRN = re.compile(r"[0-9]{2}[A-Z]{2}[A-Z0-9]{14}")
_AWB = re.compile(r"[0-9]{3}-?[0-9]{8}")
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})

# The same container or ship stands in many notices.
_container_fits = lru_cache(maxsize=65536)(iso6346.is_valid)
_imo_fits = lru_cache(maxsize=16384)(imo.is_valid)


@value_rule(check="eori")
def bad_gb_eori(value: str, lists: CodeLists) -> bool:
    """An EORI number of GB or XI must be the country and 12 digits (mostly the VAT number and 000)."""
    return value[:2] in ("GB", "XI") and _GB_EORI.fullmatch(value) is None


@value_rule(check="eori", warns=True)
def identifier_without_country(value: str, lists: CodeLists) -> bool:
    """An EORI or trader identification number should begin with its country (two capital letters)."""
    return value[:2] not in lists["countries"].codes


@value_rule(check="lei")
def bad_lei(value: str, lists: CodeLists) -> bool:
    """The check digits of the legal entity identifier (ISO 17442) do not fit: compare it with the register."""
    return not lei.is_valid(value)


@value_rule(check="iso6346")
def bad_container_check_digit(value: str, lists: CodeLists) -> bool:
    """The check digit of the container number (ISO 6346) does not fit: compare each character with the container."""
    return _CONTAINER.fullmatch(value) is not None and not _container_fits(value)


@value_rule(check="iso6346", warns=True)
def not_a_container_number(value: str, lists: CodeLists) -> bool:
    """This is not a container number by ISO 6346 (four letters, six digits and a check digit)."""
    return _CONTAINER.fullmatch(value) is None


@value_rule(check="imo")
def bad_imo_number(value: str, lists: CodeLists) -> bool:
    """The last digit of the IMO ship number does not fit: compare each digit with the papers of the ship."""
    return not _imo_fits(value)


@value_rule(check="s10")
def bad_postal_check_digit(value: str, lists: CodeLists) -> bool:
    """The check digit of the postal item identifier (UPU S10) does not fit: compare each character with the label."""
    return _S10.fullmatch(value) is not None and not s10_fits(value)


@value_rule(check="gtin")
def bad_gtin(value: str, lists: CodeLists) -> bool:
    """A GTIN must have 8, 12, 13 or 14 digits, and its check digit must fit."""
    return len(value) not in _GTIN_LENGTHS or not ean.is_valid(value)


@value_rule(check="ioss")
def bad_ioss_number(value: str, lists: CodeLists) -> bool:
    """An IOSS number must be IM, the country of identification as three digits, and seven digits."""
    return not value.startswith("IM") or not oss.is_valid(value)


@value_rule(check="mrn", warns=True)
def unusual_mrn(value: str, lists: CodeLists) -> bool:
    """A movement reference number should be a year, a country and 14 characters."""
    return _MRN.fullmatch(value) is None or value[2:4] not in lists["countries"].codes


def s10_fits(value: str) -> bool:
    """UPU S10: eight digits by their weights, eleven minus the rest; ten becomes 0, eleven becomes 5."""
    total = sum(int(digit) * weight for digit, weight in zip(value[2:10], _S10_WEIGHTS, strict=True))
    check = 11 - total % 11
    return int(value[10]) == {10: 0, 11: 5}.get(check, check)


def awb_fits(value: str) -> bool:
    """Air waybill: three digits of the airline, seven of the serial number, and their remainder by seven."""
    if _AWB.fullmatch(value) is None:
        return False
    serial = value[-8:]
    return int(serial[:7]) % 7 == int(serial[7])


RULES = (
    bad_gb_eori, identifier_without_country, bad_lei, bad_container_check_digit, not_a_container_number,
    bad_imo_number, bad_postal_check_digit, bad_gtin, bad_ioss_number, unusual_mrn,
)  # fmt: skip
