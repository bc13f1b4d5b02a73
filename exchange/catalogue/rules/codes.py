"""Rules about codes: does the code exist, or at least look like one?"""

import re

from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.rules.rule import value_rule

_PACKAGE = re.compile(r"[A-Z0-9]{2}")
_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_CONTAINER_SIZE = re.compile(r"[A-Z0-9]{4}")
# HS chapter, heading, subheading; then national or regional digits in pairs.
_HS_LENGTHS = frozenset({2, 4, 6, 8, 10})


@value_rule(codelist="countries")
def unknown_country(value: str, lists: CodeLists) -> bool:
    """There is no such country: write its code by ISO 3166-1, two capital letters, for example NL."""
    return value not in lists["countries"].codes


@value_rule(codelist="currencies")
def unknown_currency(value: str, lists: CodeLists) -> bool:
    """There is no such currency: write its code by ISO 4217, three capital letters, for example EUR."""
    return value not in lists["currencies"].codes


@value_rule(codelist="languages")
def unknown_language(value: str, lists: CodeLists) -> bool:
    """There is no such language: write its code by ISO 639-1, two letters, for example en."""
    return value.lower() not in lists["languages"].codes


@value_rule(codelist="unlocode")
def unknown_place(value: str, lists: CodeLists) -> bool:
    """There is no such UN/LOCODE: write the country and three characters, for example NLRTM."""
    known = lists["unlocode"].knows(value)
    return known is False or (known is None and value[:2] not in lists["countries"].codes)


@value_rule(codelist="unlocode", warns=True)
def place_not_listed(value: str, lists: CodeLists) -> bool:
    """This UN/LOCODE is not in the list that the hub holds; check it, or ask the operator to import the full list."""
    return lists["unlocode"].knows(value) is None and value[:2] in lists["countries"].codes


@value_rule(codelist="hs")
def bad_commodity_code(value: str, lists: CodeLists) -> bool:
    """A commodity code has 2, 4, 6, 8 or 10 digits and begins with a chapter of the HS: write it like 010121."""
    return len(value) not in _HS_LENGTHS or lists["hs"].knows(value[:2]) is not True


@value_rule(codelist="hs")
def unknown_commodity_code(value: str, lists: CodeLists) -> bool:
    """There is no such heading or subheading in the Harmonized System: look the goods up, and write their code."""
    return len(value) in _HS_LENGTHS and lists["hs"].knows(value[:6]) is False


@value_rule(codelist="packages")
def unknown_package(value: str, lists: CodeLists) -> bool:
    """There is no such package type: write its code by UN/ECE Recommendation 21, two characters, for example CT."""
    known = lists["packages"].knows(value)
    return known is False or (known is None and _PACKAGE.fullmatch(value) is None)


@value_rule(codelist="units")
def unknown_unit(value: str, lists: CodeLists) -> bool:
    """There is no such unit: write its code by UN/ECE Recommendation 20, two or three characters, for example KGM."""
    known = lists["units"].knows(value)
    return known is False or (known is None and _UNIT.fullmatch(value) is None)


@value_rule(codelist="modes")
def unknown_mode(value: str, lists: CodeLists) -> bool:
    """Write the mode as 1 (sea), 2 (rail), 3 (road), 4 (air), 5 (post), 8 (inland waterway), 10 or 11 (ro-ro)."""
    return value not in lists["modes"].codes


@value_rule(codelist="means")
def unknown_means(value: str, lists: CodeLists) -> bool:
    """There is no such means of transport: write its code by UN/ECE Recommendation 28."""
    return lists["means"].knows(value) is False


@value_rule(codelist="transport_documents")
def unknown_transport_document(value: str, lists: CodeLists) -> bool:
    """There is no such transport document type: write its code by UNCL 1001, for example 705."""
    return lists["transport_documents"].knows(value) is False


@value_rule(codelist="container_sizes")
def bad_container_size(value: str, lists: CodeLists) -> bool:
    """A container size and type must have four characters by ISO 6346 (for example 45G1)."""
    return _CONTAINER_SIZE.fullmatch(value) is None


RULES = (
    unknown_country, unknown_currency, unknown_language, unknown_place, place_not_listed, bad_commodity_code,
    unknown_commodity_code, unknown_package, unknown_unit, unknown_mode, unknown_means,
    unknown_transport_document, bad_container_size,
)  # fmt: skip
