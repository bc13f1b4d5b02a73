"""Code lists in memory: those packaged with the hub, replaced by the editions that an operator imported.

A list is *complete* when a code outside it does not exist. The packaged UN/LOCODE, package, unit, document and
means lists are seeds of the codes in common use: a well-formed code outside a seed is accepted.
"""

import csv
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycountry
from django.utils.translation import gettext_noop as _

from exchange.catalogue.models import CodeEntry, CodeListEdition

FOLDER = Path(__file__).parent / "lists"
OWN_SEED = "Seed of the hub: codes in common use, with labels of its own"
# How long a process may go on with the editions it holds before it asks whether there are newer ones.
_SECONDS_BETWEEN_LOOKS = 30

# Used by customs beside ISO 3166-1, from its user-assigned range.
_CUSTOMS_COUNTRIES = {"XI": _("Northern Ireland (customs)"), "XK": _("Kosovo (customs)")}

# name: (title, complete)
_PACKAGED = {
    "unlocode": ("Places (UN/LOCODE)", False),
    "hs": ("Harmonized System chapters", False),
    "packages": ("Packages (UN/ECE Recommendation 21)", False),
    "units": ("Units (UN/ECE Recommendation 20)", False),
    "modes": ("Modes of transport (UN/ECE Recommendation 19, with ro-ro)", True),
    "means": ("Means of transport (UN/ECE Recommendation 28)", False),
    "transport_documents": ("Transport documents (UNCL 1001)", False),
}


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list. ``codes`` gives for each code its functions (UN/LOCODE: 1 port, 4 airport), elsewhere nothing.

    ``labels`` is empty where the list was imported: its labels stay in the database.
    """

    name: str
    title: str
    source: str
    edition: str
    complete: bool
    codes: Mapping[str, str]
    labels: Mapping[str, str]

    def knows(self, code: str) -> bool | None:
        """True: listed. False: does not exist. None: not listed, and the list does not claim to be complete."""
        if code in self.codes:
            return True
        return False if self.complete else None


CodeLists = Mapping[str, CodeList]


def current() -> CodeLists:
    """The lists in force: packaged ones, and imported editions in their place. Seen within half a minute."""
    return _held.lists()


@cache
def packaged() -> CodeLists:
    """The lists that come with the hub, whatever was imported."""
    lists = {name: _read(name, title, complete) for name, (title, complete) in _PACKAGED.items()}
    countries = {country.alpha_2: country.name for country in pycountry.countries} | _CUSTOMS_COUNTRIES
    lists["countries"] = _of("countries", "Countries (ISO 3166-1)", countries)
    lists["currencies"] = _of(
        "currencies", "Currencies (ISO 4217)", {c.alpha_3: c.name for c in pycountry.currencies}
    )
    languages = {
        language.alpha_2: language.name for language in pycountry.languages if hasattr(language, "alpha_2")
    }
    lists["languages"] = _of("languages", "Languages (ISO 639-1)", languages)
    return lists


def _of(name: str, title: str, labels: dict[str, str]) -> CodeList:
    return CodeList(
        name, title, "Debian iso-codes through pycountry", "", True, dict.fromkeys(labels, ""), labels
    )


def _read(name: str, title: str, complete: bool) -> CodeList:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"]: row.get("functions", "") for row in rows}
    labels = {row["code"]: row.get("label") or row["name"] for row in rows}
    return CodeList(name, title, OWN_SEED, "", complete, codes, labels)


class _Held:
    """The lists that this process holds, looked up again from time to time."""

    def __init__(self) -> None:
        self._looked_at = float("-inf")
        self._editions: dict[str, CodeListEdition] = {}
        self._lists: CodeLists = {}

    def lists(self) -> CodeLists:
        now = time.monotonic()
        if now - self._looked_at > _SECONDS_BETWEEN_LOOKS:
            editions = {edition.name: edition for edition in CodeListEdition.objects.all()}
            if not self._lists or editions != self._editions:
                imported = {name: self._imported(edition) for name, edition in editions.items()}
                self._lists, self._editions = {**packaged(), **imported}, editions
            self._looked_at = now
        return self._lists

    def forget(self) -> None:
        """Look again at the next question."""
        self._looked_at = float("-inf")

    def _imported(self, edition: CodeListEdition) -> CodeList:
        if self._editions.get(edition.name) == edition:
            return self._lists[edition.name]
        codes = dict(CodeEntry.objects.filter(edition=edition).values_list("code", "functions"))
        return CodeList(
            edition.name, edition.title, edition.source, edition.edition, edition.complete, codes, {}
        )


_held = _Held()
look_again = _held.forget
