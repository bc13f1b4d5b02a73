"""Rules about goods items, their packages and the totals over them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.rules.rule import document_rule
from exchange.catalogue.types import NoticeType

Document = dict[str, Any]

# UN/ECE Recommendation 21, and the rules of GB entry summary declarations (8149 to 8151) about them.
BULK = frozenset({"VQ", "VG", "VL", "VY", "VR", "VS", "VO"})
UNPACKED = frozenset({"NE", "NF", "NG"})
_UNCOUNTED = BULK | UNPACKED

# What tells an officer nothing, when it is all that is said; our own selection.
_VAGUE = frozenset({
    "accessories", "agricultural products", "all kinds", "apparel", "appliances", "articles", "assorted goods",
    "auto parts", "cargo", "chemicals", "clothes", "commodities", "consolidated", "consolidated cargo",
    "consumer goods", "consol", "daily necessities", "documents", "electronic goods", "electronics", "equipment",
    "fak", "foodstuffs", "freight", "freight of all kinds", "general cargo", "general merchandise", "gift", "gifts",
    "goods", "hardware", "household goods", "industrial goods", "items", "machine parts", "machinery", "merchandise",
    "miscellaneous", "mixed goods", "other", "parts", "personal effects", "plastic goods", "plastics", "products",
    "sample", "samples", "said to contain", "scrap", "spare parts", "spares", "stuff", "supplies", "textiles",
    "tools", "toys", "unknown", "various", "various goods",
})  # fmt: skip


@document_rule()
def repeated_item_number(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Two goods items have the same number: number the items 1, 2, 3 and so on."""
    seen = set()
    for index, item in _items(document):
        if item["sequence"] in seen:
            yield f"/items/{index}/sequence"
        seen.add(item["sequence"])


@document_rule()
def item_numbers_out_of_order(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Goods items must stand in the order of their numbers."""
    before = 0
    for index, item in _items(document):
        if item["sequence"] < before:
            yield f"/items/{index}/sequence"
        before = item["sequence"]


@document_rule(warns=True)
def item_numbers_skip(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Goods items should be numbered 1, 2, 3 and so on; a number is left out."""
    numbers = [item["sequence"] for _, item in _items(document)]
    if numbers and max(numbers) > len(numbers) and len(set(numbers)) == len(numbers):
        yield "/items"


@document_rule()
def item_not_described(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """A goods item needs a description or a commodity code: write one of them."""
    for index, item in _items(document):
        if not item.get("description") and not item.get("hs_code"):
            yield f"/items/{index}"


@document_rule(warns=True)
def vague_description(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The description says too little: name the goods in plain words."""
    for index, item in _items(document):
        if is_vague(item.get("description", "")):
            yield f"/items/{index}/description"


def is_vague(description: str) -> bool:
    """Whether a description of goods says nothing that an officer could use."""
    return " ".join(description.lower().strip(" .").split()) in _VAGUE


@document_rule()
def package_count_missing(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Packed goods need the number of packages; unpacked goods (NE, NF, NG) the number of pieces."""
    for place, packaging in _packagings(document):
        kind = packaging["type"]
        wanted = "pieces" if kind in UNPACKED else "count"
        if kind not in BULK and wanted not in packaging:
            yield f"{place}/{wanted}"


@document_rule()
def package_count_unwanted(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Goods in bulk must have no number of packages or pieces, unpacked goods no number of packages."""
    for place, packaging in _packagings(document):
        if packaging["type"] in _UNCOUNTED and packaging.get("count"):
            yield f"{place}/count"
        if packaging["type"] in BULK and packaging.get("pieces"):
            yield f"{place}/pieces"


@document_rule()
def total_items_differ(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The total number of items must be the number of items listed."""
    total = _total(document, "items")
    if total is not None and total != len(document.get("items", ())):
        yield "/totals/items"


@document_rule()
def total_packages_differ(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The total number of packages must be the sum over the items (pieces of unpacked goods; bulk counts 0 or 1)."""
    total = _total(document, "packages")
    items = document.get("items", ())
    if total is None or not items or not all(item.get("packages") for item in items):
        return
    counted = bulks = 0
    for _, packaging in _packagings(document):
        if packaging["type"] in BULK:
            bulks += 1
            continue
        number = packaging.get("pieces" if packaging["type"] in UNPACKED else "count")
        if number is None:
            return
        counted += number
    if total not in (counted, counted + bulks):
        yield "/totals/packages"


@document_rule()
def total_mass_differs(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The total gross mass must be the sum of the gross masses of the items."""
    total = _total(document, "gross_mass")
    masses = [item.get("gross_mass") for item in document.get("items", ())]
    if total is not None and masses and None not in masses and Decimal(total) != sum(map(Decimal, masses)):
        yield "/totals/gross_mass"


@document_rule()
def total_mass_is_zero(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The total gross mass must be more than nothing."""
    total = _total(document, "gross_mass")
    if total is not None and not Decimal(total):
        yield "/totals/gross_mass"


@document_rule()
def total_value_differs(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The total value must be the sum of the values of the items, where all are in its currency."""
    total = _total(document, "value")
    values = [item.get("value") for item in document.get("items", ())]
    if total is None or not values or None in values:
        return
    if any(value["currency"] != total["currency"] for value in values):
        return
    if Decimal(total["amount"]) != sum(Decimal(value["amount"]) for value in values):
        yield "/totals/value/amount"


@document_rule(warns=True)
def net_mass_above_gross(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The net mass of an item should not be above its gross mass."""
    for index, item in _items(document):
        if (
            "net_mass" in item
            and "gross_mass" in item
            and Decimal(item["net_mass"]) > Decimal(item["gross_mass"])
        ):
            yield f"/items/{index}/net_mass"


def _items(document: Document) -> Iterator[tuple[int, Document]]:
    return enumerate(document.get("items", ()))


def _packagings(document: Document) -> Iterator[tuple[str, Document]]:
    for index, item in _items(document):
        for position, packaging in enumerate(item.get("packages", ())):
            yield f"/items/{index}/packages/{position}", packaging


def _total(document: Document, name: str) -> Any:
    return document.get("totals", {}).get(name)


RULES = (
    repeated_item_number, item_numbers_out_of_order, item_numbers_skip, item_not_described, vague_description,
    package_count_missing, package_count_unwanted, total_items_differ, total_packages_differ, total_mass_differs,
    total_mass_is_zero, total_value_differs, net_mass_above_gross,
)  # fmt: skip
